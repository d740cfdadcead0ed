/** What `loom help` and `loom COMMAND --help` say. */
import { say as sayText, t } from '../engine/texts/index.ts';
import { widthOf, wrapped } from './columns.ts';
import { type Command, type Option, usageText } from './define.ts';

/** Lines longer than this are hard to read, however wide the terminal is. */
const WIDEST = 100;
/** Where what is told of an option begins, unless its name is longer. */
const TELLS_AT = 26;

/** Options that every command has. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  json: { doc: 'What comes out is for programs to read.' },
  help: { doc: 'Says this.' },
};

const width = (): number => Math.min(process.stdout.columns || 80, WIDEST);

/** A name, and beside it what is told of it. */
function entry(name: string, text: string, at: number): string {
  const begin = `  ${name}`;
  const between = widthOf(begin) + 2 > at ? `\n${' '.repeat(at)}` : ' '.repeat(at - widthOf(begin));
  return begin + between + wrapped(text, width(), at);
}

const docOf = ({ name, doc }: Command): string => sayText(`cli.${name}.doc`, doc);

/** Every command in a line. */
export function overview(commands: readonly Command[]): string {
  const longest = Math.max(...commands.map(({ name }) => name.length));
  return [
    usageText({ name: 'COMMAND', calls: ['...'] }),
    commands.map((command) => entry(command.name, docOf(command), longest + 4)).join('\n'),
    t('cli.helpOfOne', '`loom COMMAND --help` tells how a command is called and what its options are.'),
  ].join('\n\n');
}

/** How a command is called, what it does, and its options. */
export function helpOf(command: Command): string {
  const { name, more, values } = command;
  const paragraphs = [docOf(command), ...(more === undefined ? [] : [sayText(`cli.${name}.more`, more, values)])];
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([option, { value, doc }]) =>
    entry(
      value === undefined ? `--${option}` : `--${option} ${value}`,
      sayText(`cli.${name}.options.${option}`, doc),
      TELLS_AT,
    ),
  );
  return [
    usageText(command),
    ...paragraphs.map((text) => wrapped(text, width())),
    `${t('cli.optionsHeading', 'Options:')}\n${options.join('\n')}`,
  ].join('\n\n');
}

/** The arguments of a command, as they were typed: nothing that it does not know is passed over. */
import { parseArgs } from 'node:util';
import { t } from '../engine/texts/index.ts';
import { verbatim } from '../engine/phrases.ts';
import { type Arguments, type Command, UsageError } from './define.ts';
import { COMMON_OPTIONS } from './help.ts';

/** `-1` is a number; `-x` and `--epochs` are options. */
const looksLikeOption = (value: string): boolean => /^-[^\d.]/.test(value);

/** Reads `--name VALUE`, `--name=VALUE`, switches and what has no name. `-h` is `--help`. */
export function parsed(command: Command, typed: readonly string[]): Arguments {
  const options = { ...command.options, ...COMMON_OPTIONS };
  const { values, positionals, tokens } = parseArgs({
    args: [...typed],
    allowPositionals: true,
    // its own messages are English, and say `--epochs <value>`
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value, multiple }]) => [
        name,
        {
          type: value === undefined ? ('boolean' as const) : ('string' as const),
          ...(multiple && { multiple }),
          ...(name === 'help' && { short: 'h' }),
        },
      ]),
    ),
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    const name = verbatim(token.rawName);
    if (!option)
      throw new UsageError(
        t('cli.noOption', '"{{command}}" has no option {{name}}. `loom {{command}} --help` lists those that it has.', {
          command: verbatim(command.name),
          name,
        }),
      );
    const isMissing = token.value === undefined || (!token.inlineValue && looksLikeOption(token.value));
    if (option.value !== undefined && isMissing)
      throw new UsageError(
        t('cli.needsValue', '{{name}} needs a value: {{name}} {{value}}.', { name, value: verbatim(option.value) }),
      );
    if (option.value === undefined && token.value !== undefined)
      throw new UsageError(t('cli.takesNone', '{{name}} takes no value.', { name }));
  }
  return { positionals, options: values as Arguments['options'], json: values.json === true };
}

/** The command line: finds the command, reads its arguments, turns errors into one line and an exit code. */
import { parseArgs } from 'node:util';
import { say as sayText, t } from '../engine/texts/index.ts';
import { verbatim } from '../engine/phrases.ts';
import { problem, UserError, wordProblem } from '../engine/problems.ts';
import { bench } from './commands/bench.ts';
import { check } from './commands/check.ts';
import { data } from './commands/data.ts';
import { engines } from './commands/engines.ts';
import { evaluate } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { generate } from './commands/generate.ts';
import { gradients } from './commands/gradients.ts';
import { importCommand } from './commands/import.ts';
import { newCommand } from './commands/new.ts';
import { predict } from './commands/predict.ts';
import { program } from './commands/program.ts';
import { runs } from './commands/runs.ts';
import { summary } from './commands/summary.ts';
import { templates } from './commands/templates.ts';
import { train } from './commands/train.ts';
import { GivenUp } from './reading.ts';
import { type Command, out, problemJson, say, sayProblem, UsageError, usageText } from './define.ts';

const COMMANDS: readonly Command[] = [
  check,
  summary,
  train,
  runs,
  evaluate,
  predict,
  generate,
  gradients,
  program,
  exportCommand,
  importCommand,
  templates,
  newCommand,
  data,
  engines,
  bench,
];

function help(): string {
  const commands = COMMANDS.map((command) => `  loom ${command.name} ${command.usage}\n      ${docOf(command)}`);
  return `${usageText('COMMAND ... [--json]')}\n\n${commands.join('\n')}`;
}

const docOf = ({ name, doc, values }: Command): string => sayText(`cli.${name}.doc`, doc, values);

/** Runs a command as it was typed; gives the exit code. */
export async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    out(help());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((command) => command.name === name);
  if (!command) {
    const commands = COMMANDS.map((one) => verbatim(one.name));
    const problem = t('cli.noCommand', 'there is no command "{{name}}". Commands: {{commands}}.', {
      name: verbatim(name),
      commands,
    });
    say(`loom: ${problem}`);
    return 2;
  }
  let json = rest.includes('--json');
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    json = values.json === true;
    if (values.help) {
      out(`${usageText(`${command.name} ${command.usage}`)}\n${docOf(command)}`);
      return 0;
    }
    if (positionals.length < command.positionals) throw new UsageError(usageText(`${command.name} ${command.usage}`));
    return await command.run({ positionals, options: values as never, json });
  } catch (error) {
    if (error instanceof GivenUp) {
      say(t('cli.givenUp', 'Stopped; nothing is left of what was read.'));
      return INTERRUPTED;
    }
    if (error instanceof UserError) {
      if (json) out(JSON.stringify({ problems: error.problems.map(problemJson) }));
      for (const problem of error.problems) sayProblem(problem);
      return 1;
    }
    if (error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) {
      say(`loom: ${(error as Error).message}`);
      return 2;
    }
    return sayMistake(name, error);
  }
}

/** As a shell has it of a program that the person interrupted. */
const INTERRUPTED = 130;
/** Of a mistake of the program's own, as sysexits.h has it. */
const SOFTWARE = 70;

/** Says a mistake of the program's own in a line, its stack only where that is asked for (`LOOM_DEBUG`); gives the exit code. */
export function sayMistake(what: string, error: unknown): number {
  const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  say(`loom: ${wordProblem(problem('internal-error', { what: verbatim(what), reason: verbatim(reason) }))}`);
  if (process.env.LOOM_DEBUG && error instanceof Error) say(String(error.stack));
  return SOFTWARE;
}

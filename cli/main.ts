/** The command line: finds the command, reads its arguments, turns errors into one line and an exit code. */
import { t } from '../engine/texts/index.ts';
import { verbatim } from '../engine/phrases.ts';
import { problem, UserError, wordProblem } from '../engine/problems.ts';
import { COMMANDS } from './commands/index.ts';
import { GivenUp } from './reading.ts';
import { out, problemJson, say, sayProblem, UsageError, usageError } from './define.ts';
import { helpOf, overview } from './help.ts';
import { parsed } from './parse.ts';

/** Runs a command as it was typed; gives the exit code. */
export async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const about = COMMANDS.find((command) => command.name === rest[0]);
    out(about ? helpOf(about) : overview(COMMANDS));
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
  const json = rest.includes('--json');
  try {
    const args = parsed(command, rest);
    if (args.options.help) {
      out(helpOf(command));
      return 0;
    }
    const [least, most] = command.positionals;
    if (args.positionals.length < least || args.positionals.length > most) throw usageError(command);
    return await command.run(args);
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
    if (error instanceof UsageError) {
      say(`loom: ${error.message}`);
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

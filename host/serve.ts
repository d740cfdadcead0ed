/** Answers what comes in on a line: arguments are checked, problems cross as data, a mistake of the program's own is told and logged. */
import { problem, UserError } from '../engine/problems.ts';
import { callArguments, type CallHandlers, type CallName, type Message } from '../engine/protocol.ts';
import type { Channel } from '../engine/wire/channel.ts';
import { named, phrase, verbatim, type Value as TextValue } from '../engine/phrases.ts';

/** `ended` is told when the line is. */
export function serve(channel: Channel, handlers: Partial<CallHandlers>, ended: () => void): void {
  let open = true;
  channel.listen({
    async message(message) {
      if (message.kind !== 'call') return;
      const answer = await answerTo(message, handlers);
      if (open) channel.send(answer);
    },
    closed() {
      open = false;
      ended();
    },
  });
}

async function answerTo(
  { id, name, args }: Extract<Message, { kind: 'call' }>,
  handlers: Partial<CallHandlers>,
): Promise<Message> {
  try {
    return { kind: 'answer', id, result: await call(name, args, handlers) };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'failure', id, problems: error.problems, message: error.message };
    console.error(`${name}:`, error);
    return { kind: 'failure', id, problems: [], message: error instanceof Error ? error.message : String(error) };
  }
}

function call(name: string, given: unknown, handlers: Partial<CallHandlers>): Promise<unknown> {
  const refuse = (reason: TextValue) =>
    new UserError(problem('bad-request', { call: verbatim(name.slice(0, 80)), reason }));
  const handler = Object.hasOwn(callArguments, name) ? handlers[name as CallName] : undefined;
  if (!handler) throw refuse(phrase('no-such-call'));
  const args = callArguments[name as CallName].safeParse(given);
  if (!args.success) {
    const { path, message } = args.error.issues[0]!;
    throw refuse(named('phrases.call-does-not-fit', path.length === 0 ? message : `"${path.join('.')}": ${message}`));
  }
  return (handler as (args: unknown) => Promise<unknown>)(args.data);
}

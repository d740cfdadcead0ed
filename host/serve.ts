/**
 * Answers what comes in on a line: arguments are checked, problems cross as data, and whatever goes wrong with one call is that
 * call's answer. So many calls are worked on at once, for so long; the others wait, and a far end that does not read what it asked
 * for is asked to wait as well, so that nothing piles up here.
 */
import { oneLine } from '../engine/terminal.ts';
import { problem, type Problem, reasonOf, UserError } from '../engine/problems.ts';
import { callArguments, type CallHandlers, type CallName, type Message, type OnProgress } from '../engine/protocol.ts';
import type { Channel } from '../engine/wire/channel.ts';
import { named, phrase, verbatim, type Value as TextValue } from '../engine/phrases.ts';
import { limitsOf } from './limits.ts';

type Call = Extract<Message, { kind: 'call' }>;

/** Calls that wait for their turn, before more are refused. */
const MOST_WAITING = 1000;
/** From so many on the line is not read, where it can be slowed, until there are fewer. */
const PAUSE_AT = 64;
/** Answers that the far end has not read, in bytes: no call is begun while there are more. */
const MUCH_UNREAD = 8 << 20;
/** How often it is looked again whether the far end has read, and how long it may read nothing, in milliseconds. */
const LOOK_EVERY = 25;
const STALLED_AFTER = 60_000;
/** How often it is told how far a call is, in milliseconds. */
const PROGRESS_EVERY = 100;

/** `ended` is told when the line is. */
export function serve(channel: Channel, handlers: Partial<CallHandlers>, ended: () => void): void {
  new Line(channel, handlers, ended);
}

class Line {
  readonly #channel: Channel;
  readonly #handlers: Partial<CallHandlers>;
  /** Aborted when the line has ended. */
  readonly #end = new AbortController();
  #waiting: Call[] = [];
  readonly #running = new Map<Call, AbortController>();
  #paused = false;
  #look: ReturnType<typeof setTimeout> | undefined;
  /** The least that was unread, and since when it is no less. */
  #unread = { bytes: Number.POSITIVE_INFINITY, since: 0 };

  constructor(channel: Channel, handlers: Partial<CallHandlers>, ended: () => void) {
    this.#channel = channel;
    this.#handlers = handlers;
    channel.listen({
      message: (message) => this.#take(message),
      closed: () => {
        clearTimeout(this.#look);
        this.#waiting = [];
        this.#end.abort();
        for (const controller of this.#running.values()) controller.abort();
        ended();
      },
    });
  }

  #take(message: Message): void {
    if (message.kind === 'ping') this.#channel.send({ kind: 'pong' });
    if (message.kind === 'cancel') this.#cancel(message.id);
    if (message.kind !== 'call') return;
    if (this.#waiting.length >= MOST_WAITING) {
      this.#fail(message, problem('calls-too-many', { call: callName(message) }));
      return;
    }
    this.#waiting.push(message);
    this.#goOn();
  }

  /** Begins what can be begun, each kind of call in its order. */
  #goOn(): void {
    const full = new Set<string>();
    for (const call of [...this.#waiting]) {
      if (this.#isFarBehind()) break;
      const { lane, most } = limitsOf(call.name);
      const inLane = [...this.#running.keys()].filter(({ name }) => limitsOf(name).lane === lane).length;
      if (full.has(lane) || inLane >= most) {
        full.add(lane);
        continue;
      }
      this.#waiting.splice(this.#waiting.indexOf(call), 1);
      void this.#answer(call);
    }
    const pause = this.#waiting.length >= PAUSE_AT;
    if (pause !== this.#paused) this.#channel[pause ? 'pause' : 'resume']?.();
    this.#paused = pause;
  }

  /** Whether to wait until the far end has read; it is let go where it reads nothing. */
  #isFarBehind(): boolean {
    const bytes = this.#channel.unread?.() ?? 0;
    if (bytes <= MUCH_UNREAD) {
      this.#unread = { bytes: Number.POSITIVE_INFINITY, since: 0 };
      return false;
    }
    const now = performance.now();
    if (bytes < this.#unread.bytes) this.#unread = { bytes, since: now };
    else if (now - this.#unread.since > STALLED_AFTER) {
      this.#channel.close();
      return true;
    }
    clearTimeout(this.#look);
    this.#look = setTimeout(() => this.#goOn(), LOOK_EVERY);
    return true;
  }

  #cancel(id: number): void {
    this.#waiting = this.#waiting.filter((call) => call.id !== id);
    for (const [call, controller] of this.#running)
      if (call.id === id) controller.abort(problem('call-cancelled', { call: callName(call) }));
  }

  async #answer(call: Call): Promise<void> {
    const controller = new AbortController();
    this.#running.set(call, controller);
    const { seconds } = limitsOf(call.name);
    const timer =
      seconds === null
        ? undefined
        : setTimeout(() => controller.abort(problem('call-late', { call: callName(call), seconds })), seconds * 1000);
    let told = performance.now();
    const progress: OnProgress = (done, total) => {
      const now = performance.now();
      if (now - told < PROGRESS_EVERY || controller.signal.aborted || !this.#running.has(call)) return;
      told = now;
      this.#send({ kind: 'progress', id: call.id, done, total });
    };
    try {
      const caller = { line: this.#end.signal, signal: controller.signal, progress };
      const result = await Promise.race([callHandler(call, caller, this.#handlers), aborted(controller.signal)]);
      this.#send({ kind: 'answer', id: call.id, result });
    } catch (error) {
      // who gave it up hears that it was heard
      const { aborted, reason } = controller.signal;
      if (!this.#end.signal.aborted) this.#fail(call, ...(aborted ? [reason as Problem] : problemsOf(call, error)));
    }
    clearTimeout(timer);
    this.#running.delete(call);
    if (!this.#end.signal.aborted) this.#goOn();
  }

  #fail(call: Call, ...problems: readonly Problem[]): void {
    const { message } = new UserError(problems);
    this.#send({ kind: 'failure', id: call.id, problems, message });
  }

  /** An answer that cannot be sent is a failure of its call alone. */
  #send(message: Extract<Message, { kind: 'answer' | 'failure' | 'progress' }>): void {
    if (this.#end.signal.aborted) return;
    try {
      this.#channel.send(message);
    } catch (error) {
      const found = problem('answer-too-large', { reason: reasonOf(error) });
      this.#channel.send({ kind: 'failure', id: message.id, problems: [found], message: new UserError(found).message });
    }
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('the call was given up'))));

const callName = ({ name }: Call) => verbatim(name.slice(0, 80));

function problemsOf(call: Call, error: unknown): readonly Problem[] {
  if (error instanceof UserError) return error.problems;
  const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  console.error(oneLine(`${call.name}: ${reason}`));
  return [problem('internal-error', { what: callName(call), reason: verbatim(reason) })];
}

async function callHandler(
  call: Call,
  caller: Parameters<CallHandlers['hello']>[1],
  handlers: Partial<CallHandlers>,
): Promise<unknown> {
  const { name, args: given } = call;
  const refuse = (reason: TextValue) => new UserError(problem('bad-request', { call: callName(call), reason }));
  const handler = Object.hasOwn(callArguments, name) ? handlers[name as CallName] : undefined;
  if (!handler) throw refuse(phrase('no-such-call'));
  const args = callArguments[name as CallName].safeParse(given);
  if (!args.success) {
    const { path, message } = args.error.issues[0]!;
    throw refuse(named('phrases.call-does-not-fit', path.length === 0 ? message : `"${path.join('.')}": ${message}`));
  }
  return (handler as (args: unknown, caller: unknown) => Promise<unknown>)(args.data, caller);
}

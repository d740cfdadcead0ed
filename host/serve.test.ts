/** One line of a window: what one call does wrong, or asks too much, is that call's own. */
import { afterEach, expect, it, vi } from 'vitest';
import type { CallHandlers, Message } from '../engine/protocol.ts';
import type { Channel, Listener } from '../engine/wire/channel.ts';
import { encode } from '../engine/wire/codec.ts';
import { serve } from './serve.ts';
import { until } from '../test/until.ts';

/** A line whose far end reads only when it is told to. */
class SlowLine implements Channel {
  readonly sent: Message[] = [];
  bytes = 0;
  paused = false;
  ended = false;
  #listener!: Listener;
  send(message: Message): void {
    this.bytes += encode(message).length;
    this.sent.push(message);
  }
  unread = () => this.bytes;
  pause = () => void (this.paused = true);
  resume = () => void (this.paused = false);
  listen(listener: Listener): void {
    this.#listener = listener;
  }
  close(): void {
    this.ended = true;
    this.#listener.closed();
  }
  say(message: unknown): void {
    this.#listener.message(message as Message);
  }
  ask(id: number, name: string, args: unknown = {}): void {
    this.say({ kind: 'call', id, name, args });
  }
  answerTo(id: number): Promise<Message> {
    return until(() => {
      const found = this.sent.find((message) => 'id' in message && message.id === id);
      if (!found) throw new Error(`no answer to ${id} yet`);
      return found;
    });
  }
}
const lineWith = (handlers: Partial<CallHandlers>): SlowLine => {
  const line = new SlowLine();
  serve(line, handlers, () => {});
  return line;
};
const codes = (message: Message) => (message.kind === 'failure' ? message.problems.map(({ code }) => code) : []);
afterEach(() => void vi.useRealTimers());

it('fails a call alone whose answer cannot be sent', async () => {
  let deep: unknown = [];
  for (let i = 0; i < 20_000; i++) deep = [deep];
  const line = lineWith({ 'runs.get': async () => deep as never, 'runs.list': async () => [] });
  line.ask(1, 'runs.get', { run: 'deep' });
  line.ask(2, 'runs.list');
  expect(codes(await line.answerTo(1))).toEqual(['answer-too-large']);
  expect(await line.answerTo(2)).toMatchObject({ kind: 'answer', result: [] });
});

it('says a mistake of the program’s own without its stack', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const line = lineWith({
    'runs.list': async () => (undefined as unknown as { there: { no: never } }).there.no,
  });
  line.ask(1, 'runs.list');
  const answer = await line.answerTo(1);
  expect(codes(answer)).toEqual(['internal-error']);
  expect(`${JSON.stringify(answer)} ${JSON.stringify(logged.mock.calls)}`).not.toMatch(/\bat \S+ \(|serve\.test/);
  logged.mockRestore();
});

it('works on few calls at once, slows who asks for more, and begins none while answers lie unread', async () => {
  let running = 0;
  let most = 0;
  const line = lineWith({
    'files.open': async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      return { path: '/a.loom', text: 'x'.repeat(4 << 20), version: '' };
    },
  });
  for (let id = 1; id <= 200; id++) line.ask(id, 'files.open', { path: '/a.loom' });
  expect(line.paused).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const unread = line.bytes;
  expect(most).toBeLessThanOrEqual(4);
  expect(unread).toBeLessThan(40 << 20);
  // once it reads, it goes on
  const reading = setInterval(() => (line.bytes = 0), 5);
  await line.answerTo(200);
  clearInterval(reading);
  expect(line.paused).toBe(false);
  expect(line.sent.filter(({ kind }) => kind === 'answer')).toHaveLength(200);
});

it('lets a far end go that reads nothing for a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const line = lineWith({ 'runs.list': async () => [] });
  line.bytes = 100 << 20;
  line.ask(1, 'runs.list');
  await vi.advanceTimersByTimeAsync(59_000);
  expect(line.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(line.ended).toBe(true);
  expect(line.sent).toEqual([]);
});

it('tells how far a call is, not more often than a bar can move', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const line = lineWith({
    'plan.memory': async (_, { progress }) => {
      for (let done = 1; done <= 100; done++) {
        progress!(done, 100);
        await vi.advanceTimersByTimeAsync(10);
      }
      return null;
    },
  });
  line.ask(7, 'plan.memory', { document: '', dataset: 0 });
  await until(() => expect(line.sent.at(-1)).toMatchObject({ kind: 'answer' }));
  const told = line.sent.filter(({ kind }) => kind === 'progress');
  expect(told.length).toBeGreaterThan(5);
  expect(told.length).toBeLessThan(12);
  expect(told[0]).toMatchObject({ kind: 'progress', id: 7, total: 100 });
});

it('gives a call up that takes too long, and one that is no longer wanted', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const heard: unknown[] = [];
  const line = lineWith({
    'runs.list': () => new Promise(() => {}),
    'plan.memory': (_, { signal }) => {
      signal.addEventListener('abort', () => heard.push('given up'));
      return new Promise(() => {});
    },
  });
  line.ask(1, 'runs.list');
  line.ask(2, 'plan.memory', { document: '', dataset: 0 });
  line.say({ kind: 'cancel', id: 2 });
  await vi.advanceTimersByTimeAsync(1);
  expect(heard).toEqual(['given up']);
  expect(codes(line.sent[0]!)).toEqual(['call-cancelled']);
  await vi.advanceTimersByTimeAsync(121_000);
  expect(codes(line.sent[1]!)).toEqual(['call-late']);
});

it('has nothing to say once the line has ended, whatever was under way', async () => {
  const failed = vi.fn();
  process.on('unhandledRejection', failed);
  const line = lineWith({
    'runs.list': () => new Promise(() => {}),
    'runs.get': () => Promise.reject(new Error('late')),
  });
  line.ask(1, 'runs.list');
  line.ask(2, 'runs.get', { run: 'a' });
  line.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', failed);
  expect(line.sent).toEqual([]);
  expect(failed).not.toHaveBeenCalled();
});

it('refuses what no line could slow', async () => {
  const line = lineWith({ 'runs.list': () => new Promise(() => {}) });
  for (let id = 1; id <= 1100; id++) line.ask(id, 'runs.list');
  expect(codes(await line.answerTo(1100))).toEqual(['calls-too-many']);
});

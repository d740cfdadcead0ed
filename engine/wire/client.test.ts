import { verbatim } from '../phrases.ts';
import { describe, expect, it } from 'vitest';
import { UserError, problem } from '../problems.ts';
import type { Message } from '../protocol.ts';
import type { Channel, Listener } from './channel.ts';
import { connect } from './client.ts';

/** A line whose far end is the test. */
class Line implements Channel {
  readonly sent: Extract<Message, { kind: 'call' }>[] = [];
  listener: Listener | undefined;
  closed = false;
  send(message: Message): void {
    this.sent.push(message as Extract<Message, { kind: 'call' }>);
  }
  listen(listener: Listener): void {
    this.listener = listener;
  }
  close(): void {
    this.closed = true;
  }
}

function client(fails = 0) {
  const lines: Line[] = [];
  const host = connect(
    () => {
      if (fails-- > 0) return Promise.reject(new Error('nobody there'));
      lines.push(new Line());
      return Promise.resolve(lines.at(-1)!);
    },
    { retry: 1, patience: 50 },
  );
  return { host, lines };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a client', () => {
  it('pairs answers with calls, whatever their order', async () => {
    const { host, lines } = client();
    await soon();
    const first = host.call('files.recent', {});
    const second = host.call('runs.list', {});
    const [line] = lines;
    expect(line!.sent.map(({ name }) => name)).toEqual(['files.recent', 'runs.list']);
    line!.listener!.message({ kind: 'answer', id: line!.sent[1]!.id, result: ['run'] });
    line!.listener!.message({ kind: 'answer', id: line!.sent[0]!.id, result: ['file'] });
    line!.listener!.message({ kind: 'answer', id: 99, result: 'nobody asked' });
    expect(await first).toEqual(['file']);
    expect(await second).toEqual(['run']);
  });

  it('throws the problems of a failure as the UserError they were', async () => {
    const { host, lines } = client();
    await soon();
    const call = host.call('runs.get', { run: verbatim('x') });
    lines[0]!.listener!.message({
      kind: 'failure',
      id: lines[0]!.sent[0]!.id,
      problems: [problem('run-unknown', { run: verbatim('x') })],
      message: 'no',
    });
    await expect(call).rejects.toThrow(UserError);
    await expect(call).rejects.toThrow('There is no run "x"');
    const bug = host.call('runs.get', { run: verbatim('x') });
    lines[0]!.listener!.message({
      kind: 'failure',
      id: lines[0]!.sent[1]!.id,
      problems: [],
      message: 'internal: a bug',
    });
    await expect(bug).rejects.toThrow('internal: a bug');
  });

  it('hands events to who listens, until they stop', async () => {
    const { host, lines } = client();
    await soon();
    const heard: unknown[] = [];
    const stop = host.on('shell.command', (event) => heard.push(event.command));
    lines[0]!.listener!.message({ kind: 'event', name: 'shell.command', event: { command: 'save' } });
    stop();
    lines[0]!.listener!.message({ kind: 'event', name: 'shell.command', event: { command: 'open' } });
    expect(heard).toEqual(['save']);
    const stopAgain = host.on('shell.command', (event) => heard.push(event.command));
    lines[0]!.listener!.message({
      kind: 'events',
      events: ['undo', 'redo'].map((command) => ({ kind: 'event', name: 'shell.command', event: { command } })),
    });
    stopAgain();
    expect(heard).toEqual(['save', 'undo', 'redo']);
  });

  it('fails calls under way when the line breaks, opens it again and keeps its listeners', async () => {
    const { host, lines } = client();
    const states: boolean[] = [];
    host.onConnection((connected) => states.push(connected));
    await soon();
    const lost = host.call('runs.list', {});
    lines[0]!.listener!.closed();
    expect(host.connected).toBe(false);
    await expect(lost).rejects.toThrow('does "runs.list" ended');
    const heard: unknown[] = [];
    host.on('run.event', (event) => heard.push(event));
    const meanwhile = host.call('files.recent', {});
    await soon();
    expect(states).toEqual([true, false, true]);
    expect(lines[1]!.sent.map(({ name }) => name)).toEqual(['files.recent']);
    lines[1]!.listener!.message({ kind: 'answer', id: lines[1]!.sent[0]!.id, result: [] });
    expect(await meanwhile).toEqual([]);
    lines[1]!.listener!.message({ kind: 'event', name: 'run.event', event: 1 });
    expect(heard).toEqual([1]);
  });

  it('gives up a line that is open and dead, and asks first', async () => {
    const lines: Line[] = [];
    const host = connect(
      () => {
        lines.push(new Line());
        return Promise.resolve(lines.at(-1)!);
      },
      { retry: 1, silence: 30 },
    );
    const lost = host.call('runs.list', {});
    await expect(lost).rejects.toThrow('does "runs.list" ended');
    expect(lines[0]!.sent.map(({ kind }) => kind)).toEqual(['call', 'ping']);
    expect(lines[0]!.closed).toBe(true);
    // the next one has nothing to say, and says that
    await expect.poll(() => lines).toHaveLength(2);
    const living = lines[1]!;
    living.send = (message) => {
      if ((message as Message).kind === 'ping') living.listener!.message({ kind: 'pong' });
    };
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(living.closed).toBe(false);
    expect(lines).toHaveLength(2);
    host.close();
  });

  it('asks again, once, what changes nothing', async () => {
    const lines: Line[] = [];
    const open = () => Promise.resolve((lines.push(new Line()), lines.at(-1)!));
    const host = connect(open, { retry: 1, again: true });
    await soon();
    const [question, deed] = [host.call('runs.list', {}), host.call('train.resume', { run: 'a' })];
    lines[0]!.listener!.closed();
    await expect(deed).rejects.toThrow('does "train.resume" ended');
    await soon();
    expect(lines[1]!.sent.map(({ name }) => name)).toEqual(['runs.list']);
    lines[1]!.listener!.message({ kind: 'answer', id: lines[1]!.sent[0]!.id, result: [] });
    expect(await question).toEqual([]);
    const twice = host.call('runs.list', {});
    lines[1]!.listener!.closed();
    await soon();
    lines[2]!.listener!.closed();
    await expect(twice).rejects.toThrow('does "runs.list" ended');
    host.close();
  });

  it('tries until the host is there, and gives up a call that waits too long', async () => {
    const { host, lines } = client(3);
    const call = host.call('files.recent', {});
    await expect.poll(() => lines[0]?.sent).toHaveLength(1);
    host.close();
    expect(lines[0]!.closed).toBe(true);
    await expect(call).rejects.toThrow(UserError);
    await expect(host.call('files.recent', {})).rejects.toThrow(UserError);
    const deaf = client(1000);
    await expect(deaf.host.call('files.recent', {})).rejects.toThrow('was not finished');
    deaf.host.close();
  });
});

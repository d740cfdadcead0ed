import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventMessage, Message } from '../engine/protocol.ts';
import type { Channel, Listener } from '../engine/wire/channel.ts';
import { bundled } from './bundle.ts';

const event = (step: number): EventMessage => ({ kind: 'event', name: 'run.event', event: step });

function line() {
  const sent: Message[] = [];
  const listeners: Listener[] = [];
  const channel: Channel = {
    send: (message) => void sent.push(message),
    listen: (listener) => void listeners.push(listener),
    close() {},
  };
  return { sent, listeners, line: bundled(channel, 50) };
}

describe('events of a window', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('go at once, then in bundles at a bounded rate, each once and in order', () => {
    const { sent, line: window } = line();
    // a thousand in a second
    for (let i = 0; i < 1000; i++) {
      window.send(event(i));
      vi.advanceTimersByTime(1);
      if (i === 0) expect(sent).toEqual([event(0)]);
    }
    vi.advanceTimersByTime(50);
    expect(sent.length).toBeLessThanOrEqual(1 + 1000 / 50);
    const all = sent.flatMap((message) => (message.kind === 'events' ? [...message.events] : [message]));
    expect(all).toEqual(Array.from({ length: 1000 }, (_, i) => event(i)));
  });

  it('come before an answer that knows of them', () => {
    const { sent, line: window } = line();
    const answer: Message = { kind: 'answer', id: 1, result: 'everything up to 3' };
    for (const message of [event(1), event(2), event(3), answer, event(4)]) window.send(message);
    vi.advanceTimersByTime(50);
    expect(sent).toEqual([event(1), { kind: 'events', events: [event(2), event(3)] }, answer, event(4)]);
  });

  it('are not sent on a line that has ended', () => {
    const { sent, listeners, line: window } = line();
    const closed = vi.fn();
    window.listen({ message() {}, closed });
    window.send(event(1));
    window.send(event(2));
    listeners[0]!.closed();
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([event(1)]);
    expect(closed).toHaveBeenCalledOnce();
  });
});

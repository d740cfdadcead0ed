/**
 * Events reach a window in bundles at a bounded rate, however many a run tells: epochs may be shorter than a frame takes to draw.
 * The first goes at once, what follows within the time waits for its end. Answers keep their place among the events.
 */
import type { EventMessage } from '../engine/protocol.ts';
import type { Channel } from '../engine/wire/channel.ts';

/** At least so long between two bundles, in milliseconds. */
const INTERVAL = 50;

export function bundled(channel: Channel, interval = INTERVAL): Channel {
  let waiting: EventMessage[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    last = performance.now();
    channel.send(events.length === 1 ? events[0]! : { kind: 'events', events });
  };
  return {
    send(message) {
      if (message.kind !== 'event') {
        flush();
        channel.send(message);
        return;
      }
      waiting.push(message);
      const pause = last + interval - performance.now();
      if (pause <= 0) flush();
      else timer ??= setTimeout(flush, pause);
    },
    listen: ({ message, closed }) =>
      channel.listen({
        message,
        closed() {
          clearTimeout(timer);
          waiting = [];
          closed();
        },
      }),
    close() {
      flush();
      channel.close();
    },
  };
}

/**
 * Events reach a window in bundles at a bounded rate, however many a run tells: epochs may be shorter than a frame takes to draw.
 * The first goes at once, what follows within the time waits for its end. Answers keep their place among the events.
 */
import { oneLine } from '../engine/terminal.ts';
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
    try {
      channel.send(events.length === 1 ? events[0]! : { kind: 'events', events });
    } catch {
      // one that cannot be sent takes no other along
      for (const event of events) trySend(channel, event);
    }
  };
  return {
    unread: () => channel.unread?.() ?? 0,
    pause: () => channel.pause?.(),
    resume: () => channel.resume?.(),
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

function trySend(channel: Channel, event: EventMessage): void {
  try {
    channel.send(event);
  } catch (error) {
    console.error(oneLine(`The event ${event.name} cannot be sent: ${(error as Error).message}`));
  }
}

/** Runs that somebody else writes: their records are read as they grow, and windows hear what is said in them. */
import { RecordTail } from '../engine/runs/tail.ts';
import { RunFolder } from '../engine/runs/folder.ts';
import type { Machine } from '../engine/runs/machine.ts';
import type { Events } from '../engine/protocol.ts';
import type { TrainingEvent } from '../engine/train/events.ts';
import { Queue } from './queue.ts';

/** Between two looks at a record, in milliseconds. */
const EVERY = 1000;
/** So many are followed at once: those that were asked for last. */
const MOST = 16;

interface Announce {
  readonly event: (run: string, event: TrainingEvent) => void;
  readonly elsewhere: (event: Events['run.elsewhere']) => void;
}

interface Followed {
  readonly folder: string;
  readonly tail: RecordTail;
  /** Everything the record says. */
  readonly events: TrainingEvent[];
  there: boolean;
  /** Who asks first is answered all of it. */
  announced: boolean;
  /** One look at a time. */
  readonly looks: Queue;
}

export class FollowedRuns {
  readonly #machine: Machine;
  readonly #announce: Announce;
  readonly #every: number;
  readonly #followed = new Map<string, Followed>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(machine: Machine, announce: Announce, every = EVERY) {
    [this.#machine, this.#announce, this.#every] = [machine, announce, every];
  }

  /** What the record says until now; what it says later is announced. */
  async events(id: string, folder: string): Promise<readonly TrainingEvent[]> {
    let one = this.#followed.get(id);
    if (!one) {
      const { files } = this.#machine;
      const tail = new RecordTail(files, new RunFolder(files, folder).metricsFile);
      one = { folder, tail, events: [], there: true, announced: false, looks: new Queue() };
    }
    // the newest is the last
    this.#followed.delete(id);
    this.#followed.set(id, one);
    for (const oldest of [...this.#followed.keys()].slice(0, -MOST)) this.#followed.delete(oldest);
    await this.#look(id, one);
    this.#timer ??= setTimeout(() => void this.#lookAtAll(), this.#every);
    return [...one.events];
  }

  forget(id: string): void {
    this.#followed.delete(id);
  }

  close(): void {
    this.#followed.clear();
    clearTimeout(this.#timer);
  }

  /** A folder that answers slowly holds up none of the others. */
  async #lookAtAll(): Promise<void> {
    await Promise.all([...this.#followed].map(([id, one]) => this.#look(id, one).catch(() => {})));
    this.#timer = undefined;
    if (this.#followed.size > 0) this.#timer = setTimeout(() => void this.#lookAtAll(), this.#every);
  }

  #look(id: string, one: Followed): Promise<void> {
    return one.looks.run(async () => {
      const there = await this.#machine.files.stat(one.folder).then(
        ({ kind }) => kind === 'folder',
        () => false,
      );
      if (there !== one.there) {
        one.there = there;
        this.#announce.elsewhere({ run: id, what: there ? 'back' : 'gone' });
      }
      if (!there) return;
      const { events, anew } = await one.tail.read();
      if (anew) one.events.length = 0;
      one.events.push(...events);
      if (anew) this.#announce.elsewhere({ run: id, what: 'anew' });
      else if (one.announced) for (const event of events) this.#announce.event(id, event);
      one.announced = true;
    });
  }
}

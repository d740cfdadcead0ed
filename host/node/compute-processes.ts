/** Two processes that compute: what judges all rows of a split has one of its own, and a row that is asked about does not wait for it. */
import type { CallArguments, Caller, CallResults } from '../../engine/protocol.ts';
import type { Compute, ComputeCall } from '../platform.ts';

/** An evaluation, and what is looked up in one, which is where that was made. */
const JUDGING: ReadonlySet<ComputeCall> = new Set(['model.evaluate', 'model.cell', 'model.forecast']);

export class ComputeProcesses implements Compute {
  readonly #asked: Compute;
  readonly #judging: Compute;

  constructor(start: () => Compute) {
    this.#asked = start();
    this.#judging = start();
  }

  call<C extends ComputeCall>(name: C, args: CallArguments[C], caller: Caller): Promise<CallResults[C]> {
    return (JUDGING.has(name) ? this.#judging : this.#asked).call(name, args, caller);
  }

  close(): void {
    this.#asked.close();
    this.#judging.close();
  }
}

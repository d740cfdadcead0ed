/** The answers of a network that says numbers: beside the true ones, and which rows it is farthest off. */
import type { Batch } from '../batches.ts';
import type { Tensors } from '../engine.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import type { Answered, Evaluation } from './evaluation.ts';
import { type Ask, rawRow, type Report, type Subject } from './report.ts';
import { ScatterSample } from './scatter.ts';

export class NumberReport implements Report {
  readonly answers = null;
  readonly confusion = null;
  readonly #subject: Subject;
  /** The root of the mean squared error of each row. */
  readonly #errors: { readonly row: number; readonly error: number }[] = [];
  readonly #sample: ScatterSample | null;

  constructor(subject: Subject) {
    this.#subject = subject;
    // the single pixels of a picture tell nobody anything
    const isPicture = subject.data.sourceOf(`target:${subject.loss.target}`)?.kind === 'image';
    this.#sample = isPicture ? null : new ScatterSample();
  }

  get scatter(): Evaluation['scatter'] {
    return this.#sample?.points ?? null;
  }

  get readout(): string {
    return this.#subject.readout;
  }

  get column(): string {
    return this.#subject.column;
  }

  add({ rows, feeds }: Batch, results: Tensors): void {
    const { data, loss, readout } = this.#subject;
    const target = `target:${loss.target}`;
    // in the column's own units, where there is a way back
    const own = (values: Tensor) => (data.undo(target, values) ?? values).data;
    const [answers, truths] = [own(results[readout]!), own(feeds[target]!)];
    const size = truths.length / rows.length;
    for (let i = 0; i < rows.length; i++) {
      let sum = 0;
      for (let k = i * size; k < (i + 1) * size; k++) {
        sum += (answers[k]! - truths[k]!) ** 2;
        this.#sample?.add(rows[i]!, truths[k]!, answers[k]!);
      }
      this.#errors.push({ row: rows[i]!, error: Math.sqrt(sum / size) });
    }
  }

  async mistakes(most: number, ask: Ask): Promise<readonly Answered[]> {
    const worst = this.#errors.toSorted((a, b) => b.error - a.error || a.row - b.row).slice(0, most);
    if (worst.length === 0) return [];
    const { seenIn, data, loss } = this.#subject;
    const target = `target:${loss.target}`;
    const rows = Int32Array.from(worst, ({ row }) => row);
    const given = await ask(rows);
    const own = data.undo(target, given);
    // where there is no way back the truth is shown as the network learned it
    const truths = own ? undefined : data.read(this.#subject.split, rows)[target]!;
    return worst.map(({ row, error }, i) => {
      const truth = truths ? rowOf(truths, i) : rawRow(this.#subject, target, row);
      const prediction = rowOf(own ?? given, i);
      const shaped = { ...prediction, shape: truth.shape } as Tensor;
      return { kind: 'numbers', row, error, input: rawRow(this.#subject, seenIn, row), truth, prediction: shaped };
    });
  }
}

function rowOf({ dtype, shape, data }: Tensor, i: number): Tensor {
  const size = data.length / shape[0]!;
  return tensor(dtype, shape.slice(1), data.slice(i * size, (i + 1) * size));
}

/** The answers of a network that chooses a class: for each row, or for each place of it. */
import { ignoredBy } from '../../learn/index.ts';
import { sizeOf } from '../../types/shape.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import type { Batch } from '../batches.ts';
import type { Tensors } from '../engine.ts';
import type { Answered, CellPage, Evaluation } from './evaluation.ts';
import { type Ask, largest, rawRow, type Report, type Subject } from './report.ts';

/** The cell of an answer that is neither right nor wrong. */
const NONE = -1;

abstract class ClassReport implements Report {
  readonly scatter = null;
  protected readonly subject: Subject;
  protected readonly classes: number;
  protected readonly places: number;
  readonly #names: readonly string[];
  readonly #counts: number[];

  constructor(subject: Subject) {
    this.subject = subject;
    const { data, loss, shape, width } = subject;
    this.classes = Math.max(2, width);
    this.places = sizeOf(shape);
    const names = data.sourceOf(`target:${loss.target}`)?.classes ?? [];
    this.#names = Array.from({ length: this.classes }, (_, i) => names[i] ?? String(i));
    this.#counts = new Array<number>(this.classes ** 2).fill(0);
  }

  get readout(): string {
    return this.subject.readout;
  }

  get column(): string {
    return this.subject.column;
  }

  /** Takes in the answer of the row that is the `at`th of the split. */
  protected abstract take(row: number, at: number, place: number, cell: number, probability: number): void;
  abstract mistakes(most: number, ask: Ask): Promise<readonly Answered[]>;
  abstract cell(truth: number, prediction: number, from: number, most: number, ask: Ask): Promise<CellPage>;

  #seen = 0;
  add({ rows, feeds }: Batch, results: Tensors): void {
    const { loss, readout } = this.subject;
    const { data: shares } = results[readout]!;
    const { data: truths } = feeds[`target:${loss.target}`]!;
    const weights = loss.sampleWeights === undefined ? undefined : feeds[`target:${loss.sampleWeights}`]!.data;
    const ignored = ignoredBy(loss.loss);
    const count = rows.length * this.places;
    const isLabel = truths.length === count;
    for (let k = 0; k < count; k++) {
      // what the loss leaves out is neither right nor wrong
      const counts = weights?.[Math.floor((k * weights.length) / count)] !== 0 && !(isLabel && truths[k] === ignored);
      const [prediction, probability] = largest(shares, k, this.subject.width);
      const truth = isLabel ? this.#label(truths[k]!) : largest(truths, k, this.classes)[0];
      const cell = counts ? truth * this.classes + prediction : NONE;
      if (counts) this.#counts[cell]!++;
      const i = Math.floor(k / this.places);
      this.take(rows[i]!, this.#seen + i, k % this.places, cell, probability);
    }
    this.#seen += rows.length;
  }

  /** Yes is more than a half; whatever says no is class 0. */
  #label(value: number): number {
    return this.subject.width === 1 ? Number(value > 0.5) : value;
  }

  get confusion(): Evaluation['confusion'] {
    return { classes: this.#names, counts: this.#counts };
  }

  get answers(): Evaluation['answers'] {
    const count = this.#counts.reduce((a, b) => a + b, 0);
    return { count, wrong: this.#counts.reduce((sum, n, cell) => sum + (this.isWrong(cell) ? n : 0), 0) };
  }

  protected isWrong(cell: number): boolean {
    return cell !== NONE && Math.floor(cell / this.classes) !== cell % this.classes;
  }
}

/** Each answer by itself: of rows, or of the places of a sequence. */
export class SingleAnswers extends ClassReport {
  readonly #cells: Int32Array;
  readonly #probabilities: Float32Array;

  constructor(subject: Subject) {
    super(subject);
    const count = subject.split.rows.length * this.places;
    [this.#cells, this.#probabilities] = [new Int32Array(count).fill(NONE), new Float32Array(count)];
  }

  protected take(_: number, at: number, place: number, cell: number, probability: number): void {
    this.#cells[at * this.places + place] = cell;
    this.#probabilities[at * this.places + place] = probability;
  }

  async mistakes(most: number): Promise<readonly Answered[]> {
    return this.#surest((cell) => this.isWrong(cell))
      .slice(0, most)
      .map((at) => this.#answer(at));
  }

  async cell(truth: number, prediction: number, from: number, most: number): Promise<CellPage> {
    const all = this.#surest((cell) => cell === truth * this.classes + prediction);
    return { total: all.length, answers: all.slice(from, from + most).map((at) => this.#answer(at)) };
  }

  /** Where they stand, the surest first; those that are as sure in their order. */
  #surest(wanted: (cell: number) => boolean): number[] {
    const found: number[] = [];
    for (let at = 0; at < this.#cells.length; at++) if (wanted(this.#cells[at]!)) found.push(at);
    return found.sort((a, b) => this.#probabilities[b]! - this.#probabilities[a]! || a - b);
  }

  #answer(at: number): Answered {
    const row = this.subject.split.rows[Math.floor(at / this.places)]!;
    const cell = this.#cells[at]!;
    return {
      kind: 'class',
      row,
      place: this.places === 1 ? null : at % this.places,
      truth: Math.floor(cell / this.classes),
      prediction: cell % this.classes,
      probability: this.#probabilities[at]!,
      input: rawRow(this.subject, this.subject.seenIn, row),
    };
  }
}

/** Maps of classes: a row is looked at as a whole, and asked about once more when it is shown. */
export class Maps extends ClassReport {
  /** By row, how many places each cell has, those of none too. */
  readonly #rows = new Map<number, Map<number, number>>();

  protected take(row: number, _at: number, _place: number, cell: number): void {
    let cells = this.#rows.get(row);
    if (!cells) this.#rows.set(row, (cells = new Map()));
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }

  async mistakes(most: number, ask: Ask): Promise<readonly Answered[]> {
    const all = this.#fullest((cell) => this.isWrong(cell));
    return this.#answers(all.slice(0, most), ask);
  }

  async cell(truth: number, prediction: number, from: number, most: number, ask: Ask): Promise<CellPage> {
    const all = this.#fullest((cell) => cell === truth * this.classes + prediction);
    return { total: all.length, answers: await this.#answers(all.slice(from, from + most), ask) };
  }

  #fullest(wanted: (cell: number) => boolean): { row: number; places: number }[] {
    return [...this.#rows]
      .map(([row, cells]) => ({ row, places: [...cells].reduce((sum, [cell, n]) => sum + (wanted(cell) ? n : 0), 0) }))
      .filter(({ places }) => places > 0)
      .sort((a, b) => b.places - a.places || a.row - b.row);
  }

  async #answers(of: readonly { row: number; places: number }[], ask: Ask): Promise<Answered[]> {
    if (of.length === 0) return [];
    const { data: shares } = await ask(Int32Array.from(of, ({ row }) => row));
    return of.map(({ row, places }, i) => {
      const { loss, seenIn } = this.subject;
      const truth = rawRow(this.subject, `target:${loss.target}`, row);
      const chosen = Int32Array.from(
        { length: this.places },
        (_, p) => largest(shares, i * this.places + p, this.subject.width)[0],
      );
      const counted = this.places - (this.#rows.get(row)!.get(NONE) ?? 0);
      return {
        kind: 'map',
        row,
        places,
        share: places / counted,
        input: rawRow(this.subject, seenIn, row),
        truth: this.#labels(truth),
        prediction: tensor('int32', this.subject.shape, chosen),
      };
    });
  }

  /** Of one-hot places their classes. */
  #labels(raw: Tensor): Tensor {
    if (raw.data.length === this.places) return raw;
    const labels = Int32Array.from({ length: this.places }, (_, p) => largest(raw.data, p, this.classes)[0]);
    return { dtype: 'int32', shape: this.subject.shape, data: labels };
  }
}

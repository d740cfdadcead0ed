/** What a network says at the last place of a text: asked for whole rows, or place by place with what it keeps. */
import { BEFORE, type CompiledModel, NEXT } from '../../passes/compiled.ts';
import { sizeOf } from '../../types/shape.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import type { Session, Tensors } from '../engine.ts';

/** By its name in a program: the probabilities, or whatever else the network gives of each place. */
export interface Places {
  /** What it gives at the last of these tokens; at most as many as its row holds. Valid until the next question. */
  last(tokens: readonly number[], output: string): Promise<ArrayLike<number>>;
}

/**
 * Every question is a whole row; what fills it up behind the text is not seen from the text's last place. Of a network with two inputs
 * the last one is what was written so far, the first what it reads.
 */
export class WholeRows implements Places {
  readonly #session: Session;
  readonly #input: string;
  readonly #length: number;
  readonly #read: readonly CompiledModel['inputs'][number][];
  #source: Tensors = {};

  constructor(session: Session, { inputs }: CompiledModel) {
    this.#session = session;
    this.#read = inputs.slice(0, -1);
    this.#input = inputs.at(-1)!.name;
    this.#length = inputs.at(-1)!.type.shape[1] as number;
  }

  /** Tokens that it reads at most of a text beside what is written. */
  get room(): number {
    return Math.min(...this.#read.map(({ type }) => type.shape[1] as number));
  }

  /** What the network reads from now on: its row filled up with zeros, or cut. */
  read(tokens: ArrayLike<number>): void {
    this.#source = Object.fromEntries(
      this.#read.map(({ name, type }) => [name, rowOf(tokens, type.shape[1] as number)]),
    );
  }

  async last(tokens: readonly number[], output: string): Promise<ArrayLike<number>> {
    const feeds = { ...this.#source, [this.#input]: rowOf(tokens, this.#length) };
    const results = await this.#session.run('predict', 1, feeds);
    const { data } = results[output]!;
    const width = data.length / this.#length;
    return data.subarray((tokens.length - 1) * width, tokens.length * width);
  }
}

const rowOf = (tokens: ArrayLike<number>, length: number): Tensor =>
  tensor(
    'int32',
    [1, length],
    Int32Array.from({ length }, (_, i) => tokens[i] ?? 0),
  );

/** One place is a question; the tokens before it were asked about before, or are now. */
export class PlaceByPlace implements Places {
  readonly #session: Session;
  readonly #input: string;
  /** By the names in `BEFORE`. */
  readonly #kept = new Map<string, Tensor>();
  /** Those whose third axis has all places. */
  readonly #rows = new Set<string>();
  #seen: number[] = [];
  #results: Tensors = {};

  /** Of a program from `stepwiseModel`, in a session of its own. */
  constructor(session: Session, model: CompiledModel) {
    this.#session = session;
    this.#input = model.inputs[0]!.name;
    const { inputs, outputs } = model.program('predict', 1);
    const next = new Map(outputs.map(({ name, value }) => [name, value]));
    for (const { name, value } of inputs.filter(({ name }) => name.startsWith(BEFORE))) {
      this.#kept.set(name, tensor('float32', [...value.shape], new Float32Array(sizeOf(value.shape))));
      const { shape } = next.get(NEXT + name.slice(BEFORE.length))!;
      if (shape[2] !== value.shape[2]) this.#rows.add(name);
    }
  }

  async last(tokens: readonly number[], output: string): Promise<ArrayLike<number>> {
    const seen = this.#seen;
    const follows = seen.length < tokens.length && seen.every((token, i) => token === tokens[i]);
    if (!follows) {
      // rows of later places are not looked at; what has no rows begins with nothing
      this.#seen = [];
      for (const [name, { data }] of this.#kept) if (!this.#rows.has(name)) (data as Float32Array).fill(0);
    }
    for (const token of tokens.slice(this.#seen.length)) await this.#step(token);
    return this.#results[output]!.data;
  }

  async #step(token: number): Promise<void> {
    const place = this.#seen.length;
    this.#results = await this.#session.run('predict', 1, {
      [this.#input]: tensor('int32', [1, 1], [token]),
      '@place': tensor('float32', [], [place]),
      ...Object.fromEntries(this.#kept),
    });
    for (const [name, before] of this.#kept) {
      const next = this.#results[NEXT + name.slice(BEFORE.length)]!;
      if (this.#rows.has(name)) putRow(before, next, place);
      else before.data.set(next.data as never);
    }
    this.#seen.push(token);
  }
}

/** Puts N×heads×1×width at a place of N×heads×length×width. */
function putRow({ shape, data }: Tensor, row: Tensor, place: number): void {
  const [, , length, width] = shape as [number, number, number, number];
  for (let head = 0; head * width < row.data.length; head++)
    data.set(row.data.subarray(head * width, (head + 1) * width) as never, (head * length + place) * width);
}

/**
 * Numbers that a program writes into after they were made, part by part, as Swin does with the mask of its shifted windows: followed
 * here, so that what reads them has what they are then. Views share the numbers, as in PyTorch.
 */
import { sizeOf } from '../../types/shape.ts';
import { Named, type Node } from './program.ts';

const VIEWS: ReadonlySet<string> = new Set(['slice', 'select']);
const WRITES: ReadonlySet<string> = new Set(['fill_', 'zero_', 'copy_']);

export const plainName = (op: string): string => op.replace(/\..*$/, '');

/** What nodes write into by way of a view. */
export function writtenInto(nodes: readonly Node[]): ReadonlySet<string> {
  const bases = new Map<string, string>();
  const found = new Set<string>();
  for (const { op, args, outputs } of nodes) {
    const { self } = args;
    if (!(self instanceof Named)) continue;
    const base = bases.get(self.name) ?? self.name;
    if (VIEWS.has(plainName(op))) bases.set(outputs[0]!, base);
    else if (WRITES.has(plainName(op))) found.add(base);
  }
  return found;
}

/** A part of numbers that lie in one array. */
export class Held {
  readonly shape: readonly number[];
  readonly #all: { readonly data: Float32Array; version: number };
  readonly #strides: readonly number[];
  readonly #offset: number;

  constructor(
    shape: readonly number[],
    of: Float32Array | Held,
    strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1))),
    offset = 0,
  ) {
    this.shape = shape;
    this.#all = of instanceof Held ? of.#all : { data: of, version: 0 };
    [this.#strides, this.#offset] = [strides, offset];
  }

  /** Grows with each writing, through whichever view. */
  get version(): number {
    return this.#all.version;
  }

  slice(axis: number, start: number, end: number, step: number): Held {
    const size = this.shape[axis]!;
    const within = (place: number) => Math.max(0, Math.min(size, place < 0 ? place + size : place));
    const [from, to] = [within(start), within(end)];
    const count = Math.max(0, Math.ceil((to - from) / step));
    const stride = this.#strides[axis]!;
    return new Held(
      this.shape.with(axis, count),
      this,
      this.#strides.with(axis, stride * step),
      this.#offset + from * stride,
    );
  }

  select(axis: number, index: number): Held {
    const at = index < 0 ? index + this.shape[axis]! : index;
    const offset = this.#offset + at * this.#strides[axis]!;
    return new Held(this.shape.toSpliced(axis, 1), this, this.#strides.toSpliced(axis, 1), offset);
  }

  write(value: number): void {
    this.#each((place) => {
      this.#all.data[place] = value;
    });
    this.#all.version++;
  }

  read(): Float32Array<ArrayBuffer> {
    const out = new Float32Array(sizeOf(this.shape));
    let at = 0;
    this.#each((place) => {
      out[at++] = this.#all.data[place]!;
    });
    return out;
  }

  #each(visit: (place: number) => void, axis = 0, place = this.#offset): void {
    if (axis === this.shape.length) return visit(place);
    for (let i = 0; i < this.shape[axis]!; i++) this.#each(visit, axis + 1, place + i * this.#strides[axis]!);
  }
}

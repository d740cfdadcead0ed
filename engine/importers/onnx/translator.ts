/** What the rules of all operators work with: the drawing, the values so far, and how these are brought into each other's shape. */
import { type TensorProto, TensorProto_DataType as Type } from 'onnx-buf';
import type { End } from '../../graph/document.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import type { DType } from '../../types/dtype.ts';
import { sameShape } from '../../types/shape.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import type { Drawing, NewLayer } from '../common/drawing.ts';
import { concatenated, reshaped, type slices } from './fold.ts';
import { MadeOf } from './made.ts';
import type { Op } from './read.ts';
import { withinScope } from './scopes.ts';
import { type Known, kindOf, sizeIn, typeName } from './tensors.ts';
import {
  axisIn,
  BATCH,
  BatchMixed,
  broadcast,
  growsWithBatch,
  merged,
  normalAxis,
  sampleOf,
  Unmapped,
  type Value,
  type Wire,
} from './values.ts';

/** How numbers are called that an importer has calculated and no model has: they do not learn. */
export const MADE = '@';
/** Numbers that a document shows as they are; more of them lie in the weights. */
const MOST_SHOWN = 64;

export interface Layered {
  readonly end: End;
  /** How many axes before the ones that a layer looks at are gone through step by step. */
  readonly steps: number;
}

export class Translator {
  readonly drawing: Drawing;
  /** The version of ONNX's own operators. */
  readonly opset: number;
  /** The batch is the first axis of what goes in; else each sample is a whole input of the model. */
  readonly hasBatch: boolean;
  /** So many rows every batch of the model has; undefined for any. */
  readonly rows: number | undefined;
  readonly values = new Map<string, Value>();
  /** What makes the node that is being drawn other than the model's. */
  readonly doubts: Phrase[] = [];
  /** Constant nodes hold the weights: a model without initializers, as PaddlePaddle writes them. */
  readonly constantsAreWeights: boolean;
  /** The node that is being drawn. */
  op: Op | undefined;
  readonly #isShared: (name: string) => boolean;
  readonly #initializers: ReadonlyMap<string, TensorProto>;
  readonly #read: (proto: TensorProto) => Known | undefined;
  /** Nodes of the document with weights, by the numbers that they have them of. */
  readonly owners = new MadeOf<string>();
  readonly #constants = new MadeOf<End>();

  constructor(about: {
    readonly drawing: Drawing;
    readonly opset: number;
    readonly hasBatch: boolean;
    readonly rows: number | undefined;
    readonly initializers: ReadonlyMap<string, TensorProto>;
    readonly read: (proto: TensorProto) => Known | undefined;
    /** Whether several nodes read an initializer. */
    readonly isShared: (name: string) => boolean;
  }) {
    this.drawing = about.drawing;
    this.opset = about.opset;
    this.hasBatch = about.hasBatch;
    this.rows = about.rows;
    this.#initializers = about.initializers;
    this.constantsAreWeights = about.initializers.size === 0;
    this.#read = about.read;
    this.#isShared = about.isShared;
  }

  /** What an input of a node is; undefined where the node leaves it out. */
  value(name: string | undefined): Value | undefined {
    if (name === undefined || name === '') return undefined;
    const there = this.values.get(name);
    if (there) return there;
    const proto = this.#initializers.get(name);
    const read = proto && this.#read(proto);
    if (!read) throw new Unmapped(phrase('onnx-not-there', { name: nameFor(name) }));
    this.values.set(name, { ...read, name });
    return this.values.get(name);
  }

  /** The same; undefined too where it is not there yet. */
  there(name: string | undefined): Value | undefined {
    return name !== undefined && (this.values.has(name) || this.#initializers.has(name)) ? this.value(name) : undefined;
  }

  /** An input whose numbers must be known. */
  known(name: string | undefined): Known | undefined {
    const value = this.value(name);
    if (value && !value.known) throw new Unmapped(phrase('onnx-not-known', { name: nameFor(name!) }));
    return value as Known | undefined;
  }

  add(layer: NewLayer): string {
    return this.drawing.add(layer);
  }

  /** The wire of a layer's output: the document's shape must be what the model's comes to. */
  wire(id: string, about: Omit<Wire, 'end' | 'known'>, port?: string): Wire {
    const wire: Wire = { ...about, end: this.drawing.end(id, port) };
    this.verify(wire);
    return wire;
  }

  verify(wire: Wire): void {
    const { shape } = this.drawing.typeOf(wire.end);
    const wanted = ['N', ...sampleOf(wire)] as const;
    if (!sameShape(shape, wanted)) throw new Error(`internal: ${shape.join('×')} is not ${wanted.join('×')}`);
  }

  held(wire: Wire): DType {
    return this.drawing.typeOf(wire.end).dtype;
  }

  /** A wire whose layer gives one of the document's types. */
  as(wire: Wire, dtype: DType): Wire {
    if (this.held(wire) === dtype) return wire;
    const id = this.add({ type: 'cast', settings: { to: dtype }, inputs: { input: wire.end } });
    return { ...wire, end: this.drawing.end(id) };
  }

  /** The same numbers with another shape of a sample. */
  reshape(end: End, sample: readonly number[]): End {
    const { shape } = this.drawing.typeOf(end);
    if (sameShape(shape, ['N', ...sample])) return end;
    if (sample.length > 0)
      return this.drawing.end(this.add({ type: 'reshape', settings: { shape: [...sample] }, inputs: { input: end } }));
    const flat = this.reshape(end, [1]);
    return this.drawing.end(this.add({ type: 'squeeze', settings: { axis: 1 }, inputs: { input: flat } }));
  }

  /** The axes of a sample in another order, counted from 0. */
  permute(end: End, order: readonly number[]): End {
    if (order.every((axis, i) => axis === i)) return end;
    const settings = { order: order.map((axis) => axis + 1) };
    return this.drawing.end(this.add({ type: 'permute', settings, inputs: { input: end } }));
  }

  /** Known numbers as a node that gives them to every sample, in this shape. */
  constant(value: Known, sample: readonly number[] = value.shape): End {
    const kind = kindOf(value.type);
    if (!kind) throw new Unmapped(phrase('onnx-type', { type: nameFor(typeName(value.type)) }));
    if (sizeIn(value.shape) === 0) throw new Unmapped(phrase('onnx-empty'));
    if (value.sized && Array.from(value.data).some(growsWithBatch)) throw new BatchMixed();
    const use = sample.join();
    const made = this.#constants.get(use, value);
    if (made && this.drawing.has(made)) return made;
    const end = this.#constant(value, sample, kind);
    this.#constants.set(use, value, end);
    return end;
  }

  #constant(value: Known, sample: readonly number[], kind: 'float' | 'int' | 'bool'): End {
    const { data, name } = value;
    const size = sizeIn(sample);
    const learned = kind === 'float' && name !== undefined && !name.startsWith(MADE) && size > 1;
    const numbers = size <= MOST_SHOWN && !learned ? Array.from(data, Number) : undefined;
    const isInt = kind === 'int' && (numbers ?? []).every((x) => Math.abs(x) <= 0x7fffffff);
    if (numbers?.every(Number.isFinite)) {
      const values = numbers.every((x) => x === numbers[0]) ? [numbers[0]!] : numbers;
      const settings = { shape: [...sample], values, ...(isInt && { type: 'int32' }) };
      return this.drawing.end(this.add({ type: 'constant', settings, ...(name !== undefined && { name }) }));
    }
    const weight = tensorFor(value, sample);
    const id = this.add({
      type: 'parameter',
      settings: { shape: [...sample] },
      name: this.#constantName(value),
      weights: { weight },
      more: learned ? {} : { frozen: true },
    });
    return this.drawing.end(id);
  }

  /** Numbers that were calculated have a name that says nothing: they are called after where they are first read. */
  #constantName({ name, alias = name }: Known): string {
    const within = this.op?.scope && this.op.called;
    if (alias === undefined || alias.startsWith(MADE)) return within ? `${within}.constant` : 'constant';
    return within && !alias.includes('.') ? `${within}.parameter` : ownerName(alias);
  }

  /** Any value as a wire; known numbers are the same for every sample. */
  asWire(value: Value): Wire {
    if (!value.known) return value;
    const squashed = this.squash(value);
    return { end: this.constant(squashed), type: value.type, shape: squashed.shape, batch: null, outer: 1, inner: 1 };
  }

  /** Known numbers that are the same all along the batch, or another axis, once. */
  squash(value: Known, axis = value.shape.findIndex(growsWithBatch)): Known {
    if (axis < 0) return value;
    const first = { ...value, shape: value.shape.with(axis, 1), data: [] as number[] };
    const [size, inner] = [value.shape[axis]!, sizeIn(value.shape.slice(axis + 1))];
    const outer = sizeIn(value.shape.slice(0, axis));
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < size * inner; i++) {
        const found = Number(value.data[o * size * inner + i]);
        if (i < inner) first.data.push(found);
        else if (!Object.is(found, first.data[o * inner + (i % inner)])) throw new BatchMixed();
      }
    return first;
  }

  /**
   * Values as they meet place by place: the shape of all together, and each as the document's sample of as many axes. A number alone stays
   * a number.
   */
  meet(values: readonly Value[]): {
    readonly about: Omit<Wire, 'end' | 'known' | 'type'>;
    readonly ends: (End | number)[];
  } {
    const shape = broadcast(
      values.map((value) => (value.known ? value.shape.map((size) => (growsWithBatch(size) ? 1 : size)) : value.shape)),
    );
    const batched = values.filter((value): value is Wire => !value.known && value.batch !== null);
    const places = batched.map((wire) => wire.batch! + shape.length - wire.shape.length);
    const [first] = batched;
    if (
      places.some((at) => at !== places[0]) ||
      batched.some((wire) => wire.outer !== first!.outer || wire.inner !== first!.inner)
    )
      throw new BatchMixed();
    const about = { shape, batch: places[0] ?? null, outer: first?.outer ?? 1, inner: first?.inner ?? 1 };
    const isNumber = (value: Value): value is Known => value.known === true && sizeIn(value.shape) === 1;
    const ends = values.map((value) => (isNumber(value) ? Number(value.data[0]) : this.#padded(value, about)));
    return { about, ends };
  }

  /** One of several as a sample of as many axes as they have together. */
  #padded(value: Value, about: Omit<Wire, 'end' | 'known' | 'type'>): End {
    const { shape, batch } = about;
    const pad = shape.length - value.shape.length;
    if (value.known) {
      const known = this.squash(value);
      const full = [...Array<number>(pad).fill(1), ...known.shape];
      if (batch === null) return this.constant(known, full);
      if (full[batch] !== 1) throw new BatchMixed();
      return this.constant(known, [...(merged(about) > 1 ? [1] : []), ...full.toSpliced(batch, 1)]);
    }
    const full = [...Array<number>(pad).fill(1), ...value.shape];
    if (value.batch !== null || batch === null)
      return this.reshape(
        value.end,
        sampleOf({ ...value, shape: full, batch: value.batch === null ? null : value.batch + pad }),
      );
    if (full[batch] !== 1) throw new BatchMixed();
    return this.reshape(value.end, [...(merged(about) > 1 ? [1] : []), ...full.toSpliced(batch, 1)]);
  }

  /**
   * A wire for a layer that wants the batch first and `rank` axes behind it, or more of them to go through step by step.
   * `rank` counts the axes of the model behind its first one.
   */
  layered(wire: Wire, rank = wire.shape.length - 1): Layered {
    if (wire.batch !== null && wire.batch !== 0) throw new BatchMixed();
    const steps = sampleOf(wire).length - rank;
    if (steps < 0 || steps > 4) throw new Unmapped(phrase('onnx-axes', { count: wire.shape.length }));
    return { end: wire.end, steps };
  }

  /** A layer of one input that keeps all axes but changes what `shape` says. */
  through(
    layer: NewLayer & { readonly port?: string },
    wire: Wire,
    shape: readonly number[] = wire.shape,
    steps = 0,
  ): Wire {
    const id = this.add({
      ...layer,
      inputs: { input: wire.end, ...layer.inputs },
      more: { ...layer.more, ...(steps > 0 && { steps }) },
    });
    return this.wire(id, { ...wire, shape }, layer.port);
  }

  /** The axes in another order; where the batch alone moves, nothing does in the document. */
  turn(wire: Wire, order: readonly number[]): Wire {
    const shape = order.map((axis) => wire.shape[axis]!);
    if (wire.batch === null) return { ...wire, shape, end: this.permute(wire.end, order) };
    const axes = wire.shape.map((_, i) => i).filter((i) => i !== wire.batch);
    const lead = merged(wire) > 1 ? [0] : [];
    const places = order.filter((axis) => axis !== wire.batch).map((axis) => axes.indexOf(axis) + lead.length);
    return { ...wire, shape, batch: order.indexOf(wire.batch), end: this.permute(wire.end, [...lead, ...places]) };
  }

  /** Several values along an axis as one. Those without any number add nothing. */
  concat(all: readonly Value[], given: number): Value {
    const there = all.filter((value) => sizeIn(value.shape) > 0);
    const values = there.length > 0 ? there : all;
    if (values.every((value) => value.known)) return concatenated(values as Known[], given);
    const batched = values.find((value): value is Wire => !value.known && value.batch !== null);
    const rank = values[0]!.shape.length;
    const like = batched ?? { batch: null, outer: 1, inner: 1 };
    if (given === like.batch) throw new BatchMixed();
    const wires = values.map((value) => this.#beside(value, like));
    const shape = wires.map((one) => one.shape).reduce((sum, one) => sum.with(given, sum[given]! + one[given]!));
    const dtype = wires.every((one) => this.held(one) === 'int32') ? 'int32' : 'float32';
    const inputs = { inputs: wires.map((one) => this.as(one, dtype).end) };
    const about = { ...wires[0]!, shape };
    if (wires.length === 1) return wires[0]!;
    if (rank !== shape.length) throw new Error('internal: ranks of what is joined');
    return this.wire(this.add({ type: 'concatenate', settings: { axis: axisIn(about, given) }, inputs }), about);
  }

  /** A value that has no batch beside others that have one: the same numbers for each of its samples. */
  #beside(value: Value, like: Pick<Wire, 'batch' | 'outer' | 'inner'>): Wire {
    const { batch } = like;
    if (!value.known && value.batch !== null) {
      if (value.batch !== batch || value.outer !== like.outer || value.inner !== like.inner) throw new BatchMixed();
      return value;
    }
    if (batch === null) return this.asWire(value);
    // a model for so many rows may have it as often
    const isRepeated = value.known && value.shape[batch] === this.rows;
    const known = value.known ? this.squash(value, isRepeated ? batch : undefined) : value;
    const size = known.shape[batch];
    if (merged(like) > 1 || (size !== 1 && size !== BATCH) || (size === 1 && !isRepeated && !this.isOneRow(value)))
      throw new BatchMixed();
    const sample = known.shape.toSpliced(batch, 1);
    const end = known.known ? this.constant(known, sample) : this.reshape(known.end, sample);
    return { ...like, end, type: value.type, shape: value.shape.with(batch, BATCH) };
  }

  /** Whether the size 1 of a value where the batch stands means all of it: the model is for one row, or it was stretched along it. */
  isOneRow(value: Value): boolean {
    return this.rows === 1 || value.shape.some(growsWithBatch);
  }

  /** Places of an axis: from `start` in steps, so many. */
  part(wire: Wire, axis: number, { start, step, count }: ReturnType<typeof slices>[number]): Wire {
    if (start === 0 && step === 1 && count === wire.shape[axis]) return wire;
    if (count === 0) throw new Unmapped(phrase('onnx-empty'));
    const at = axisIn(wire, axis);
    const shape = wire.shape.with(axis, count);
    if (step < 0)
      return this.pick(
        wire,
        axis,
        Array.from({ length: count }, (_, i) => start + i * step),
      );
    const end = start + (count - 1) * step + 1;
    const settings = { axis: at, start, end: end === wire.shape[axis] ? 0 : end, ...(step !== 1 && { step }) };
    return this.through({ type: 'slice', settings }, wire, shape);
  }

  /** Some places of an axis, in any order. */
  pick(wire: Wire, axis: number, places: readonly number[]): Wire {
    const numbers = this.as(wire, 'float32');
    const shape = [places.length];
    const indices = this.constant({ known: true, type: Type.INT32, shape, data: places }, shape);
    const whole = this.drawing.typeOf(indices).dtype === 'int32' ? indices : this.#whole(indices);
    const id = this.add({
      type: 'gather',
      settings: { axis: axisIn(wire, axis) },
      inputs: { input: numbers.end, indices: whole },
    });
    return this.wire(id, { ...wire, shape: wire.shape.with(axis, places.length) });
  }

  #whole(end: End): End {
    return this.drawing.end(this.add({ type: 'cast', settings: { to: 'int32' }, inputs: { input: end } }));
  }

  /** A value with one axis as one that stretches over all axes but one of another's shape. */
  along(value: Value, shape: readonly number[], axis: number): Value {
    if (sizeIn(value.shape) === 1 || value.shape.length !== 1) return value;
    const at = normalAxis(axis, shape.length);
    const to = shape.map((_, i) => (i === at ? value.shape[0]! : 1));
    if (value.known) return reshaped(value, to);
    if (value.batch !== null) throw new BatchMixed();
    return { ...value, shape: to, end: this.reshape(value.end, to) };
  }

  /** A known vector in the shape that a weight has. */
  weight(value: Known, shape: readonly number[] = value.shape): Tensor {
    return tensorFor(reshaped(value, shape), shape);
  }

  /** The tensor of an attribute. */
  readTensor(proto: TensorProto): Known {
    const value = this.#read(proto);
    if (!value) throw new Unmapped(phrase('onnx-type', { type: nameFor(typeName(proto.dataType)) }));
    return value;
  }

  /**
   * What a layer with such weights is called: after one that has a name of its own, which is no other module's, else after the node or its
   * module.
   */
  ownerOf(op: Op, weight?: Known, bias?: Known): string {
    const [own, ofBias] = [ownNameOf(weight, OWN_NAME), ownNameOf(bias, OWN_BIAS)];
    if (!op.scope) return own ?? op.called;
    for (const owner of [own, ofBias]) {
      const found = owner === undefined ? undefined : withinScope(owner, op.scope);
      if (found !== undefined) return found;
    }
    const isIts = own !== undefined && weight?.alias === undefined && !this.#isShared(weight!.name!);
    return isIts ? own : op.called;
  }

  /** Whether a wire is what goes into the model, as it is. */
  isInput({ end }: Wire): boolean {
    return this.drawing.nodeOf(end).type === 'input';
  }

  /** A layer of two inputs or more, place by place, by its port `inputs` or a formula. */
  formula(op: Op, formula: (names: readonly string[]) => string, values: readonly Value[], type: number): Wire {
    const { about, ends } = this.meet(values);
    // e is a number
    const letters = 'abcdfghijklmnopqrstuvw';
    const names = ends.map((end, i) =>
      typeof end === 'number' ? literal(end) : values.length === 1 ? 'x' : (letters[i] ?? `x${i}`),
    );
    const inputs = Object.fromEntries(
      ends.flatMap((end, i) => (typeof end === 'number' ? [] : [[names[i]!, this.#number(end)] as const])),
    );
    const id = this.add({ type: 'expression', name: op.called, settings: { formula: formula(names) }, inputs });
    return this.wire(id, { ...about, type });
  }

  #number(end: End): End {
    if (this.drawing.typeOf(end).dtype === 'float32') return end;
    return this.drawing.end(this.add({ type: 'cast', inputs: { input: end } }));
  }
}

/** A number as a formula has it. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return '(0 / 0)';
  if (!Number.isFinite(value)) return value > 0 ? '(1 / 0)' : '(0 - 1 / 0)';
  const short = String(Number(value.toPrecision(9)));
  return value < 0 || Object.is(value, -0) ? `(${short})` : short;
}

const nameFor = (name: string) => verbatim(name.slice(0, 200));

/** The last word of a weight's name behind that of its layer; PaddlePaddle's are `conv1_weights`, `conv1_bn_scale` and `fc_0.w_0`. */
const OWN_NAME = /[._/](weights?|kernel|w_0|gamma|scale)(:0)?$/i;
const OWN_BIAS = /[._/]bias$/;
/** What a weight's layer is called; undefined where the weight's name does not end so. */
function ownNameOf(weight: Known | undefined, ending: RegExp): string | undefined {
  const name = weight?.alias ?? weight?.name;
  return name !== undefined && ending.test(name) ? name.replace(ending, '') : undefined;
}

/** What a layer is called whose weight is called so: without the weight's own last word. */
export const ownerName = (name: string): string =>
  name.replace(/[._/](weights?|kernel|bias|gamma|w_0|w)(:0)?$/i, '') || name;

function tensorFor(value: Known, shape: readonly number[]): Tensor {
  if (value.data instanceof Float32Array) return tensor('float32', shape, value.data);
  return tensor('float32', shape, Float32Array.from(value.data));
}

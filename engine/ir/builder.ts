/** Builds a program equation by equation. Layers, losses, optimizers and gradients are all written with it. */
import type { DType } from '../types/dtype.ts';
import { normalizeAxis, type Shape, sameShape, sizeOf } from '../types/shape.ts';
import { inferTypes } from './infer.ts';
import type { Prim, Prims } from './prims.ts';
import type { Equation, NamedValue, Program, Value } from './program.ts';

/** A value or a number that stands for one. */
export type Operand = Value | number;

export class Builder {
  readonly #inputs: NamedValue[] = [];
  readonly #equations: Equation[] = [];
  readonly #outputs: NamedValue[] = [];
  readonly #inputNames = new Set<string>();
  readonly #outputNames = new Set<string>();
  #next = 0;

  /** Continue a program's numbering, for a pass that adds equations to values it already has. */
  constructor(firstId = 0) {
    this.#next = firstId;
  }

  /** A builder whose values are numbered after those of a program. */
  static after({ inputs, equations }: Program): Builder {
    let last = -1;
    for (const { value } of inputs) last = Math.max(last, value.id);
    for (const { outputs } of equations) for (const { id } of outputs) last = Math.max(last, id);
    return new Builder(last + 1);
  }

  /** Goes on where a program ends. */
  static resume(program: Program): Builder {
    const b = Builder.after(program);
    for (const input of program.inputs) b.#inputs.push(input);
    for (const equation of program.equations) b.#equations.push(equation);
    for (const output of program.outputs) b.#outputs.push(output);
    for (const { name } of program.inputs) b.#inputNames.add(name);
    for (const { name } of program.outputs) b.#outputNames.add(name);
    return b;
  }

  input(name: string, dtype: DType, shape: Shape): Value {
    if (this.#inputNames.has(name)) throw new Error(`internal: two inputs are called ${name}`);
    this.#inputNames.add(name);
    const value = this.#value(dtype, shape);
    this.#inputs.push({ name, value });
    return value;
  }

  output(name: string, value: Value): void {
    if (this.#outputNames.has(name)) throw new Error(`internal: two outputs are called ${name}`);
    this.#outputNames.add(name);
    this.#outputs.push({ name, value });
  }

  finish(): Program {
    return { inputs: [...this.#inputs], equations: [...this.#equations], outputs: [...this.#outputs] };
  }

  /** Equations so far, in order: what differentiation walks backwards. */
  get equations(): readonly Equation[] {
    return this.#equations;
  }

  /** One equation of any primitive; its outputs. */
  emitAll<P extends Prim>(prim: P, params: Prims[P], ...inputs: Value[]): readonly Value[] {
    const types = inferTypes(prim, params, inputs);
    const outputs = types.map(({ dtype, shape }) => this.#value(dtype, shape));
    this.#equations.push({ prim, params, inputs, outputs } as unknown as Equation);
    return outputs;
  }

  /** One equation; its first output. */
  emit<P extends Prim>(prim: P, params: Prims[P], ...inputs: Value[]): Value {
    return this.emitAll(prim, params, ...inputs)[0]!;
  }

  /** The equations of a program once more, on these inputs; its outputs, in order. */
  inline(program: Program, inputs: readonly Value[]): readonly Value[] {
    const replaced = new Map(program.inputs.map(({ value }, i) => [value, inputs[i]!]));
    for (const { prim, params, inputs: operands, outputs } of program.equations)
      this.emitAll(prim, params, ...operands.map((value) => replaced.get(value)!)).forEach((value, i) =>
        replaced.set(outputs[i]!, value),
      );
    return program.outputs.map(({ value }) => replaced.get(value)!);
  }

  /** Gives a loop that is already there a body with further results at its end; their stacked values. */
  extendScan(equation: Equation<'scan'>, body: Program): readonly Value[] {
    const at = this.#equations.indexOf(equation);
    const params = { ...equation.params, body };
    const added = inferTypes('scan', params, equation.inputs)
      .slice(equation.outputs.length)
      .map(({ dtype, shape }) => this.#value(dtype, shape));
    this.#equations[at] = { ...equation, params, outputs: [...equation.outputs, ...added] };
    return added;
  }

  #value(dtype: DType, shape: Shape): Value {
    return { id: this.#next++, dtype, shape };
  }

  #binary<P extends 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'max' | 'min' | 'eq' | 'lt' | 'le'>(
    prim: P,
    a: Operand,
    b: Operand,
  ): Value {
    const dtype = typeof a === 'number' ? (typeof b === 'number' ? 'float32' : b.dtype) : a.dtype;
    return this.emit(prim, {} as Prims[P], this.#operand(a, dtype), this.#operand(b, dtype));
  }

  #operand(x: Operand, dtype: DType): Value {
    return typeof x === 'number' ? this.fill(x, [], dtype) : x;
  }

  // Leaves
  fill(value: number, shape: Shape = [], dtype: DType = 'float32'): Value {
    return this.emit('fill', { dtype, shape, value });
  }
  constant(values: readonly number[], shape: Shape = [values.length], dtype: DType = 'float32'): Value {
    return this.emit('constant', { dtype, shape, values });
  }
  iota(shape: Shape, axis: number, dtype: 'int32' | 'float32' = 'int32'): Value {
    return this.emit('iota', { dtype, shape, axis });
  }
  randomUniform(seed: Value, shape: Shape, stream: number): Value {
    return this.emit('randomUniform', { shape, stream }, seed);
  }

  // Elementwise
  neg(x: Value): Value {
    return this.emit('neg', {}, x);
  }
  abs(x: Value): Value {
    return this.emit('abs', {}, x);
  }
  sign(x: Value): Value {
    return this.emit('sign', {}, x);
  }
  exp(x: Value): Value {
    return this.emit('exp', {}, x);
  }
  log(x: Value): Value {
    return this.emit('log', {}, x);
  }
  sqrt(x: Value): Value {
    return this.emit('sqrt', {}, x);
  }
  sin(x: Value): Value {
    return this.emit('sin', {}, x);
  }
  cos(x: Value): Value {
    return this.emit('cos', {}, x);
  }
  tanh(x: Value): Value {
    return this.emit('tanh', {}, x);
  }
  sigmoid(x: Value): Value {
    return this.emit('sigmoid', {}, x);
  }
  softplus(x: Value): Value {
    return this.emit('softplus', {}, x);
  }
  erf(x: Value): Value {
    return this.emit('erf', {}, x);
  }
  floor(x: Value): Value {
    return this.emit('floor', {}, x);
  }
  relu(x: Value): Value {
    return this.emit('relu', {}, x);
  }
  not(x: Value): Value {
    return this.emit('not', {}, x);
  }
  cast(x: Value, to: DType): Value {
    return x.dtype === to ? x : this.emit('cast', { to }, x);
  }
  stopGradient(x: Value): Value {
    return this.emit('stopGradient', {}, x);
  }
  square(x: Value): Value {
    return this.mul(x, x);
  }
  add(a: Operand, b: Operand): Value {
    return this.#binary('add', a, b);
  }
  sub(a: Operand, b: Operand): Value {
    return this.#binary('sub', a, b);
  }
  mul(a: Operand, b: Operand): Value {
    return this.#binary('mul', a, b);
  }
  div(a: Operand, b: Operand): Value {
    return this.#binary('div', a, b);
  }
  pow(a: Operand, b: Operand): Value {
    return this.#binary('pow', a, b);
  }
  max(a: Operand, b: Operand): Value {
    return this.#binary('max', a, b);
  }
  min(a: Operand, b: Operand): Value {
    return this.#binary('min', a, b);
  }
  eq(a: Operand, b: Operand): Value {
    return this.#binary('eq', a, b);
  }
  lt(a: Operand, b: Operand): Value {
    return this.#binary('lt', a, b);
  }
  le(a: Operand, b: Operand): Value {
    return this.#binary('le', a, b);
  }
  gt(a: Operand, b: Operand): Value {
    return this.lt(b, a);
  }
  ge(a: Operand, b: Operand): Value {
    return this.le(b, a);
  }
  and(a: Value, b: Value): Value {
    return this.emit('and', {}, a, b);
  }
  or(a: Value, b: Value): Value {
    return this.emit('or', {}, a, b);
  }
  select(condition: Value, a: Operand, b: Operand): Value {
    const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'float32';
    return this.emit('select', {}, condition, this.#operand(a, dtype), this.#operand(b, dtype));
  }

  // Products and pooling
  matmul(a: Value, b: Value, { transposeA = false, transposeB = false } = {}): Value {
    return this.emit('matmul', { transposeA, transposeB }, a, b);
  }
  conv(x: Value, w: Value, params: Prims['conv']): Value {
    return this.emit('conv', params, x, w);
  }
  maxPool(x: Value, params: Prims['maxPool']): Value {
    return this.emit('maxPool', params, x);
  }
  avgPool(x: Value, params: Prims['avgPool']): Value {
    return this.emit('avgPool', params, x);
  }

  // Reductions; axes may count from the back, and all are meant where none is named
  sum(x: Value, axes?: readonly number[], keep = false): Value {
    return this.emit('sum', this.#reduction(x, axes, keep), x);
  }
  mean(x: Value, axes?: readonly number[], keep = false): Value {
    return this.emit('mean', this.#reduction(x, axes, keep), x);
  }
  reduceMax(x: Value, axes?: readonly number[], keep = false): Value {
    return this.emit('reduceMax', this.#reduction(x, axes, keep), x);
  }
  reduceMin(x: Value, axes?: readonly number[], keep = false): Value {
    return this.emit('reduceMin', this.#reduction(x, axes, keep), x);
  }
  #reduction(x: Value, axes: readonly number[] | undefined, keep: boolean): Prims['sum'] {
    const normal = axes?.map((axis) => normalizeAxis(axis, x.shape.length)) ?? x.shape.map((_, axis) => axis);
    return { axes: normal.sort((a, b) => a - b), keep };
  }
  argMax(x: Value, axis: number): Value {
    return this.emit('argMax', { axis: normalizeAxis(axis, x.shape.length) }, x);
  }
  topK(x: Value, k: number, axis: number): Value {
    return this.emit('topK', { axis: normalizeAxis(axis, x.shape.length), k }, x);
  }
  cumsum(x: Value, axis: number, { exclusive = false, reverse = false } = {}): Value {
    return this.emit('cumsum', { axis: normalizeAxis(axis, x.shape.length), exclusive, reverse }, x);
  }
  softmax(x: Value, axis = -1): Value {
    return this.emit('softmax', { axis: normalizeAxis(axis, x.shape.length) }, x);
  }
  logSoftmax(x: Value, axis = -1): Value {
    return this.emit('logSoftmax', { axis: normalizeAxis(axis, x.shape.length) }, x);
  }
  /** [standardized x, mean, biased variance]. */
  standardize(x: Value, axes: readonly number[], epsilon: number): readonly [Value, Value, Value] {
    const [y, mean, variance] = this.emitAll('standardize', { axes, epsilon }, x);
    return [y!, mean!, variance!];
  }

  /**
   * A loop over axis 0 of `sequences`, see the primitive. The body is written with a builder of its own; what it takes from
   * outside is handed in through `constants`.
   */
  scan(
    {
      carries,
      sequences,
      constants = [],
      reverse = false,
    }: { carries: readonly Value[]; sequences: readonly Value[]; constants?: readonly Value[]; reverse?: boolean },
    body: (
      b: Builder,
      carries: readonly Value[],
      slices: readonly Value[],
      constants: readonly Value[],
    ) => { carries: readonly Value[]; results: readonly Value[] },
  ): { carries: readonly Value[]; results: readonly Value[] } {
    const inner = new Builder();
    const enter = (name: string, values: readonly Value[], skip = 0) =>
      values.map(({ dtype, shape }, i) => inner.input(`${name} ${i}`, dtype, shape.slice(skip)));
    const next = body(inner, enter('carry', carries), enter('slice', sequences, 1), enter('constant', constants));
    next.carries.forEach((value, i) => inner.output(`carry ${i}`, value));
    next.results.forEach((value, i) => inner.output(`result ${i}`, value));
    const outputs = this.emitAll(
      'scan',
      { body: inner.finish(), carries: carries.length, scanned: sequences.length, reverse },
      ...carries,
      ...sequences,
      ...constants,
    );
    return { carries: outputs.slice(0, carries.length), results: outputs.slice(carries.length) };
  }

  // Shape
  reshape(x: Value, to: Shape): Value {
    return sameShape(x.shape, to) ? x : this.emit('reshape', { to }, x);
  }
  transpose(x: Value, order: readonly number[]): Value {
    return order.every((axis, i) => axis === i) ? x : this.emit('transpose', { order }, x);
  }
  broadcast(x: Value, to: Shape): Value {
    return sameShape(x.shape, to) ? x : this.emit('broadcast', { to }, x);
  }
  concat(values: readonly Value[], axis: number): Value {
    return values.length === 1
      ? values[0]!
      : this.emit('concat', { axis: normalizeAxis(axis, values[0]!.shape.length) }, ...values);
  }
  slice(
    x: Value,
    start: readonly number[],
    stop: readonly number[],
    step: readonly number[] = x.shape.map(() => 1),
  ): Value {
    return this.emit('slice', { start, stop, step }, x);
  }
  pad(x: Value, padding: Prims['pad']['padding'], value = 0): Value {
    return padding.every(([low, high]) => low === 0 && high === 0) ? x : this.emit('pad', { padding, value }, x);
  }
  reverse(x: Value, axes: readonly number[]): Value {
    return this.emit('reverse', { axes }, x);
  }

  // Indexing
  gather(x: Value, indices: Value, axis = 0): Value {
    return this.emit('gather', { axis }, x, indices);
  }
  gatherElements(x: Value, indices: Value, axis: number): Value {
    return this.emit('gatherElements', { axis: normalizeAxis(axis, x.shape.length) }, x, indices);
  }
  /** float32 one-hot rows: indices [...] to [..., depth]. */
  oneHot(indices: Value, depth: number): Value {
    const column = this.reshape(indices, [...indices.shape, 1]);
    return this.cast(this.eq(column, this.iota([depth], 0)), 'float32');
  }

  /** Elements of x, as a number. */
  size(x: Value): number {
    return sizeOf(x.shape);
  }
}

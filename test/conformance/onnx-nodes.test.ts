/**
 * ONNX's own test data (`make_onnx_fixtures.py`) for the operators that the ONNX target writes: each node as our primitives, by the
 * interpreter and by what the target makes of them on ONNX Runtime. Both must give what ONNX's authors say.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Builder } from '../../engine/ir/builder.ts';
import { type Feeds, interpret } from '../../engine/ir/interpret.ts';
import type { Prim, Window } from '../../engine/ir/prims.ts';
import type { Value } from '../../engine/ir/program.ts';
import type { DType } from '../../engine/types/dtype.ts';
import { type Border, withBorder } from '../../engine/layers/common/border.ts';
import { normalizeAxis, sizeOf } from '../../engine/types/shape.ts';
import { runOnnx } from './onnx-run.ts';

interface Numbers {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: (number | string)[];
}
type Attributes = Readonly<Record<string, number | number[] | string | Numbers>>;
interface Case {
  readonly name: string;
  readonly op: string;
  readonly attributes: Attributes;
  readonly inputs: readonly (Numbers | null)[];
  readonly outputs: readonly Numbers[];
}
const { cases } = JSON.parse(
  gunzipSync(readFileSync(path.join(import.meta.dirname, 'fixtures', 'onnx-nodes.json.gz'))).toString(),
) as { cases: readonly Case[] };
const numbers = ({ data }: Numbers): number[] => data.map(Number);

const BORDERS: Readonly<Record<string, Border>> = { edge: 'replicate', reflect: 'reflect', wrap: 'circular' };

/** What a case asks for that no primitive does. */
class Beyond extends Error {}

/** A case while it is written as primitives. */
class Node {
  readonly b = new Builder();
  readonly feeds: Record<string, { shape: number[]; data: number[] }> = {};
  readonly #case: Case;
  constructor(of: Case) {
    this.#case = of;
  }

  /** An input as a value of the program. */
  x(i: number): Value {
    const given = this.#case.inputs[i]!;
    const name = `input ${i}`;
    this.feeds[name] = { shape: given.shape, data: numbers(given) };
    return this.b.input(name, given.dtype, given.shape);
  }
  get all(): Value[] {
    return this.#case.inputs.map((_, i) => this.x(i));
  }
  /** An input that says how, and is known when the program is written. */
  ints(i: number): number[] | undefined {
    const given = this.#case.inputs[i];
    return given ? numbers(given) : undefined;
  }
  int(name: string, otherwise: number): number {
    return Number(this.#case.attributes[name] ?? otherwise);
  }
  list(name: string): number[] | undefined {
    return this.#case.attributes[name] as number[] | undefined;
  }
  text(name: string, otherwise: string): string {
    return String(this.#case.attributes[name] ?? otherwise);
  }
  tensor(name: string): Numbers | undefined {
    return this.#case.attributes[name] as Numbers | undefined;
  }
  get wanted(): readonly Numbers[] {
    return this.#case.outputs;
  }

  /** Strides, padding and dilation of a window of this size over these axes. */
  window(size: readonly number[], along: readonly number[]): Window {
    const stride = this.list('strides') ?? size.map(() => 1);
    const dilation = this.list('dilations') ?? size.map(() => 1);
    const auto = this.text('auto_pad', 'NOTSET');
    const pads = this.list('pads') ?? size.flatMap(() => [0, 0]);
    const padding = size.map((kernel, i): [number, number] => {
      if (!auto.startsWith('SAME')) return [pads[i]!, pads[i + size.length]!];
      const total = Math.max(
        0,
        (Math.ceil(along[i]! / stride[i]!) - 1) * stride[i]! + dilation[i]! * (kernel - 1) + 1 - along[i]!,
      );
      const less = Math.floor(total / 2);
      return auto === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
    });
    return { stride, dilation, padding };
  }
}

type Rule = (n: Node) => Value | readonly Value[];
const unary =
  (prim: Prim): Rule =>
  (n) =>
    n.b.emit(prim as 'neg', {}, n.x(0));
const binary =
  (prim: Prim): Rule =>
  (n) =>
    n.b.emit(prim as 'add', {}, n.x(0), n.x(1));
const folded =
  (prim: 'max' | 'min'): Rule =>
  (n) =>
    n.all.reduce((p, q) => n.b[prim](p, q));
/** The axes of a reduction: an input, or all of them. */
const reduction =
  (kind: 'sum' | 'mean' | 'reduceMax' | 'reduceMin'): Rule =>
  (n) => {
    const x = n.x(0);
    const axes = n.ints(1) ?? n.list('axes');
    if (sizeOf(x.shape) === 0) throw new Beyond('an empty tensor');
    if (x.dtype === 'bool') throw new Beyond('a reduction of truth values');
    if ((axes ?? []).length === 0 && n.int('noop_with_empty_axes', 0) === 1) return n.b.stopGradient(x);
    return n.b[kind](x, axes && axes.length > 0 ? axes : undefined, n.int('keepdims', 1) === 1);
  };
/** Places that may count from the end. */
const places = ({ b }: Node, at: Value, size: number): Value => b.select(b.lt(at, 0), b.add(at, size), at);
const normalized = ({ b }: Node, x: Value, axes: readonly number[], epsilon: number) => b.standardize(x, axes, epsilon);
const after = (shape: readonly number[], axis: number): number[] => shape.map((_, i) => i).slice(axis);
const perChannel = ({ b }: Node, v: Value, rank: number): Value =>
  b.reshape(v, [1, v.shape[0]!, ...Array<number>(rank - 2).fill(1)]);

function pooling(n: Node) {
  const x = n.x(0);
  const size = n.list('kernel_shape')!;
  const window = n.window(size, x.shape.slice(2));
  if (n.int('ceil_mode', 0) === 0) return { x, params: { ...window, size } };
  // rounding up is padding at the end, as long as a window still begins before it
  const padding = size.map((kernel, i): [number, number] => {
    const [before, end] = window.padding[i]!;
    const whole = x.shape[i + 2]! + before + end - window.dilation[i]! * (kernel - 1) - 1;
    const count = Math.ceil(whole / window.stride[i]!);
    const last = count * window.stride[i]! < x.shape[i + 2]! + before ? count : Math.floor(whole / window.stride[i]!);
    return [before, end + Math.max(0, last * window.stride[i]! - whole)];
  });
  return { x, params: { ...window, size, padding } };
}

const RULES: Readonly<Record<string, Rule>> = {
  Abs: unary('abs'),
  Neg: unary('neg'),
  Sign: unary('sign'),
  Exp: unary('exp'),
  Log: unary('log'),
  Sqrt: unary('sqrt'),
  Sin: unary('sin'),
  Cos: unary('cos'),
  Tanh: unary('tanh'),
  Sigmoid: unary('sigmoid'),
  Softplus: unary('softplus'),
  Erf: unary('erf'),
  Floor: unary('floor'),
  Relu: unary('relu'),
  Not: unary('not'),
  Identity: unary('stopGradient'),
  Add: binary('add'),
  Sub: binary('sub'),
  Mul: binary('mul'),
  Div: binary('div'),
  Equal: binary('eq'),
  Less: binary('lt'),
  LessOrEqual: binary('le'),
  And: binary('and'),
  Or: binary('or'),
  Max: folded('max'),
  Min: folded('min'),
  Pow: (n) => {
    const [x, y] = [n.x(0), n.x(1)];
    if (x.dtype === 'int32' && y.dtype === 'float32') throw new Beyond('a power that is cut to a whole number');
    return n.b.pow(x, n.b.cast(y, x.dtype));
  },
  Where: (n) => n.b.select(n.x(0), n.x(1), n.x(2)),
  MatMul: (n) => {
    const [x, y] = [n.x(0), n.x(1)];
    const left = x.shape.length === 1 ? n.b.reshape(x, [1, ...x.shape]) : x;
    const right = y.shape.length === 1 ? n.b.reshape(y, [...y.shape, 1]) : y;
    return n.b.reshape(n.b.matmul(left, right), n.wanted[0]!.shape);
  },
  Gemm: (n) => {
    const product = n.b.mul(
      n.b.matmul(n.x(0), n.x(1), { transposeA: n.int('transA', 0) === 1, transposeB: n.int('transB', 0) === 1 }),
      n.int('alpha', 1),
    );
    return n.ints(2) ? n.b.add(product, n.b.mul(n.x(2), n.int('beta', 1))) : product;
  },
  Conv: (n) => {
    const [x, w] = [n.x(0), n.x(1)];
    return n.b.conv(x, w, { ...n.window(w.shape.slice(2), x.shape.slice(2)), groups: n.int('group', 1) });
  },
  // the gradient of a convolution by its input
  ConvTranspose: (n) => {
    const [x, w] = [n.x(0), n.x(1)];
    const inputSize = n.wanted[0]!.shape.slice(2);
    const kernel = w.shape.slice(2);
    const { stride, dilation, padding: given } = n.window(kernel, inputSize);
    const asked = n.list('output_shape') !== undefined || n.text('auto_pad', 'NOTSET') !== 'NOTSET';
    const padding = given.map((pad, i): readonly [number, number] => {
      if (!asked) return pad;
      const total = Math.max(
        0,
        stride[i]! * (x.shape[i + 2]! - 1) + dilation[i]! * (kernel[i]! - 1) + 1 - inputSize[i]!,
      );
      const less = Math.floor(total / 2);
      return n.text('auto_pad', 'NOTSET') === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
    });
    return n.b.emit('convInputGrad', { stride, dilation, padding, groups: n.int('group', 1), inputSize }, x, w);
  },
  MaxPool: (n) => {
    const { x, params } = pooling(n);
    return n.b.maxPool(x, params);
  },
  AveragePool: (n) => {
    const { x, params } = pooling(n);
    const countPadding = n.int('count_include_pad', 0) === 1;
    if (countPadding && n.int('ceil_mode', 0) === 1) throw new Beyond('rounding up where padding counts');
    return n.b.avgPool(x, { ...params, countPadding });
  },
  ReduceSum: reduction('sum'),
  ReduceMean: reduction('mean'),
  ReduceMax: reduction('reduceMax'),
  ReduceMin: reduction('reduceMin'),
  ArgMax: (n) => {
    if (n.int('select_last_index', 0) === 1) throw new Beyond('the last of equal maxima');
    return n.b.reshape(n.b.argMax(n.x(0), n.int('axis', 0)), n.wanted[0]!.shape);
  },
  TopK: (n) => {
    const x = n.x(0);
    const axis = normalizeAxis(n.int('axis', -1), x.shape.length);
    const indices = n.b.topK(n.int('largest', 1) === 1 ? x : n.b.neg(x), n.ints(1)![0]!, axis);
    return [n.b.gatherElements(x, indices, axis), indices];
  },
  CumSum: (n) =>
    n.b.cumsum(n.x(0), n.ints(1)![0]!, { exclusive: n.int('exclusive', 0) === 1, reverse: n.int('reverse', 0) === 1 }),
  Softmax: (n) => n.b.softmax(n.x(0), n.int('axis', -1)),
  LogSoftmax: (n) => n.b.logSoftmax(n.x(0), n.int('axis', -1)),
  Transpose: (n) => {
    const x = n.x(0);
    return n.b.transpose(x, n.list('perm') ?? x.shape.map((_, i) => x.shape.length - 1 - i));
  },
  Reshape: (n) => {
    const x = n.x(0);
    if (sizeOf(x.shape) === 0) throw new Beyond('an empty tensor');
    return n.b.reshape(x, n.wanted[0]!.shape);
  },
  Expand: (n) => {
    const x = n.x(0);
    const to = n.wanted[0]!.shape;
    return n.b.broadcast(n.b.reshape(x, [...to.slice(x.shape.length).map(() => 1), ...x.shape]), to);
  },
  Concat: (n) => n.b.concat(n.all, n.int('axis', 0)),
  Split: (n) => {
    const x = n.x(0);
    const axis = normalizeAxis(n.int('axis', 0), x.shape.length);
    if (sizeOf(x.shape) === 0) throw new Beyond('an empty tensor');
    let start = 0;
    return n.wanted.map(({ shape }) => {
      const from = x.shape.map((_, i) => (i === axis ? start : 0));
      start += shape[axis]!;
      return n.b.slice(
        x,
        from,
        x.shape.map((size, i) => (i === axis ? start : size)),
      );
    });
  },
  Slice: (n) => {
    const x = n.x(0);
    const [starts, ends] = [n.ints(1)!, n.ints(2)!];
    const axes = (n.ints(3) ?? starts.map((_, i) => i)).map((axis) => normalizeAxis(axis, x.shape.length));
    const [start, stop, step] = [x.shape.map(() => 0), [...x.shape], x.shape.map(() => 1)];
    const backwards: number[] = [];
    axes.forEach((axis, i) => {
      const size = x.shape[axis]!;
      const by = n.ints(4)?.[i] ?? 1;
      const inside = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
      const [from, to] =
        by > 0
          ? [inside(starts[i]!, 0, size), inside(ends[i]!, 0, size)]
          : [size - 1 - inside(starts[i]!, 0, size - 1), size - 1 - inside(ends[i]!, -1, size - 1)];
      if (by < 0) backwards.push(axis);
      [start[axis], stop[axis], step[axis]] = [from, to, Math.abs(by)];
    });
    if (sizeOf(n.wanted[0]!.shape) === 0) throw new Beyond('an empty tensor');
    return n.b.slice(backwards.length > 0 ? n.b.reverse(x, backwards) : x, start, stop, step);
  },
  Pad: (n) => {
    const x = n.x(0);
    const pads = n.ints(1)!;
    const axes = (n.ints(3) ?? x.shape.map((_, i) => i)).map((axis) => normalizeAxis(axis, x.shape.length));
    const around = x.shape.map((_, axis): [number, number] =>
      axes.includes(axis) ? [pads[axes.indexOf(axis)]!, pads[axes.indexOf(axis) + axes.length]!] : [0, 0],
    );
    const border = BORDERS[n.text('mode', 'constant')];
    return border
      ? around.reduce((y, sides, axis) => withBorder(n.b, y, axis, sides, border), x)
      : n.b.pad(x, around, n.ints(2)?.[0] ?? 0);
  },
  ConstantOfShape: (n) => {
    const shape = n.ints(0)!;
    if (sizeOf(shape) === 0) throw new Beyond('an empty tensor');
    const value = n.tensor('value');
    return n.b.fill(value ? numbers(value)[0]! : 0, shape, value?.dtype ?? 'float32');
  },
  Range: (n) => {
    const [start, , delta] = [0, 1, 2].map((i) => n.ints(i)![0]!) as [number, number, number];
    const { dtype, shape } = n.wanted[0]!;
    return n.b.add(n.b.mul(n.b.iota(shape, 0, dtype as 'int32'), delta), start);
  },
  Gather: (n) => {
    const x = n.x(0);
    const axis = normalizeAxis(n.int('axis', 0), x.shape.length);
    return n.b.gather(x, places(n, n.x(1), x.shape[axis]!), axis);
  },
  GatherElements: (n) => {
    const x = n.x(0);
    const axis = normalizeAxis(n.int('axis', 0), x.shape.length);
    return n.b.gatherElements(x, places(n, n.x(1), x.shape[axis]!), axis);
  },
  // what is scattered is added to zeros here; other ways come from the gradient of none of our layers
  ScatterElements: (n) => {
    if (n.text('reduction', 'none') !== 'add') throw new Beyond(`scattering by ${n.text('reduction', 'none')}`);
    const x = n.x(0);
    const axis = normalizeAxis(n.int('axis', 0), x.shape.length);
    return n.b.add(
      x,
      n.b.emit('scatterElementsAdd', { axis, size: x.shape[axis]! }, places(n, n.x(1), x.shape[axis]!), n.x(2)),
    );
  },
  LayerNormalization: (n) => {
    const x = n.x(0);
    const axes = after(x.shape, normalizeAxis(n.int('axis', -1), x.shape.length));
    const [y, mean, variance] = normalized(n, x, axes, n.int('epsilon', 1e-5));
    return [n.b.add(n.b.mul(y, n.x(1)), n.x(2)), mean, n.b.div(1, n.b.sqrt(n.b.add(variance, n.int('epsilon', 1e-5))))];
  },
  InstanceNormalization: (n) => {
    const x = n.x(0);
    const [y] = normalized(n, x, after(x.shape, 2), n.int('epsilon', 1e-5));
    return n.b.add(n.b.mul(y, perChannel(n, n.x(1), x.shape.length)), perChannel(n, n.x(2), x.shape.length));
  },
  BatchNormalization: (n) => {
    const [x, scale, bias, mean, variance] = n.all as [Value, Value, Value, Value, Value];
    const wide = (v: Value) => perChannel(n, v, x.shape.length);
    const moved = (y: Value) => n.b.add(n.b.mul(y, wide(scale)), wide(bias));
    const epsilon = n.int('epsilon', 1e-5);
    if (n.int('training_mode', 0) === 0)
      return moved(n.b.div(n.b.sub(x, wide(mean)), n.b.sqrt(n.b.add(wide(variance), epsilon))));
    const momentum = n.int('momentum', 0.9);
    const [y, now, spread] = normalized(n, x, [0, ...after(x.shape, 2)], epsilon);
    const running = (before: Value, next: Value) =>
      n.b.add(n.b.mul(before, momentum), n.b.mul(n.b.reshape(next, before.shape), 1 - momentum));
    return [moved(y), running(mean, now), running(variance, spread)];
  },
};

/** The program of a case, or what is beyond the primitives. */
function written(one: Case): Node | Beyond {
  const n = new Node(one);
  try {
    const made = RULES[one.op]!(n);
    ('id' in made ? [made] : made).forEach((value, i) => n.b.output(`output ${i}`, value));
    return n;
  } catch (error) {
    if (error instanceof Beyond) return error;
    // primitives say themselves which types they take
    const [, type] = /expected .*float32.*, got (int32|bool)/.exec((error as Error).message) ?? [];
    if (type) return new Beyond(`${type} numbers`);
    throw error;
  }
}
const told = cases.map((one) => [one, written(one)] as const);
const ours = told.flatMap(([one, made]) =>
  made instanceof Node ? [[`${one.op}: ${one.name}`, one, made] as const] : [],
);

it('has a case for every operator, and leaves out only what no primitive does', () => {
  expect(new Set(ours.map(([, { op }]) => op))).toEqual(new Set(Object.keys(RULES)));
  const left = told.flatMap(([{ op }, made]) => (made instanceof Beyond ? [`${op}: ${made.message}`] : []));
  expect([...new Set(left)].sort()).toMatchInlineSnapshot(`
    [
      "ArgMax: the last of equal maxima",
      "AveragePool: rounding up where padding counts",
      "ConstantOfShape: an empty tensor",
      "CumSum: int32 numbers",
      "Div: int32 numbers",
      "Pow: a power that is cut to a whole number",
      "Pow: int32 numbers",
      "ReduceMax: a reduction of truth values",
      "ReduceMax: an empty tensor",
      "ReduceMin: a reduction of truth values",
      "ReduceMin: an empty tensor",
      "ReduceSum: an empty tensor",
      "Reshape: an empty tensor",
      "ScatterElements: scattering by max",
      "ScatterElements: scattering by min",
      "ScatterElements: scattering by mul",
      "ScatterElements: scattering by none",
      "Slice: an empty tensor",
      "Split: an empty tensor",
    ]
  `);
});

const same = (given: ArrayLike<number>, wanted: Numbers): void => {
  const expected = numbers(wanted);
  expect(given.length).toBe(expected.length);
  // the test data is float32 of NumPy's; ONNX's own runner allows 1e-3
  expected.forEach((value, i) => {
    const own = Number(given[i]);
    if (own !== value && !(Number.isNaN(own) && Number.isNaN(value)))
      expect(Math.abs(own - value), `[${i}]: ${own}, not ${value}`).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
  });
};

describe.each(ours)('%s', (_, { outputs }, { b, feeds }) => {
  it('gives what ONNX says', async () => {
    const program = b.finish();
    for (const results of [interpret(program, feeds as Feeds), await runOnnx(program, feeds as Feeds)])
      program.outputs.slice(0, outputs.length).forEach(({ name }, i) => {
        expect(results[name]!.shape.map(Number)).toEqual(outputs[i]!.shape);
        same(results[name]!.data as ArrayLike<number>, outputs[i]!);
      });
  });
});

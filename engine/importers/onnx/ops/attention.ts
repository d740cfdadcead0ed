/** ONNX's operators of Transformers, which are said in its smaller ones, as its own definition has them. */
import { create } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType as Kind, NodeProtoSchema, TensorProto_DataType as Type } from 'onnx-buf';
import { phrase, verbatim } from '../../../phrases.ts';
import { folded, known, listOf } from '../fold.ts';
import { float, int, type Op, opOf } from '../read.ts';
import { type Known, kindOf } from '../tensors.ts';
import type { Translator } from '../translator.ts';
import { Unmapped, type Value } from '../values.ts';
import type { Rule, RuleTable } from './define.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { PRODUCTS } from './products.ts';
import { REDUCTIONS } from './reductions.ts';
import { SHAPE } from './shape.ts';

const SMALLER: RuleTable = { ...ELEMENTWISE, ...PRODUCTS, ...REDUCTIONS, ...SHAPE };

/** Draws smaller operators in the place of one. */
class Said {
  readonly #op: Op;
  readonly #t: Translator;
  #count = 0;
  constructor(op: Op, t: Translator) {
    [this.#op, this.#t] = [op, t];
  }

  op(type: string, inputs: readonly Value[], ints: Readonly<Record<string, number | readonly number[]>> = {}): Value {
    const named = inputs.map((value) => {
      // rules look inputs up by their names; no name of a model has a line's end
      const name = `${this.#op.outputs[0]}\n${this.#count++}`;
      this.#t.values.set(name, value);
      return name;
    });
    const proto = create(NodeProtoSchema, {
      opType: type,
      name: this.#op.name,
      input: named,
      output: ['out'],
      attribute: Object.entries(ints).map(([name, value]) =>
        typeof value === 'number'
          ? { name, type: Kind.INT, i: BigInt(value) }
          : { name, type: Kind.INTS, ints: value.map(BigInt) },
      ),
    });
    const one = opOf(proto);
    const all = inputs.every((value) => value.known) ? folded(one, inputs as Known[]) : undefined;
    const found = all ?? SMALLER[type]!(one, this.#t, inputs);
    return Array.isArray(found) ? (found as readonly Value[])[0]! : (found as Value);
  }

  ints(...values: number[]): Known {
    return known(Type.INT64, [values.length], values);
  }
  floats(shape: readonly number[], values: readonly number[] | Float32Array): Known {
    return known(Type.FLOAT, shape, values);
  }
  part(x: Value, axis: number, from: number, to: number, step = 1): Value {
    return this.op('Slice', [x, this.ints(from), this.ints(to), this.ints(axis), this.ints(step)]);
  }

  /** Rows of all heads side by side as heads with rows of their own, and back. */
  heads(x: Value, count: number): Value {
    const apart = this.op('Reshape', [x, this.ints(0, 0, count, -1)]);
    return this.op('Transpose', [apart], { perm: [0, 2, 1, 3] });
  }
  sideBySide(x: Value): Value {
    return this.op('Reshape', [this.op('Transpose', [x], { perm: [0, 2, 1, 3] }), this.ints(0, 0, -1)]);
  }
}

const unmapped = (name: string): Unmapped => new Unmapped(phrase('onnx-attribute', { name: verbatim(name) }));
/** What stands for minus infinity: a row that nothing may be read by stays a row of numbers. */
const NEVER = -1e9;

const attention: Rule = (op, t, [q, k, v, mask, pastKey, pastValue, lengths]) => {
  const s = new Said(op, t);
  if (lengths) throw unmapped('nonpad_kv_seqlen');
  if (op.outputs[3]) throw unmapped('qk_matmul_output');
  for (const side of ['left_window_size', 'right_window_size']) if (int(op, side, -1) >= 0) throw unmapped(side);
  const [softcap, isCausal, isFlat] = [float(op, 'softcap', 0), int(op, 'is_causal', 0) === 1, q!.shape.length === 3];
  // versions do not agree in which comes first
  if (softcap !== 0 && (mask || isCausal)) throw unmapped('softcap');
  const apart = (x: Value, count: string) => (isFlat ? s.heads(x, int(op, count, 0)) : x);
  const query = apart(q!, 'q_num_heads');
  const own = [apart(k!, 'kv_num_heads'), apart(v!, 'kv_num_heads')] as const;
  const [keys, values] = [pastKey, pastValue].map((past, i) =>
    past ? s.op('Concat', [past, own[i]!], { axis: 2 }) : own[i]!,
  ) as [Value, Value];
  const [heads, there] = [query.shape[1]!, keys.shape[1]!];
  const forAll = (x: Value) =>
    heads === there
      ? x
      : s.op('Gather', [x, s.ints(...Array.from({ length: heads }, (_, i) => Math.floor((i * there) / heads)))], {
          axis: 1,
        });
  const turned = s.op('Transpose', [forAll(keys)], { perm: [0, 1, 3, 2] });
  const scale = float(op, 'scale', 0) || 1 / Math.sqrt(query.shape[3]!);
  let scores = s.op('Mul', [s.op('MatMul', [query, turned]), s.floats([], [scale])]);
  if (softcap !== 0)
    scores = s.op('Mul', [s.op('Tanh', [s.op('Div', [scores, s.floats([], [softcap])])]), s.floats([], [softcap])]);
  const [rows, columns, past] = [query.shape[2]!, keys.shape[2]!, pastKey?.shape[2] ?? 0];
  const isLater = (i: number) => i % columns > Math.floor(i / columns) + past;
  const triangle = (value: (later: boolean) => number) =>
    Float32Array.from({ length: rows * columns }, (_, i) => value(isLater(i)));
  const chosen = mask && kindOf(mask.type) === 'bool' ? mask : undefined;
  if (isCausal && !chosen)
    scores = s.op('Add', [
      scores,
      s.floats(
        [rows, columns],
        triangle((later) => (later ? NEVER : 0)),
      ),
    ]);
  if (mask && !chosen) scores = s.op('Add', [scores, mask]);
  const before = known(
    Type.BOOL,
    [rows, columns],
    triangle((later) => (later ? 0 : 1)),
  );
  const seen = chosen && isCausal ? s.op('And', [chosen, before]) : chosen;
  if (seen) scores = s.op('Where', [seen, scores, s.floats([], [NEVER])]);
  let found = s.op('MatMul', [s.op('Softmax', [scores], { axis: -1 }), forAll(values)]);
  if (seen) {
    // a query that may read nothing gives nothing
    const any = s.op('ReduceMax', [s.op('Cast', [seen], { to: Type.FLOAT }), s.ints(-1)]);
    if (!any.known || listOf(any).includes(0)) found = s.op('Mul', [found, any]);
  }
  return [isFlat ? s.sideBySide(found) : found, keys, values];
};

const rotaryEmbedding: Rule = (op, t, [x, cosines, sines, places]) => {
  const s = new Said(op, t);
  const isFlat = x!.shape.length === 3;
  const input = isFlat ? s.heads(x!, int(op, 'num_heads', 0)) : x!;
  const width = input.shape[3]!;
  const turning = int(op, 'rotary_embedding_dim', 0) || width;
  // one row of angles for each place, for all heads
  const angles = (table: Value) => {
    const rows = places ? s.op('Gather', [table, places], { axis: 0 }) : table;
    return s.op('Unsqueeze', [rows, s.ints(1)]);
  };
  const [cos, sin] = [angles(cosines!), angles(sines!)];
  const isInterleaved = int(op, 'interleaved', 0) === 1;
  const [first, second] = isInterleaved
    ? [s.part(input, 3, 0, turning, 2), s.part(input, 3, 1, turning, 2)]
    : [s.part(input, 3, 0, turning / 2), s.part(input, 3, turning / 2, turning)];
  const product = (a: Value, b: Value) => s.op('Mul', [a, b]);
  const parts = [
    s.op('Sub', [product(cos, first), product(sin, second)]),
    s.op('Add', [product(sin, first), product(cos, second)]),
  ];
  const pairs = parts.map((part) => s.op('Unsqueeze', [part, s.ints(4)]));
  const turned = isInterleaved
    ? [s.op('Reshape', [s.op('Concat', pairs, { axis: 4 }), s.ints(0, 0, 0, turning)])]
    : parts;
  const rest = turning < width ? [s.part(input, 3, turning, width)] : [];
  const all = [...turned, ...rest];
  const whole = all.length === 1 ? all[0]! : s.op('Concat', all, { axis: 3 });
  return isFlat ? s.sideBySide(whole) : whole;
};

export const ATTENTION: RuleTable = { Attention: attention, RotaryEmbedding: rotaryEmbedding };

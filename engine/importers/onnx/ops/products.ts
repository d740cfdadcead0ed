/** Products of matrices: dense layers where one side is known, else products of two wires. */
import { phrase } from '../../../phrases.ts';
import { transposed } from '../fold.ts';
import { float, int, type Op, text } from '../read.ts';
import { type Known, sizeIn } from '../tensors.ts';
import type { Translator } from '../translator.ts';
import { BatchMixed, broadcast, merged, sampleOf, Unmapped, type Value, type Wire } from '../values.ts';
import type { Rule, RuleTable } from './define.ts';

/** Known weights of a dense layer: features×units, or turned, as they lie in the file. */
interface Matrix {
  readonly value: Known;
  readonly turned: boolean;
}
const matrixOf = (value: Known): Matrix =>
  value.origin ? { value: value.origin, turned: true } : { value, turned: false };

/** A product over the last axis with known weights, and perhaps known offsets. */
export function denseOf(t: Translator, op: Op, wire: Wire, { value, turned }: Matrix, bias: Known | undefined): Wire {
  const [features, units] = (turned ? [...value.shape].reverse() : value.shape) as [number, number];
  const last = wire.shape.length - 1;
  if (wire.batch === last) throw new BatchMixed();
  const x = t.as(wire, 'float32');
  const sample = sampleOf(x);
  if (sample.at(-1) !== features) throw new Unmapped(phrase('onnx-no-product'));
  const steps = Math.max(0, sample.length - 2);
  if (steps > 4) throw new Unmapped(phrase('onnx-axes', { count: wire.shape.length }));
  const use = `dense ${turned}`;
  const owner = bias ? undefined : t.owners.get(use, value);
  const id = t.add({
    type: 'dense',
    name: t.ownerOf(op, value, bias),
    settings: { units, bias: bias !== undefined, ...(!turned && { transposed: true }) },
    inputs: { input: x.end },
    ...(owner === undefined && {
      weights: { weight: t.weight(value), ...(bias && { bias: t.weight(bias, [units]) }) },
    }),
    more: {
      ...(steps > 0 && { steps }),
      ...(owner !== undefined && { shares: owner }),
      ...(value.name === undefined && { frozen: true }),
    },
  });
  if (!bias && owner === undefined) t.owners.set(use, value, id);
  return t.wire(id, { ...x, shape: wire.shape.with(last, units) });
}

const matMul: Rule = (op, t, [a, b]) => product(op, t, a!, b!);

/** The product of two values; of a wire and a known matrix with offsets it is a dense layer. */
export function product(op: Op, t: Translator, a: Value, b: Value, bias?: Known): Wire {
  if (a.shape.length === 0 || b.shape.length === 0) throw new Unmapped(phrase('onnx-no-product'));
  if (b.known && b.shape.length === 2 && !a.known) return denseOf(t, op, a, matrixOf(b), bias);
  const [x, y] = [t.as(t.asWire(a), 'float32'), t.as(t.asWire(b), 'float32')];
  // a vector is a matrix of one row, or of one column
  const [row, column] = [x.shape.length === 1, y.shape.length === 1];
  const [left, right] = [row ? added(t, x, 0) : x, column ? added(t, y, 1) : y];
  const whole = matrices(op, t, left, right);
  const gone = [...(row ? [whole.shape.length - 2] : []), ...(column ? [whole.shape.length - 1] : [])];
  if (gone.length === 0) return whole;
  const shape = whole.shape.filter((_, i) => !gone.includes(i));
  const about = { ...whole, shape, batch: whole.batch };
  return { ...about, end: t.reshape(whole.end, sampleOf(about)) };
}

function added(t: Translator, wire: Wire, at: number): Wire {
  const shape = wire.shape.toSpliced(at, 0, 1);
  const batch = wire.batch === null ? null : wire.batch >= at ? wire.batch + 1 : wire.batch;
  const about = { ...wire, shape, batch };
  return { ...about, end: t.reshape(wire.end, sampleOf(about)) };
}

function matrices(op: Op, t: Translator, x: Wire, y: Wire): Wire {
  const rank = Math.max(x.shape.length, y.shape.length);
  const [m, n] = [x.shape.at(-2)!, y.shape.at(-1)!];
  const lead = broadcast([x.shape.slice(0, -2), y.shape.slice(0, -2)]);
  const place = ({ batch, shape }: Wire) => (batch === null ? null : batch + rank - shape.length);
  const [p, q] = [place(x), place(y)];
  // rows may be the batch, where the other side is the same for all of it
  if (p === rank - 2 && q === null && sizeIn(y.shape.slice(0, -2)) === 1 && merged(x) === 1) {
    const rows = { ...x, end: t.reshape(x.end, [...x.shape.slice(0, -2), 1, x.shape.at(-1)!]) };
    const id = t.add({
      type: 'matmul',
      name: op.called,
      inputs: { a: rows.end, b: t.reshape(y.end, [...Array<number>(rank - 2).fill(1), ...y.shape.slice(-2)]) },
    });
    const about = { ...x, shape: [...x.shape.slice(0, -1), n] };
    return { ...about, end: t.reshape(t.drawing.end(id), sampleOf(about)) };
  }
  const batch = p ?? q;
  if ((p !== null && q !== null && p !== q) || (batch !== null && batch >= rank - 2)) throw new BatchMixed();
  const first = p === null ? y : x;
  if (p !== null && q !== null && (x.outer !== y.outer || x.inner !== y.inner)) throw new BatchMixed();
  const about = {
    type: x.type,
    shape: [...lead, m, n],
    batch,
    outer: batch === null ? 1 : first.outer,
    inner: batch === null ? 1 : first.inner,
  };
  const padded = (wire: Wire): Wire['end'] => {
    const full = [...Array<number>(rank - wire.shape.length).fill(1), ...wire.shape];
    if (wire.batch !== null || batch === null)
      return t.reshape(wire.end, sampleOf({ ...wire, shape: full, batch: place(wire) }));
    if (full[batch] !== 1) throw new BatchMixed();
    return t.reshape(wire.end, [...(merged(about) > 1 ? [1] : []), ...full.toSpliced(batch, 1)]);
  };
  const id = t.add({ type: 'matmul', name: op.called, inputs: { a: padded(x), b: padded(y) } });
  return t.wire(id, about);
}

const scaled = (value: Known, factor: number): Known =>
  factor === 1 ? value : { ...value, data: Float32Array.from(value.data, (x) => x * factor) };

const gemm: Rule = (op, t, [a, b, c]) => {
  const [alpha, beta] = [float(op, 'alpha', 1), float(op, 'beta', 1)];
  const turn = (value: Value): Value => (value.known ? transposed(value, [1, 0]) : t.turn(value, [1, 0]));
  const x = int(op, 'transA', 0) === 1 ? turn(a!) : a!;
  const transB = int(op, 'transB', 0) === 1;
  if (b!.known && !x.known && x.batch !== 1) {
    const matrix = transB ? { value: b!, turned: true } : matrixOf(b!);
    const units = b!.shape[transB ? 0 : 1]!;
    const bias = c?.known && sizeIn(c.shape) === units && c.shape.at(-1) === units ? c : undefined;
    const dense = denseOf(t, op, x, { ...matrix, value: scaled(matrix.value, alpha) }, bias && scaled(bias, beta));
    return bias || !c ? dense : plus(op, t, dense, c, beta);
  }
  const whole = product(op, t, x, transB ? turn(b!) : b!);
  const by = alpha === 1 ? whole : t.through({ type: 'scale', settings: { factor: alpha } }, whole);
  return c ? plus(op, t, by, c, beta) : by;
};
const plus = (op: Op, t: Translator, x: Wire, c: Value, beta: number): Wire =>
  t.formula(op, ([p, q]) => (beta === 1 ? `${p} + ${q}` : `${p} + ${q} * ${beta}`), [x, c], x.type);

/** The products that attention and the like are written with: each letter of the result once, at most one letter summed. */
const einsum: Rule = (op, t, inputs) => {
  const equation = text(op, 'equation', '').replaceAll(/\s/g, '');
  const match = /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]*)$/.exec(equation);
  if (!match || inputs.length !== 2) throw new Unmapped(phrase('onnx-equation', { equation: equation as never }));
  const [left, right, out] = match.slice(1).map((letters) => [...letters]) as [string[], string[], string[]];
  if ([left, right, out].some((letters) => new Set(letters).size < letters.length))
    throw new Unmapped(phrase('onnx-equation', { equation: equation as never }));
  const summed = left.filter((letter) => right.includes(letter) && !out.includes(letter));
  const shared = left.filter((letter) => right.includes(letter) && out.includes(letter));
  const rows = left.filter((letter) => !right.includes(letter));
  const columns = right.filter((letter) => !left.includes(letter));
  if (
    summed.length !== 1 ||
    [...rows, ...columns].some((letter) => !out.includes(letter)) ||
    rows.length > 1 ||
    columns.length > 1
  )
    throw new Unmapped(phrase('onnx-equation', { equation: equation as never }));
  const arranged = (value: Value, letters: readonly string[], wanted: readonly string[]): Wire => {
    const wire = t.as(t.asWire(value), 'float32');
    const missing = wanted.filter((letter) => !letters.includes(letter)).length;
    const there = wanted.filter((letter) => letters.includes(letter));
    const turned = t.turn(
      wire,
      there.map((letter) => letters.indexOf(letter)),
    );
    return missing === 0
      ? turned
      : added(
          t,
          turned,
          wanted.findIndex((letter) => !letters.includes(letter)),
        );
  };
  const [row, column] = [rows[0] ?? '1', columns[0] ?? '2'];
  const x = arranged(inputs[0]!, left, [...shared, row, summed[0]!]);
  const y = arranged(inputs[1]!, right, [...shared, summed[0]!, column]);
  const whole = matrices(op, t, x, y);
  const named = [...shared, row, column];
  const kept = named.filter((letter) => letter !== '1' && letter !== '2');
  const about = { ...whole, shape: whole.shape.filter((_, i) => kept.includes(named[i]!)) };
  const slim = { ...about, end: t.reshape(whole.end, sampleOf(about)) };
  return t.turn(
    slim,
    out.map((letter) => kept.indexOf(letter)),
  );
};

export const PRODUCTS: RuleTable = { MatMul: matMul, Gemm: gemm, Einsum: einsum };

/** Activations that exporters write as arithmetic, put together again, and products and sums with numbers as one layer. */
import { type Fused, only, type Readers } from './coded.ts';
import { float, type Op } from './read.ts';
import { calledIn } from './scopes.ts';
import type { Translator } from './translator.ts';
import { isScalar, type Wire } from './values.ts';

interface About {
  readonly op: Op;
  readonly t: Translator;
  readonly readers: Readers;
}

/** x sigmoid(x), x relu6(x + 3) / 6 in any order, a x + b; undefined where a node is just itself. */
export function activationOf(about: About): Fused | undefined {
  const { op, t } = about;
  const x = op.inputs.map((name) => t.there(name)).find((value) => value && !value.known);
  if (!x || x.known) return undefined;
  if (op.type === 'Sigmoid') return fused(about, x, 'silu', [weighed(about, op)]);
  if (op.type === 'HardSigmoid') return isSixth(op) ? fused(about, x, 'hardSwish', [weighed(about, op)]) : undefined;
  if (op.type === 'Add') return fused(about, x, 'hardSwish', hardSwishFrom(about));
  return op.type === 'Mul' ? scaleOf(about, x) : undefined;
}

const near = (value: number | undefined, wanted: number): boolean =>
  value !== undefined && Math.abs(value - wanted) < 1e-6 * Math.max(1, Math.abs(wanted));
const isSixth = (op: Op): boolean => near(float(op, 'alpha', 0.2), 1 / 6) && near(float(op, 'beta', 0.5), 0.5);

/** A number that a node has, by its place or beside what flows. */
function numberOf({ t }: Pick<About, 't'>, op: Op, at?: number): number | undefined {
  const values = (at === undefined ? op.inputs : [op.inputs[at]]).map((name) => t.there(name));
  const found = values.find((value) => value !== undefined && isScalar(value));
  return found?.known ? Number(found.data[0]) : undefined;
}

/** The product of a node's result and what goes into `first`, where nothing else reads the result. */
function weighed({ op: first, readers, t }: About, op: Op): Op | undefined {
  const [x] = first.inputs.filter((name) => t.there(name)?.known !== true);
  const product = only(readers, op);
  const isIt = product?.type === 'Mul' && product.inputs.includes(x!) && product.inputs.includes(op.outputs[0]!);
  return isIt ? product : undefined;
}

/** What is behind a sum with 3: the clip to 6, and the product with x and a sixth, whichever comes first. */
function hardSwishFrom(about: About): (Op | undefined)[] {
  const { op, readers } = about;
  const clip = near(numberOf(about, op), 3) ? only(readers, op) : undefined;
  if (clip?.type !== 'Clip') return [undefined];
  const least = numberOf(about, clip, 1) ?? float(clip, 'min', Number.NaN);
  const most = numberOf(about, clip, 2) ?? float(clip, 'max', Number.NaN);
  if (!near(least, 0) || !near(most, 6)) return [undefined];
  const sixth = (one: Op | undefined) => {
    const number = one && numberOf(about, one);
    return (one?.type === 'Div' && near(number, 6)) || (one?.type === 'Mul' && near(number, 1 / 6)) ? one : undefined;
  };
  const product = weighed(about, clip);
  if (product) return [clip, product, sixth(only(readers, product))];
  const divided = sixth(only(readers, clip));
  return [clip, divided, divided && weighed(about, divided)];
}

/** All of these nodes as one layer; undefined where one of them is not there. */
function fused({ op, t }: About, x: Wire, type: string, behind: readonly (Op | undefined)[]): Fused | undefined {
  const ops = [op, ...behind];
  if (!ops.every((one) => one !== undefined)) return undefined;
  const name = op.scope ? calledIn({ ...op.scope, word: type }) : op.called;
  return { ops, values: [[ops.at(-1)!.outputs[0]!, t.through({ type, name }, t.as(x, 'float32'))]] };
}

function scaleOf(about: About, x: Wire): Fused | undefined {
  const { op, t, readers } = about;
  const sum = only(readers, op);
  if (sum?.type !== 'Add' || hardSwishFrom({ ...about, op: sum }).every((one) => one !== undefined)) return undefined;
  const shapes = [op, sum].flatMap(({ inputs }) => inputs.map((name) => t.there(name)?.shape.length ?? 0));
  const [factor, offset] = [numberOf(about, op), numberOf(about, sum)];
  if (!Number.isFinite(factor) || !Number.isFinite(offset) || Math.max(...shapes) > x.shape.length) return undefined;
  const settings = { factor, offset };
  return {
    ops: [op, sum],
    values: [[sum.outputs[0]!, t.through({ type: 'scale', name: op.called, settings }, t.as(x, 'float32'))]],
  };
}

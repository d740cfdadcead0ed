/**
 * Scale factors that are one number for a whole channel (or row) are applied late: x · a · b becomes x · (ab), Σ x a
 * becomes a Σ x, and (x a - y b) / c becomes x (a/c) - y (b/c), where a, b and c are small beside x and y. Each product
 * with a large value costs a pass over memory; products of small ones cost nothing. Sums that differed by a factor
 * become the same sum, which is computed once.
 *
 * This spares batch norm and its gradient nine such passes. Step of resnet18-32px/32: 42 → 35 ms, two threads, nothing
 * else running.
 */
import { Builder } from '../../../ir/builder.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { broadcastShapes, sameShape, sizeOf } from '../../../types/shape.ts';
import { DefUse } from '../../../ir/defUse.ts';
import { rewrite } from './rewrite.ts';

/** A factor has so many times fewer numbers than what it multiplies. */
const SMALL = 8;

/** The product core · factors. Without a core it is a small value, of factors alone. */
interface Term {
  readonly core: Value | undefined;
  readonly factors: readonly Value[];
  readonly negative: boolean;
}

export function factors(program: Program): Program {
  return new Factors(program).run();
}

class Factors {
  readonly #program: Program;
  readonly #defUse: DefUse;
  readonly #b: Builder;
  /** Values that have not been computed yet, as the sum of these terms. */
  readonly #deferred = new Map<Value, readonly Term[]>();
  readonly #computed = new Map<Value, Value>();

  constructor(program: Program) {
    this.#program = program;
    this.#defUse = DefUse.of(program);
    this.#b = Builder.after(program);
  }

  run(): Program {
    return rewrite(
      this.#program,
      this.#b,
      (equation) => this.#putOff(equation),
      (value) => this.#value(value),
    );
  }

  /** The value itself; it is computed now if that was deferred. */
  #value(value: Value): Value {
    const known = this.#computed.get(value);
    if (known) return known;
    const terms = this.#deferred.get(value);
    if (!terms) return value;
    const b = this.#b;
    const product = ({ core, factors }: Term): Value =>
      factors.reduce<Value | undefined>((now, factor) => (now ? b.mul(now, factor) : factor), core)!;
    const [first, ...others] = terms.toSorted((p, q) => Number(p.negative) - Number(q.negative));
    const result = others.reduce(
      (sum, term) => (term.negative ? b.sub(sum, product(term)) : b.add(sum, product(term))),
      first!.negative ? b.neg(product(first!)) : product(first!),
    );
    this.#computed.set(value, result);
    return result;
  }

  /** The terms of an operand of a value. An operand that is small beside that value is all factor. */
  #terms(value: Value, beside: Value): readonly Term[] {
    const small = isSmall(value, beside);
    if (!small && this.#deferred.has(value) && !this.#computed.has(value)) return this.#deferred.get(value)!;
    const now = this.#value(value);
    return [small ? { core: undefined, factors: [now], negative: false } : { core: now, factors: [], negative: false }];
  }
  #term(value: Value, beside: Value): Term {
    const terms = this.#terms(value, beside);
    if (terms.length === 1 && !terms[0]!.negative) return terms[0]!;
    return { core: this.#value(value), factors: [], negative: false };
  }

  #defer(y: Value, terms: readonly Term[]): true {
    this.#deferred.set(y, terms);
    return true;
  }

  /** Defers the equation's result, or takes factors out of operands that were deferred. */
  #putOff(equation: Equation): boolean {
    const b = this.#b;
    const [y] = equation.outputs;
    const [p, q] = equation.inputs;
    if (y!.dtype !== 'float32') return false;
    switch (equation.prim) {
      case 'standardize': {
        const { axes, epsilon } = equation.params;
        const x = this.#value(p!);
        const mean = b.mean(x, axes, true);
        const centred = b.sub(x, mean);
        const variance = b.mean(b.mul(centred, centred), axes, true);
        const inverse = b.div(b.fill(1, []), b.sqrt(b.add(variance, epsilon)));
        this.#computed.set(equation.outputs[1]!, mean);
        this.#computed.set(equation.outputs[2]!, variance);
        if (isSmall(inverse, centred)) return this.#defer(y!, [{ core: centred, factors: [inverse], negative: false }]);
        this.#computed.set(y!, b.mul(centred, inverse));
        return true;
      }
      case 'mul': {
        const [small, large] = isSmall(p!, y!) ? [p!, q!] : [q!, p!];
        if (isSmall(small, y!)) {
          if (!sameShape(large.shape, y!.shape)) return false;
          return this.#scaled(y!, large, this.#value(small));
        }
        const [left, right] = [this.#term(p!, y!), this.#term(q!, y!)];
        if (left.factors.length + right.factors.length === 0 || !left.core || !right.core) return false;
        return this.#defer(y!, [
          {
            core: b.mul(left.core, right.core),
            factors: merged(b, [...left.factors, ...right.factors]),
            negative: false,
          },
        ]);
      }
      case 'div':
        return (
          isSmall(q!, y!) &&
          sameShape(p!.shape, y!.shape) &&
          this.#deferred.has(p!) &&
          this.#scaled(y!, p!, b.div(b.fill(1, []), this.#value(q!)))
        );
      case 'add':
      case 'sub': {
        if (!this.#defUse.hasOneUse(y!)) return false;
        const [left, right] = [this.#terms(p!, y!), this.#terms(q!, y!)];
        const terms = [
          ...left,
          ...(equation.prim === 'sub' ? right.map((term) => ({ ...term, negative: !term.negative })) : right),
        ];
        const full = [p!, q!].some(({ shape }) => sameShape(shape, y!.shape));
        return (
          full &&
          terms.every(({ factors }) => factors.length > 0) &&
          terms.some(({ core }) => core) &&
          this.#defer(y!, terms)
        );
      }
      case 'sum':
      case 'mean': {
        const { axes, keep } = equation.params;
        const { core, factors: all } = this.#term(p!, p!);
        if (!core || axes.length === 0) return false;
        const along = ({ shape }: Value) => axes.some((axis) => shape[axis] !== 1);
        const inside = all.filter(along).reduce((now, factor) => b.mul(now, factor), core);
        const total = all
          .filter((factor) => !along(factor))
          .reduce((now, factor) => b.mul(now, factor), b.sum(inside, axes, true));
        const count = axes.reduce((product, axis) => product * p!.shape[axis]!, 1);
        const result = equation.prim === 'mean' ? b.mul(total, 1 / count) : total;
        this.#computed.set(y!, keep ? result : b.reshape(result, y!.shape));
        return true;
      }
      default:
        return false;
    }
  }

  /** Defers y = x · factor, with a small factor. */
  #scaled(y: Value, x: Value, factor: Value): true {
    const before = this.#terms(x, y);
    const spread = before.length === 1 || this.#defUse.hasOneUse(x);
    const terms = spread ? before : [{ core: this.#value(x), factors: [], negative: false }];
    return this.#defer(
      y,
      terms.map((term) => ({ ...term, factors: merged(this.#b, [...term.factors, factor]) })),
    );
  }
}

/** Whether a value has as many axes as the whole and far fewer numbers. */
const isSmall = (value: Value, whole: Value): boolean =>
  value.shape.length === whole.shape.length &&
  whole.shape.length > 1 &&
  sizeOf(value.shape) * SMALL <= sizeOf(whole.shape);

/** Multiplies factors of one shape into one factor. */
function merged(b: Builder, list: readonly Value[]): readonly Value[] {
  const distinct: Value[] = [];
  for (const factor of list) {
    const same = distinct.findIndex(({ shape }) => sameShape(broadcastShapes(shape, factor.shape) ?? [], shape));
    if (same < 0) distinct.push(factor);
    else distinct[same] = b.mul(distinct[same]!, factor);
  }
  return distinct;
}

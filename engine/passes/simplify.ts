/**
 * Removes what changes no number: equations that an identity makes superfluous, equal equations computed twice, and equations
 * whose result nothing uses. An identity is used only if it keeps every bit, for infinities, NaN and -0 too: x + 0 is not x
 * (-0 + 0 = 0), while x - 0 is. `stopGradient` stays, for engines that differentiate a program themselves.
 */
import { Builder } from '../ir/builder.ts';
import { interpret } from '../ir/interpret.ts';
import type { Prim, Prims } from '../ir/prims.ts';
import type { Equation, Program, Value } from '../ir/program.ts';
import { formatParams } from '../ir/text.ts';
import { TRAITS } from '../ir/traits.ts';
import { broadcastShapes, sameShape, sizeOf } from '../types/shape.ts';

export function simplify(program: Program): Program {
  return removeUnused(new Rewriting(program).run(program));
}

/** What a rule sees: an equation's operands, its first output, the equations that made the operands, and a builder for what it puts in place. */
interface RuleContext {
  readonly b: Builder;
  readonly x: readonly Value[];
  readonly y: Value;
  /** The equation that made a value, if it is one of this primitive. */
  from<P extends Prim>(value: Value, prim: P): Equation<P> | undefined;
  /** The number with which a value is filled. */
  filled(value: Value): number | undefined;
}
/** What takes the place of the equation's first output, if the rule applies. Operands are simplified already. */
type Rule<P extends Prim> = (params: Prims[P], site: RuleContext) => Value | undefined;

/** Tables larger than this are computed at run time rather than kept in the program. */
const LARGEST_TABLE = 1024;

/** x, where it has the result's type already: what remains of x ∘ neutral. */
const unchanged = ({ y }: RuleContext, x: Value): Value | undefined => (sameShape(x.shape, y.shape) ? x : undefined);
/** f(f(x)) = x */
const inverse =
  <P extends 'neg' | 'not'>(prim: P): Rule<P> =>
  (_, { x, from }) =>
    from(x[0]!, prim)?.inputs[0];
/** f(f(x)) = f(x) */
const idempotent =
  <P extends 'abs' | 'relu' | 'floor' | 'sign'>(prim: P): Rule<P> =>
  (_, { x, from }) =>
    from(x[0]!, prim) ? x[0] : undefined;
/** A result of one repeated number, moved about. */
const movedFill = (_: unknown, { b, x, y, filled }: RuleContext): Value | undefined => {
  const value = filled(x[0]!);
  return value === undefined ? undefined : b.fill(value, y.shape, y.dtype);
};
const any =
  <P extends Prim>(...rules: readonly Rule<P>[]): Rule<P> =>
  (params, site) => {
    for (const rule of rules) {
      const result = rule(params, site);
      if (result) return result;
    }
    return undefined;
  };

const rules: { readonly [P in Prim]?: Rule<P> } = {
  neg: inverse('neg'),
  not: inverse('not'),
  abs: idempotent('abs'),
  relu: idempotent('relu'),
  floor: idempotent('floor'),
  sign: idempotent('sign'),
  cast: ({ to }, { x }) => (x[0]!.dtype === to ? x[0] : undefined),

  // x + -0 = x, and x + 0 = x of whole numbers, which have no -0; x + -y = x - y
  add: (_, site) => {
    const { b, x, from, filled } = site;
    for (const [p, q] of [
      [x[0]!, x[1]!],
      [x[1]!, x[0]!],
    ] as const) {
      const zero = filled(q);
      if (zero !== undefined && (Object.is(zero, -0) || (zero === 0 && p.dtype === 'int32'))) return unchanged(site, p);
      const negated = from(q, 'neg')?.inputs[0];
      if (negated) return b.sub(p, negated);
    }
    return undefined;
  },
  // x - 0 = x; x - -y = x + y
  sub: (_, site) => {
    const [p, q] = [site.x[0]!, site.x[1]!];
    if (Object.is(site.filled(q), 0)) return unchanged(site, p);
    const negated = site.from(q, 'neg')?.inputs[0];
    return negated && site.b.add(p, negated);
  },
  // x · 1 = x; x · -1 = -x; -x · -y = x · y
  mul: (_, site) => {
    const { b, x, from, filled } = site;
    for (const [p, q] of [
      [x[0]!, x[1]!],
      [x[1]!, x[0]!],
    ] as const) {
      const factor = filled(q);
      const kept = factor === 1 || factor === -1 ? unchanged(site, p) : undefined;
      if (kept) return factor === 1 ? kept : b.neg(kept);
    }
    const [p, q] = [from(x[0]!, 'neg')?.inputs[0], from(x[1]!, 'neg')?.inputs[0]];
    return p && q && b.mul(p, q);
  },
  // x / 1 = x
  div: (_, site) => (site.filled(site.x[1]!) === 1 ? unchanged(site, site.x[0]!) : undefined),
  // one branch where the condition is known or the branches are one
  select: (_, site) => {
    const [condition, p, q] = [site.x[0]!, site.x[1]!, site.x[2]!];
    if (p === q) return unchanged(site, p);
    const known = site.filled(condition);
    return known === undefined ? undefined : unchanged(site, known ? p : q);
  },

  // a shape that is already there; one step instead of two
  reshape: any<'reshape'>(
    ({ to }, { x }) => (sameShape(x[0]!.shape, to) ? x[0] : undefined),
    movedFill,
    ({ to }, { b, x, from }) => {
      const before = from(x[0]!, 'reshape');
      return before && b.reshape(before.inputs[0]!, to);
    },
  ),
  transpose: any<'transpose'>(
    ({ order }, { x }) => (order.every((axis, i) => axis === i) ? x[0] : undefined),
    movedFill,
    ({ order }, { b, x, from }) => {
      const before = from(x[0]!, 'transpose');
      return (
        before &&
        b.transpose(
          before.inputs[0]!,
          order.map((axis) => before.params.order[axis]!),
        )
      );
    },
    // axes of size 1 may go anywhere without moving a number
    ({ order }, { b, x, y }) => {
      const moved = order.filter((axis) => x[0]!.shape[axis] !== 1);
      return moved.every((axis, i) => i === 0 || axis > moved[i - 1]!) ? b.reshape(x[0]!, y.shape) : undefined;
    },
  ),
  broadcast: any<'broadcast'>(
    ({ to }, { x }) => (sameShape(x[0]!.shape, to) ? x[0] : undefined),
    movedFill,
    ({ to }, { b, x, from }) => {
      const before = from(x[0]!, 'broadcast');
      return before && b.broadcast(before.inputs[0]!, to);
    },
  ),
  concat: (_, { x }) => (x.length === 1 ? x[0] : undefined),
  slice: (_, site) => unchanged(site, site.x[0]!),
  pad: ({ padding }, { x }) => (padding.every(([low, high]) => low === 0 && high === 0) ? x[0] : undefined),
  reverse: ({ axes }, { x, from }) => {
    if (axes.every((axis) => x[0]!.shape[axis] === 1)) return x[0];
    const before = from(x[0]!, 'reverse');
    return before &&
      axes.length === before.params.axes.length &&
      axes.every((axis) => before.params.axes.includes(axis))
      ? before.inputs[0]
      : undefined;
  },
};

/** One walk from top to bottom: operands first take their simplified form, then the equation itself. */
class Rewriting {
  readonly #b: Builder;
  readonly #kept: Equation[] = [];
  /** The simplified values of others. */
  readonly #simpler = new Map<Value, Value>();
  readonly #definitions = new Map<Value, Equation>();
  /** Equations of one primitive and the same operands; those without operands by their parameters, too. */
  readonly #seen = new Map<string, Equation[]>();

  constructor(program: Program) {
    this.#b = Builder.after(program);
  }

  run({ inputs, equations, outputs }: Program): Program {
    for (const equation of equations) this.#settle(equation);
    return {
      inputs,
      equations: this.#kept,
      outputs: outputs.map(({ name, value }) => ({ name, value: this.#of(value) })),
    };
  }

  #of(value: Value): Value {
    return this.#simpler.get(value) ?? value;
  }

  readonly #from = <P extends Prim>(value: Value, prim: P): Equation<P> | undefined => {
    const definition = this.#definitions.get(value);
    return definition?.prim === prim ? (definition as Equation<P>) : undefined;
  };
  readonly #filled = (value: Value): number | undefined => this.#from(value, 'fill')?.params.value;

  #settle(equation: Equation): void {
    const operands = this.#unstretched(
      equation,
      equation.inputs.map((value) => this.#of(value)),
    );
    const isSame = operands.every((operand, i) => operand === equation.inputs[i]);
    const current = isSame ? equation : ({ ...equation, inputs: operands } as Equation);
    const [y, ...others] = current.outputs;
    const simpler = others.length > 0 ? undefined : this.#adopt(() => this.#folded(current) ?? this.#byRule(current));
    if (simpler) this.#simpler.set(y!, simpler);
    else
      this.#keep(current).forEach((value, i) => {
        if (value !== current.outputs[i]) this.#simpler.set(current.outputs[i]!, value);
      });
  }

  #byRule({ prim, params, inputs, outputs: [y] }: Equation): Value | undefined {
    const rule = rules[prim] as Rule<Prim> | undefined;
    return rule?.(params, { b: this.#b, x: inputs, y: y!, from: this.#from, filled: this.#filled });
  }

  /** Keeps the equation, or the first one equal to it, and says what its outputs are now. */
  #keep(equation: Equation): readonly Value[] {
    const operands = equation.inputs.map(({ id }) => id);
    if (TRAITS[equation.prim].commutative) operands.sort((p, q) => p - q);
    const parameters = () => formatParams(equation.params);
    const key = `${equation.prim} ${operands.length > 0 ? operands.join(' ') : parameters()}`;
    const like = this.#seen.get(key);
    if (like) {
      const text = parameters();
      const before = like.find(({ params }) => formatParams(params) === text);
      if (before) return before.outputs;
      like.push(equation);
    } else this.#seen.set(key, [equation]);
    for (const output of equation.outputs) this.#definitions.set(output, equation);
    this.#kept.push(equation);
    return equation.outputs;
  }

  /** The result of a rule: each equation that it built is kept in its turn, simplified like any other. */
  #adopt(build: () => Value | undefined): Value | undefined {
    const first = this.#b.equations.length;
    const result = build();
    const built = this.#b.equations.length;
    for (let i = first; i < built; i++) this.#settle(this.#b.equations[i]!);
    return result && this.#of(result);
  }

  /** Operands without the broadcasts that the primitive does by itself. */
  #unstretched({ prim, outputs: [y] }: Equation, operands: readonly Value[]): readonly Value[] {
    if (!TRAITS[prim].broadcasts) return operands;
    return operands.reduce<readonly Value[]>((now, operand, i) => {
      const thin = this.#from(operand, 'broadcast')?.inputs[0];
      if (!thin) return now;
      const shape = now
        .with(i, thin)
        .reduce<readonly number[] | undefined>((sum, value) => sum && broadcastShapes(sum, value.shape), []);
      return shape && sameShape(shape, y!.shape) ? now.with(i, thin) : now;
    }, operands);
  }

  /** The result of an equation of constants, computed now. */
  #folded({ prim, params, inputs: x, outputs: [y] }: Equation): Value | undefined {
    if (x.length === 0 || prim === 'stopGradient') return undefined;
    const b = this.#b;
    const numbers = TRAITS[prim].elementwise ? x.map(this.#filled) : [];
    if (numbers.length > 0 && y!.shape.length > 0 && numbers.every((number) => number !== undefined)) {
      const one = b.emit(prim, params as never, ...numbers.map((number, i) => b.fill(number, [], x[i]!.dtype)));
      return b.broadcast(one, y!.shape);
    }
    if (sizeOf(y!.shape) > LARGEST_TABLE) return undefined;
    const constants = x
      .map((value) => this.#definitions.get(value))
      .filter((definition) => definition !== undefined && TRAITS[definition.prim].constant) as Equation[];
    if (constants.length < x.length || x.some(({ shape }) => sizeOf(shape) > LARGEST_TABLE)) return undefined;
    const equation = { prim, params, inputs: x, outputs: [y!] } as unknown as Equation;
    const { data } = interpret(
      { inputs: [], equations: [...constants, equation], outputs: [{ name: 'y', value: y! }] },
      {},
    ).y!;
    if (data.every((v) => Object.is(v, data[0]))) return b.fill(data[0]!, y!.shape, y!.dtype);
    return b.constant([...data], y!.shape, y!.dtype);
  }
}

/** Without the equations that no output follows from. */
export function removeUnused({ inputs, equations, outputs }: Program): Program {
  const used = new Set<Value>(outputs.map(({ value }) => value));
  const kept: Equation[] = [];
  for (const equation of [...equations].reverse()) {
    if (!equation.outputs.some((output) => used.has(output))) continue;
    const needed = equation.prim === 'scan' ? pruned(equation, used) : equation;
    kept.push(needed);
    for (const input of needed.inputs) used.add(input);
  }
  return { inputs, equations: kept.reverse(), outputs };
}

/** A loop without the results that nothing uses, its body simplified, without the operands that the body no longer reads. */
function pruned(
  { params: { body, carries, scanned, reverse }, inputs, outputs, prim }: Equation<'scan'>,
  used: ReadonlySet<Value>,
): Equation<'scan'> {
  const wanted = outputs.map((output, i) => i < carries || used.has(output));
  const simple = simplify({ ...body, outputs: body.outputs.filter((_, i) => wanted[i]) });
  const read = new Set([
    ...simple.equations.flatMap((equation) => equation.inputs),
    ...simple.outputs.map(({ value }) => value),
  ]);
  const reads = simple.inputs.map(({ value }, i) => i < carries || read.has(value));
  // one sequence stays in any case: it says how often the loop goes round
  if (!reads.slice(carries, carries + scanned).includes(true)) reads[carries] = true;
  const sequences = reads.slice(carries, carries + scanned).filter(Boolean).length;
  return {
    prim,
    params: {
      body: { ...simple, inputs: simple.inputs.filter((_, i) => reads[i]) },
      carries,
      scanned: sequences,
      reverse,
    },
    inputs: inputs.filter((_, i) => reads[i]),
    outputs: outputs.filter((_, i) => wanted[i]),
  };
}

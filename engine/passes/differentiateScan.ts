/**
 * The gradient of a loop is a loop that walks the other way (back-propagation through time, Werbos 1990). Its body is the gradient
 * of the body. What it needs of the forward steps, the forward loop gives out as further results. Only what depends on the gradient
 * that travels from step to step stays inside: everything before it and after it is done for all steps at once, so that the
 * gradient of a weight matrix is one large product instead of a sum of many small ones.
 */
import { Builder } from '../ir/builder.ts';
import type { Prims } from '../ir/prims.ts';
import type { Equation, NamedValue, Value } from '../ir/program.ts';
import { TRAITS } from '../ir/traits.ts';
import { sameShape } from '../types/shape.ts';
import { batched, canBatch, merge, type LoopValue } from './batch.ts';

interface ScanAdjoint {
  readonly b: Builder;
  readonly equation: Equation<'scan'>;
  /** The gradient of each output, where it has one. */
  readonly dys: readonly (Value | undefined)[];
  readonly wants: readonly boolean[];
  /** Adds to a builder the gradients by `of` of what has the gradients `seeds`. */
  readonly backpropagate: (
    b: Builder,
    seeds: ReadonlyMap<Value, Value>,
    of: readonly Value[],
  ) => readonly (Value | undefined)[];
}

const isConstant = ({ prim }: Equation): boolean => TRAITS[prim].constant;

/** A gradient for each operand that is wanted and has one. */
export function differentiateScan(params: Prims['scan'], adjoint: ScanAdjoint): (Value | undefined)[] {
  const { b, equation, wants } = adjoint;
  const { carries, scanned } = params;
  const step = differentiateStep(params, adjoint);
  const division = divide(params, step);
  const allSteps = new AllSteps(adjoint, params, step, division);
  const ofCarries = backwardLoop(adjoint, params, step, division, allSteps);

  let position = 0;
  return equation.inputs.map((operand, i) => {
    if (i < carries) return step.incoming[i] ? ofCarries[position++] : undefined;
    const gradient = wants[i] ? step.gradients[i] : undefined;
    if (!gradient) return undefined;
    if (i >= carries + scanned) return allSteps.total(gradient);
    const { value, stacked } = allSteps.of(gradient);
    return stacked ? value : b.broadcast(b.reshape(value, [1, ...value.shape]), operand.shape);
  });
}

/** One step forward and back, as equations of one builder. */
interface StepGradient {
  /** What stands for the body's inputs and outputs. */
  readonly given: readonly Value[];
  readonly results: readonly Value[];
  /** The gradient of each result, where it has one: first those that travel from step to step. */
  readonly incoming: readonly (Value | undefined)[];
  /** The gradient of each input, where it is wanted and has one. */
  readonly gradients: readonly (Value | undefined)[];
  readonly forward: readonly Equation[];
  readonly backward: readonly Equation[];
  /** The equations of the way back, by what they make. */
  readonly definitions: ReadonlyMap<Value, Equation>;
  /** The constants of the way forward, which may be made again anywhere. */
  readonly forwardConstants: ReadonlyMap<Value, Equation>;
}

function differentiateStep({ body, carries }: Prims['scan'], { dys, wants, backpropagate }: ScanAdjoint): StepGradient {
  const inner = new Builder();
  const given = body.inputs.map(({ name, value: { dtype, shape } }) => inner.input(name, dtype, shape));
  const results = inner.inline(body, given);
  const forwardCount = inner.equations.length;
  const seeds = new Map<Value, Value>();
  const incoming = results.map((result, i) => {
    if (result.dtype !== 'float32' || (i >= carries && dys[i] === undefined)) return undefined;
    const seed = inner.input(`d ${i}`, 'float32', result.shape);
    const before = seeds.get(result);
    seeds.set(result, before ? inner.add(before, seed) : seed);
    return seed;
  });
  const wanted = given.map((value, i) => (value.dtype === 'float32' && (i < carries || wants[i]) ? value : undefined));
  const present = wanted.filter((value) => value !== undefined);
  const found = backpropagate(inner, seeds, present);
  const gradientOf = new Map(present.map((value, i) => [value, found[i]]));
  // not before: loops of the way forward give out more by now
  const forward = inner.equations.slice(0, forwardCount);
  const backward = inner.equations.slice(forwardCount);
  return {
    given,
    results,
    incoming,
    gradients: wanted.map((value) => value && gradientOf.get(value)),
    forward,
    backward,
    definitions: new Map(backward.flatMap((made) => made.outputs.map((output) => [output, made] as const))),
    forwardConstants: new Map(forward.filter(isConstant).map((made) => [made.outputs[0]!, made] as const)),
  };
}

/** What of the way back is done in the loop, step by step, and what for all steps at once. */
interface Division {
  /** Equations that stay in the loop: on the way from travelling gradient to travelling gradient, and what cannot be done for all steps at once. */
  readonly inside: ReadonlySet<Equation>;
  /** Whether a value differs between steps. */
  readonly varies: (value: Value) => boolean;
  /** All values of which the gradients are made. */
  readonly needed: ReadonlySet<Value>;
  /** Those of the way forward, which its loop must give out. */
  readonly residuals: readonly Value[];
}

function divide({ carries, scanned }: Prims['scan'], step: StepGradient): Division {
  const { given, incoming, gradients, backward, definitions, forwardConstants } = step;
  const travelling = new Set<Value>(incoming.slice(0, carries).filter((seed) => seed !== undefined));
  const steady = new Set<Value>([...given.slice(carries + scanned), ...forwardConstants.keys()]);
  for (const { inputs, outputs } of backward)
    for (const output of outputs) {
      if (inputs.some((value) => travelling.has(value))) travelling.add(output);
      if (inputs.every((value) => steady.has(value))) steady.add(output);
    }
  const varies = (value: Value): boolean => !steady.has(value);

  const inside = new Set<Equation>();
  const stay = (value: Value | undefined): void => {
    const made = value && definitions.get(value);
    if (!made || inside.has(made) || (!travelling.has(value) && canBatch(made, made.inputs.map(varies)))) return;
    inside.add(made);
    made.inputs.forEach(stay);
  };
  const stayWhereNeeded = (value: Value | undefined): void => {
    const made = value && definitions.get(value);
    if (!made) return;
    if (!canBatch(made, made.inputs.map(varies)) && made.inputs.some(varies)) stay(value);
    made.inputs.forEach(stayWhereNeeded);
  };
  gradients.slice(0, carries).forEach(stay);
  gradients.slice(carries).forEach(stayWhereNeeded);

  const isGiven = new Set<Value | undefined>([...given.slice(carries), ...incoming.slice(carries)]);
  const residuals: Value[] = [];
  const needed = new Set<Value>();
  const collect = (value: Value | undefined): void => {
    if (!value || needed.has(value)) return;
    needed.add(value);
    const made = definitions.get(value);
    if (made) made.inputs.forEach(collect);
    else if (!isGiven.has(value) && !forwardConstants.has(value) && !travelling.has(value)) residuals.push(value);
  };
  gradients.forEach(collect);
  return { inside, varies, needed, residuals };
}

/** For each value of a step its value for all steps, outside of the loop. */
class AllSteps {
  readonly #b: Builder;
  readonly #step: StepGradient;
  readonly #division: Division;
  /** How many there are. */
  readonly count: number;
  readonly #known = new Map<Value, LoopValue>();

  constructor(
    { b, equation, dys }: ScanAdjoint,
    { body, carries, scanned }: Prims['scan'],
    step: StepGradient,
    division: Division,
  ) {
    [this.#b, this.#step, this.#division] = [b, step, division];
    const { given, incoming, results, forward } = step;
    const x = equation.inputs;
    this.count = x[carries]!.shape[0]!;
    given.forEach((value, i) => i >= carries && this.set(value, { value: x[i]!, stacked: i < carries + scanned }));
    incoming.forEach((seed, i) => i >= carries && seed && this.set(seed, { value: dys[i]!, stacked: true }));
    const extended = {
      inputs: body.inputs.map(({ name }, i) => ({ name, value: given[i]! })),
      equations: forward,
      outputs: [
        ...results.map((value, i) => ({ name: body.outputs[i]!.name, value })),
        ...division.residuals.map((value, i) => ({ name: `residual ${results.length + i}`, value })),
      ],
    };
    b.extendScan(equation, extended).forEach((value, i) => this.set(division.residuals[i]!, { value, stacked: true }));
  }

  set(value: Value, all: LoopValue): void {
    this.#known.set(value, all);
  }

  of(value: Value): LoopValue {
    const known = this.#known.get(value);
    if (known) return known;
    const made = this.#step.definitions.get(value) ?? this.#step.forwardConstants.get(value)!;
    const operands = made.inputs.map((input) => this.of(input));
    const stacked = operands.some((operand) => operand.stacked);
    const values = stacked
      ? batched(this.#b, made, operands)
      : this.#b.emitAll(made.prim, made.params as never, ...operands.map((operand) => operand.value));
    made.outputs.forEach((output, i) => this.set(output, { value: values[i]!, stacked }));
    return this.#known.get(value)!;
  }

  /** The sum over all steps. */
  total(value: Value): Value {
    const b = this.#b;
    const made = this.#step.definitions.get(value);
    const { inside, varies } = this.#division;
    const joined = made && !inside.has(made) && made.inputs.some(varies) ? this.#totalOf(made, value) : undefined;
    if (joined) return joined;
    const { value: all, stacked } = this.of(value);
    return stacked ? b.sum(all, [0]) : b.mul(all, this.count);
  }

  /** Products and sums over rows become one over the rows of all steps. */
  #totalOf(made: Equation, { shape }: Value): Value | undefined {
    const b = this.#b;
    const [first, second] = made.inputs;
    if (made.prim === 'add' && made.inputs.every((operand) => sameShape(operand.shape, shape)))
      return b.add(this.total(first!), this.total(second!));
    if (made.prim === 'neg') return b.neg(this.total(first!));
    if (made.prim === 'reshape') return b.reshape(this.total(first!), shape);
    if (made.prim === 'sum')
      return b.reshape(b.sum(this.of(first!).value, [0, ...made.params.axes.map((axis) => axis + 1)]), shape);
    const [p, q] = made.inputs.map((operand) => this.of(operand));
    if (!p?.stacked || !q?.stacked) return undefined;
    const isSumOverRows =
      made.prim === 'matmul' &&
      made.params.transposeA &&
      !made.params.transposeB &&
      first!.shape.length === 2 &&
      second!.shape.length === 2;
    if (isSumOverRows) return b.matmul(merge(b, p.value), merge(b, q.value), { transposeA: true });
    return made.prim === 'convWeightGrad'
      ? b.emit('convWeightGrad', made.params, merge(b, p.value), merge(b, q.value))
      : undefined;
  }
}

/** Something that the loop reads: its name inside, and its value for all steps. */
interface Entry {
  readonly entry: NamedValue;
  readonly value: Value;
}

/** The body of the loop that walks the other way, and what it reads. */
class BackwardBody {
  readonly b = new Builder();
  readonly sequences: Entry[] = [];
  readonly constants: Entry[] = [];
  readonly #step: StepGradient;
  readonly #allSteps: AllSteps;
  readonly #local = new Map<Value, Value>();

  constructor(step: StepGradient, allSteps: AllSteps) {
    [this.#step, this.#allSteps] = [step, allSteps];
  }

  /** A further input, which stands for the value. */
  enter(name: string, value: Value): NamedValue {
    const entry = this.b.input(name, value.dtype, value.shape);
    this.#local.set(value, entry);
    return { name, value: entry };
  }

  /** Does in the loop what the equation does in one step. */
  repeat(made: Equation): void {
    const values = this.b.emitAll(made.prim, made.params as never, ...made.inputs.map((value) => this.of(value)));
    made.outputs.forEach((output, i) => this.#local.set(output, values[i]!));
  }

  /** The value inside, which enters where it is made outside. */
  of(value: Value): Value {
    const known = this.#local.get(value);
    if (known) return known;
    const constant = this.#step.definitions.get(value) ?? this.#step.forwardConstants.get(value);
    if (constant && isConstant(constant)) {
      const copy = this.b.emit(constant.prim, constant.params as never);
      this.#local.set(value, copy);
      return copy;
    }
    const { value: all, stacked } = this.#allSteps.of(value);
    const list = stacked ? this.sequences : this.constants;
    list.push({ entry: this.enter(`${stacked ? 'slice' : 'constant'} ${list.length}`, value), value: all });
    return this.#local.get(value)!;
  }
}

/** Builds the loop, tells `allSteps` what it gives out, and returns the gradients of the carries. */
function backwardLoop(
  { b, dys }: ScanAdjoint,
  { carries, reverse }: Prims['scan'],
  step: StepGradient,
  { inside, needed }: Division,
  allSteps: AllSteps,
): readonly Value[] {
  const { incoming, gradients, backward } = step;
  const body = new BackwardBody(step, allSteps);
  const carried = incoming.slice(0, carries);
  const starts: Entry[] = carried.flatMap((seed, i) =>
    seed ? [{ entry: body.enter(`carry ${i}`, seed), value: dys[i] ?? b.fill(0, seed.shape) }] : [],
  );
  for (const made of backward) if (inside.has(made)) body.repeat(made);
  const next = carried.flatMap((seed, i) =>
    seed ? [gradients[i] ? body.of(gradients[i]!) : body.b.fill(0, seed.shape)] : [],
  );
  const usedOutside = new Set(gradients.slice(carries));
  for (const made of backward)
    if (!inside.has(made) && made.outputs.some((output) => needed.has(output)))
      for (const value of made.inputs) usedOutside.add(value);
  const leaving = [...carried, ...[...inside].flatMap(({ outputs }) => outputs)].filter(
    (value): value is Value => value !== undefined && usedOutside.has(value),
  );
  next.forEach((value, i) => body.b.output(`carry ${i}`, value));
  leaving.forEach((value, i) => body.b.output(`result ${i}`, body.of(value)));
  if (body.sequences.length === 0) {
    // a loop needs a sequence to know how often it goes round
    const name = 'slice 0';
    const count = b.iota([allSteps.count], 0);
    body.sequences.push({ entry: { name, value: body.b.input(name, 'int32', []) }, value: count });
  }
  if (starts.length + leaving.length === 0) return [];
  const operands = [...starts, ...body.sequences, ...body.constants];
  const program = { ...body.b.finish(), inputs: operands.map(({ entry }) => entry) };
  const outputs = b.emitAll(
    'scan',
    { body: program, carries: starts.length, scanned: body.sequences.length, reverse: !reverse },
    ...operands.map(({ value }) => value),
  );
  leaving.forEach((value, i) => allSteps.set(value, { value: outputs[starts.length + i]!, stacked: true }));
  return outputs;
}

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
import { batched, canBatch, merge, type Operand } from './batch.ts';

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

const isLeaf = ({ prim }: Equation): boolean => TRAITS[prim].constant;

/** A gradient for each operand that is wanted and has one. */
export function differentiateScan(
  { body, carries, scanned, reverse }: Prims['scan'],
  adjoint: ScanAdjoint,
): (Value | undefined)[] {
  const { b, equation, dys, wants } = adjoint;
  const x = equation.inputs;
  const steps = x[carries]!.shape[0]!;

  // one step forward and back, in one builder
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
  const found = adjoint.backpropagate(
    inner,
    seeds,
    wanted.filter((value) => value !== undefined),
  );
  const gradientOf = new Map(wanted.filter((value) => value !== undefined).map((value, i) => [value, found[i]]));
  const gradients = wanted.map((value) => value && gradientOf.get(value));

  const backward = inner.equations.slice(forwardCount);
  const makers = new Map(backward.flatMap((made) => made.outputs.map((output) => [output, made] as const)));
  const forwardLeaves = new Map(
    inner.equations
      .slice(0, forwardCount)
      .filter(isLeaf)
      .map((made) => [made.outputs[0]!, made] as const),
  );

  // what depends on the gradient that travels, and what differs between steps at all
  const carried = incoming.slice(0, carries);
  const travelling = new Set<Value>(carried.filter((seed) => seed !== undefined));
  const constants = new Set(given.slice(carries + scanned));
  const steady = new Set<Value>([...constants, ...forwardLeaves.keys()]);
  for (const { inputs, outputs } of backward)
    for (const output of outputs) {
      if (inputs.some((value) => travelling.has(value))) travelling.add(output);
      if (inputs.every((value) => steady.has(value))) steady.add(output);
    }
  const varies = (value: Value): boolean => !steady.has(value);

  // what stays in the loop: the way from travelling gradient to travelling gradient, and what cannot be done for all steps at once
  const inside = new Set<Equation>();
  const stay = (value: Value | undefined): void => {
    const made = value && makers.get(value);
    if (!made || inside.has(made) || (!travelling.has(value) && canBatch(made, made.inputs.map(varies)))) return;
    inside.add(made);
    made.inputs.forEach(stay);
  };
  const stayWhereNeeded = (value: Value | undefined): void => {
    const made = value && makers.get(value);
    if (!made) return;
    if (!canBatch(made, made.inputs.map(varies)) && made.inputs.some(varies)) stay(value);
    made.inputs.forEach(stayWhereNeeded);
  };
  gradients.slice(0, carries).forEach(stay);
  gradients.slice(carries).forEach(stayWhereNeeded);

  // outside: for each value of a step its value for all steps
  const kept: Value[] = [];
  const outside = new Map<Value, Operand>();
  given.forEach((value, i) => i >= carries && outside.set(value, { value: x[i]!, stacked: i < carries + scanned }));
  incoming.forEach((seed, i) => i >= carries && seed && outside.set(seed, { value: dys[i]!, stacked: true }));
  const needed = new Set<Value>();
  const collect = (value: Value | undefined): void => {
    if (!value || needed.has(value)) return;
    needed.add(value);
    const made = makers.get(value);
    if (made) made.inputs.forEach(collect);
    else if (!outside.has(value) && !forwardLeaves.has(value) && !travelling.has(value)) kept.push(value);
  };
  gradients.forEach(collect);
  const forward = {
    inputs: body.inputs.map(({ name }, i) => ({ name, value: given[i]! })),
    equations: inner.equations.slice(0, forwardCount),
    outputs: [
      ...results.map((value, i) => ({ name: body.outputs[i]!.name, value })),
      ...kept.map((value, i) => ({ name: `kept ${results.length + i}`, value })),
    ],
  };
  b.extendScan(equation, forward).forEach((value, i) => outside.set(kept[i]!, { value, stacked: true }));

  const outsideOf = (value: Value): Operand => {
    const known = outside.get(value);
    if (known) return known;
    const made = makers.get(value) ?? forwardLeaves.get(value)!;
    const operands = made.inputs.map(outsideOf);
    const stacked = operands.some((operand) => operand.stacked);
    const values = stacked
      ? batched(b, made, operands)
      : b.emitAll(made.prim, made.params as never, ...operands.map((operand) => operand.value));
    made.outputs.forEach((output, i) => outside.set(output, { value: values[i]!, stacked }));
    return outside.get(value)!;
  };

  /** The sum over all steps; products and sums over rows become one over the rows of all steps. */
  const total = (value: Value): Value => {
    const made = makers.get(value);
    if (made && !inside.has(made) && made.inputs.some(varies)) {
      const { prim, inputs: operands } = made;
      const same = operands.every(
        ({ shape }) => shape.length === value.shape.length && shape.every((dim, axis) => dim === value.shape[axis]),
      );
      const stackedOperands = () => operands.map((operand) => outsideOf(operand));
      if (prim === 'add' && same) return b.add(total(operands[0]!), total(operands[1]!));
      if (prim === 'neg') return b.neg(total(operands[0]!));
      if (prim === 'reshape') return b.reshape(total(operands[0]!), value.shape);
      if (prim === 'sum')
        return b.reshape(
          b.sum(outsideOf(operands[0]!).value, [0, ...made.params.axes.map((axis) => axis + 1)]),
          value.shape,
        );
      const [p, q] = stackedOperands();
      if (p?.stacked && q?.stacked) {
        if (
          prim === 'matmul' &&
          made.params.transposeA &&
          !made.params.transposeB &&
          operands[0]!.shape.length === 2 &&
          operands[1]!.shape.length === 2
        )
          return b.matmul(merge(b, p.value), merge(b, q.value), { transposeA: true });
        if (prim === 'convWeightGrad')
          return b.emit('convWeightGrad', made.params, merge(b, p.value), merge(b, q.value));
      }
    }
    const { value: all, stacked } = outsideOf(value);
    return stacked ? b.sum(all, [0]) : b.mul(all, steps);
  };

  // the loop itself
  const loop = new Builder();
  const local = new Map<Value, Value>();
  const starts: Value[] = [];
  const entered: NamedValue[] = [];
  const enter = (name: string, value: Value): Value => {
    const entry = loop.input(name, value.dtype, value.shape);
    local.set(value, entry);
    entered.push({ name, value: entry });
    return entry;
  };
  carried.forEach((seed, i) => {
    if (!seed) return;
    enter(`carry ${i}`, seed);
    starts.push(dys[i] ?? b.fill(0, seed.shape));
  });
  const sequences: { readonly entry: NamedValue; readonly value: Value }[] = [];
  const shared: { readonly entry: NamedValue; readonly value: Value }[] = [];
  const localOf = (value: Value): Value => {
    const known = local.get(value);
    if (known) return known;
    const leaf = makers.get(value) ?? forwardLeaves.get(value);
    if (leaf && isLeaf(leaf)) {
      const copy = loop.emit(leaf.prim, leaf.params as never);
      local.set(value, copy);
      return copy;
    }
    const { value: all, stacked } = outsideOf(value);
    const list = stacked ? sequences : shared;
    const name = `${stacked ? 'slice' : 'constant'} ${list.length}`;
    list.push({ entry: { name, value: enter(name, value) }, value: all });
    return local.get(value)!;
  };
  for (const made of backward) {
    if (!inside.has(made)) continue;
    const values = loop.emitAll(made.prim, made.params as never, ...made.inputs.map(localOf));
    made.outputs.forEach((output, i) => local.set(output, values[i]!));
  }
  const next = carried.flatMap((seed, i) =>
    seed ? [gradients[i] ? localOf(gradients[i]!) : loop.fill(0, seed.shape)] : [],
  );
  const usedOutside = new Set(gradients.slice(carries));
  for (const made of backward)
    if (!inside.has(made) && made.outputs.some((output) => needed.has(output)))
      for (const value of made.inputs) usedOutside.add(value);
  const leaving = [...carried, ...[...inside].flatMap(({ outputs }) => outputs)].filter(
    (value): value is Value => value !== undefined && usedOutside.has(value),
  );
  next.forEach((value, i) => loop.output(`carry ${i}`, value));
  leaving.forEach((value, i) => loop.output(`result ${i}`, local.get(value)!));
  if (sequences.length === 0) {
    // a loop needs a sequence to know how often it goes round
    const count = b.iota([steps], 0);
    const name = 'slice 0';
    sequences.push({ entry: { name, value: loop.input(name, 'int32', []) }, value: count });
  }
  const program = loop.finish();
  const order = [
    ...entered.slice(0, starts.length),
    ...sequences.map(({ entry }) => entry),
    ...shared.map(({ entry }) => entry),
  ];
  const outputs =
    starts.length + leaving.length === 0
      ? []
      : b.emitAll(
          'scan',
          { body: { ...program, inputs: order }, carries: starts.length, scanned: sequences.length, reverse: !reverse },
          ...starts,
          ...sequences.map(({ value }) => value),
          ...shared.map(({ value }) => value),
        );
  leaving.forEach((value, i) => outside.set(value, { value: outputs[starts.length + i]!, stacked: true }));

  let position = 0;
  return x.map((operand, i) => {
    if (i < carries) return carried[i] ? outputs[position++] : undefined;
    const gradient = wants[i] ? gradients[i] : undefined;
    if (!gradient) return undefined;
    if (i >= carries + scanned) return total(gradient);
    const { value, stacked } = outsideOf(gradient);
    return stacked ? value : b.broadcast(b.reshape(value, [1, ...value.shape]), operand.shape);
  });
}

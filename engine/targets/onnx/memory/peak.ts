/**
 * The memory that ONNX Runtime takes while it runs a program, beside the program's inputs and outputs, in bytes: the
 * most that lives at one time, when results are freed after their last use, equations run in its order, and its kernels
 * take scratch memory.
 */
import { DefUse } from '../../../ir/defUse.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { TRAITS } from '../../../ir/traits.ts';
import { BYTES } from '../../../types/dtype.ts';
import { sizeOf } from '../../../types/shape.ts';
import { SMALL_WINDOW } from '../gradients/convWeightGrad.ts';
import { sumsWithScattered } from '../fusions/scatterOnto.ts';

/** Results are aligned to this. */
const ALIGNMENT = 256;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
const bytesOf = ({ dtype, shape }: Value): number => sizeOf(shape) * BYTES[dtype];

/** What a program takes, in bytes; `size` and `scratch` say how large its results and the scratch memory of its equations are. */
type Peak = (size: (value: Value) => number, scratch: (equation: Equation) => number) => number;

/**
 * `elsewhere`: values that are written to memory which is not ONNX Runtime's, beside the program's inputs and outputs.
 */
export const memoryOf = (program: Program, elsewhere: readonly Value[] = []): number =>
  peakOf(program, elsewhere)(bytesOf, meanwhile);

/**
 * What a program takes at any batch, by how its results grow from one batch to another: both are the same program but for the sizes.
 * Undefined where they are not.
 */
export function scaledMemory(
  [program, larger]: readonly [Program, Program],
  [batch, largerBatch]: readonly [number, number],
  elsewhere: readonly Value[],
): ((batch: number) => number) | undefined {
  const { equations } = program;
  const others = larger.equations;
  if (
    equations.length !== others.length ||
    equations.some(({ prim, outputs }, i) => prim !== others[i]!.prim || outputs.length !== others[i]!.outputs.length)
  )
    return undefined;
  const peak = peakOf(program, elsewhere);
  const grown = new Map(
    equations.flatMap(({ outputs }, i) => outputs.map((value, k) => [value, bytesOf(others[i]!.outputs[k]!)] as const)),
  );
  const scratch = new Map(
    equations.map((equation, i) => [equation, [meanwhile(equation), meanwhile(others[i]!)] as const]),
  );
  return (wanted) => {
    const share = (wanted - batch) / (largerBatch - batch);
    const at = (before: number, after: number) => Math.max(0, before + share * (after - before));
    return peak(
      (value) => at(bytesOf(value), grown.get(value) ?? bytesOf(value)),
      (equation) => at(...scratch.get(equation)!),
    );
  };
}

const peakOf = (program: Program, elsewhere: readonly Value[]): Peak => {
  const outputs = [...program.outputs, ...elsewhere.map((value) => ({ name: '', value }))];
  return living(
    { ...program, outputs },
    [...program.inputs, ...outputs].map(({ value }) => value),
  );
};

function living(program: Program, external: readonly Value[]): Peak {
  const equations = inOrder(program);
  const roots = new Map<Value, Value>();
  for (const { prim, inputs, outputs } of equations)
    if (TRAITS[prim].view) roots.set(outputs[0]!, roots.get(inputs[0]!) ?? inputs[0]!);
  const rootOf = (value: Value): Value => roots.get(value) ?? value;
  const lastUse = new Map<Value, number>();
  equations.forEach(({ inputs }, i) => {
    for (const value of inputs) lastUse.set(rootOf(value), i);
  });
  const outside = new Set(external.map(rootOf));
  /** A scattering onto the value that it is added to has no memory of its own. */
  const scattered = new Set([...sumsWithScattered(program).values()].flatMap(({ taken }) => taken));
  return (size, scratch) => {
    const sizes = new Map<Value, number>();
    let [constants, now, most] = [0, 0, 0];
    equations.forEach((equation, i) => {
      const { prim, inputs, outputs } = equation;
      for (const value of outputs) {
        if (roots.has(value) || outside.has(value) || scattered.has(equation)) continue;
        const bytes = aligned(size(value));
        // computed while the program is loaded, and kept
        if (TRAITS[prim].constant) {
          constants += bytes;
          continue;
        }
        const over = TRAITS[prim].reusesOperand
          ? inputs.map(rootOf).find((operand) => lastUse.get(operand) === i && sizes.get(operand) === bytes)
          : undefined;
        if (over) sizes.delete(over);
        else now += bytes;
        sizes.set(value, bytes);
      }
      most = Math.max(most, now + (scattered.has(equation) ? 0 : scratch(equation)));
      for (const value of [...inputs, ...outputs].map(rootOf)) {
        if ((lastUse.get(value) ?? i) > i) continue;
        now -= sizes.get(value) ?? 0;
        sizes.delete(value);
      }
    });
    return constants + most;
  };
}

/** The scratch memory of a kernel, or what lies between the nodes that a primitive becomes. */
function meanwhile({ prim, params, inputs, outputs }: Equation): number {
  const [a, b] = inputs.map(({ shape }) => shape) as [readonly number[], readonly number[]];
  switch (prim) {
    case 'convInputGrad':
      return 4 * sizeOf(b.slice(1)) * sizeOf(a.slice(2));
    case 'convWeightGrad': {
      const window = a[1]! * sizeOf(params.kernel);
      const columns = window * sizeOf(b.slice(2));
      if (a[0] === 1) return 4 * (sizeOf(a) + columns);
      if (params.groups === 1 && window <= SMALL_WINDOW) return 4 * a[0]! * (2 * columns + b[1]! * window);
      return 4 * (sizeOf(a) + sizeOf(b) + sizeOf(outputs[0]!.shape));
    }
    // the places of the maxima, in 64 bits
    case 'maxPoolGrad':
      return 8 * sizeOf(b);
    case 'scatterAdd':
      return 4 * sizeOf(b);
    // the zeros that are scattered onto; the squares for the variance
    case 'scatterElementsAdd':
    case 'standardize':
      return 4 * sizeOf(outputs[0]!.shape);
    case 'scan':
      return living(
        params.body,
        params.body.inputs.map(({ value }) => value),
      )(bytesOf, meanwhile);
    default:
      return 0;
  }
}

/**
 * The order in which ONNX Runtime runs a graph: backwards from the results that nothing reads, the last of them first,
 * each preceded by all that it needs. So a weight is updated as soon as its gradient is there, and gradients need not
 * be kept.
 */
function inOrder(program: Program): Equation[] {
  const { equations } = program;
  const places = new Map(equations.map((equation, i) => [equation, i]));
  const defUse = DefUse.of(program);
  const needs = (equation: Equation): Equation[] =>
    [...new Set(equation.inputs.flatMap((value) => defUse.definition(value) ?? []))].sort(
      (p, q) => places.get(p)! - places.get(q)!,
    );
  const read = new Set(equations.flatMap(needs));
  const order: Equation[] = [];
  const seen = new Set<Equation>();
  const waiting: (readonly [equation: Equation, ready: boolean])[] = equations
    .filter((equation) => !read.has(equation))
    .map((equation) => [equation, false]);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [equation, ready] = next;
    if (ready) order.push(equation);
    else if (!seen.has(equation)) {
      seen.add(equation);
      waiting.push(
        [equation, true],
        ...needs(equation)
          .filter((one) => !seen.has(one))
          .map((one) => [one, false] as const),
      );
    }
  }
  return order;
}

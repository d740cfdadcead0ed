/** Removes what changes no number: equal equations computed twice, and equations whose result nothing uses. */
import type { Equation, Program, Value } from '../ir/program.ts';

export function simplify(program: Program): Program {
  return removeUnused(shareEqual(program));
}

/** Equations of equal primitive, parameters and operands give equal results: the first one serves all. */
function shareEqual({ inputs, equations, outputs }: Program): Program {
  const same = new Map<Value, Value>();
  const of = (value: Value): Value => same.get(value) ?? value;
  const seen = new Map<string, readonly Value[]>();
  const kept: Equation[] = [];
  for (const equation of equations) {
    const operands = equation.inputs.map(of);
    const key = `${equation.prim} ${JSON.stringify(equation.params)} ${operands.map(({ id }) => id).join(' ')}`;
    const before = seen.get(key);
    if (before) equation.outputs.forEach((output, i) => same.set(output, before[i]!));
    else {
      seen.set(key, equation.outputs);
      kept.push({ ...equation, inputs: operands } as Equation);
    }
  }
  return { inputs, equations: kept, outputs: outputs.map(({ name, value }) => ({ name, value: of(value) })) };
}

function removeUnused({ inputs, equations, outputs }: Program): Program {
  const used = new Set<Value>(outputs.map(({ value }) => value));
  const kept: Equation[] = [];
  for (const equation of [...equations].reverse()) {
    if (!equation.outputs.some((output) => used.has(output))) continue;
    kept.push(equation);
    for (const input of equation.inputs) used.add(input);
  }
  return { inputs, equations: kept.reverse(), outputs };
}

import type { Equation } from '../../../ir/program.ts';
import type { Layer } from '../../../layers/define.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { literal, PythonWriter } from '../../python/text.ts';
import { torch } from '../dialect.ts';
import { type Forward, forwardOf, type Names } from '../../printed.ts';
import { printEquations } from '../../python/equations.ts';

const unbiased = (rows: string): string => `(${rows} / max(${rows} - 1, 1))`;

/** What the class calls a weight: `out_proj.weight` is `out_proj_weight`. */
export const fieldOf = (name: string): string => name.replaceAll('.', '_');

/** The class from its colon on: what two layers may share. It gives all outputs of the layer, several as a tuple. */
export function customLayer(layer: Layer, inputs: readonly TensorType[], settings: never): string {
  const specs = layer.weights?.(inputs, settings) ?? {};
  const later = forwardOf(layer, inputs, settings, false, unbiased);
  const training = forwardOf(layer, inputs, settings, true, unbiased);
  const differs = training.updates.length > 0 || text(training.equations) !== text(later.equations);
  const connected = inputs.filter((type) => type !== undefined);
  // a layer without inputs is applied to any tensor, for its number of samples
  const operands = connected.length < 2 ? ['x'] : connected.map((_, i) => `x${i}`);
  const w = new PythonWriter(1);
  const entries = Object.entries(specs);
  if (entries.length > 0)
    w.block('def __init__(self):', () => {
      w.line('super().__init__()');
      for (const [name, { shape, role, initializer }] of entries) {
        const dims = literal(shape).slice(1, -1);
        const value = Number(initializer.settings?.value ?? (initializer.type === 'ones' ? 1 : 0));
        w.line(
          role === 'state'
            ? `self.register_buffer("${fieldOf(name)}", torch.full((${dims},), ${literal(value)}.0))`.replace(
                /(\.\d+)\.0/,
                '$1',
              )
            : `self.${fieldOf(name)} = nn.Parameter(torch.empty(${dims}))`,
        );
      }
    }).line();
  w.block(`def forward(self, ${operands.join(', ')}):`, () => {
    const [inTraining, afterwards] = [training, later].map((pass) => statementsOf(pass, operands));
    const all = [...(differs ? inTraining! : []), ...afterwards!].join('\n');
    if (/\bbatch\b/.test(all)) w.line(`batch = ${operands[0]}.shape[0]`);
    if (/\bdevice=device\b/.test(all)) w.line(`device = ${operands[0]}.device`);
    if (differs)
      w.block('if self.training:', () => {
        for (const line of inTraining!) w.line(line);
      });
    for (const line of afterwards!) w.line(line);
  });
  return w.toString();
}

/** The statements of `forward`. */
function statementsOf(
  { equations, operands: values, weights, updates, results, penalty, counted }: Forward,
  operands: readonly string[],
): string[] {
  const names: Names = new Map(values.filter((value) => value !== undefined).map((value, i) => [value, operands[i]!]));
  for (const [value, expression] of counted) names.set(value, expression);
  for (const [name, value] of Object.entries(weights)) names.set(value, `self.${fieldOf(name)}`);
  const wanted = [...updates.map(([, next]) => next), ...(penalty ? [penalty] : []), ...results];
  const printed = printEquations(torch, equations, names, wanted, operands);
  return [
    ...printed,
    ...(penalty ? [`self.penalty = ${names.get(penalty)}`] : []),
    ...updates.map(([name, next]) => `self.${fieldOf(name)}.copy_((${names.get(next)}).detach())`),
    `return ${results.map((value) => names.get(value)!).join(', ')}`,
  ];
}

const text = (equations: readonly Equation[]): string => JSON.stringify(equations);

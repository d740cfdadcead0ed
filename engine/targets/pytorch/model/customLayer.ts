/** A layer for which PyTorch has no word, as a class printed from the primitives of its forward program. */
import { Builder } from '../../../ir/builder.ts';
import type { Equation, Value } from '../../../ir/program.ts';
import type { Layer, WeightSpecs } from '../../../layers/define.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { literal, PythonWriter } from '../python.ts';
import { BATCH, batchShape, type Names, printEquations, printNumber } from './equations.ts';

interface Forward {
  readonly equations: readonly Equation[];
  /** Undefined for an optional port that nothing is connected to. */
  readonly operands: readonly (Value | undefined)[];
  readonly weights: Readonly<Record<string, Value>>;
  readonly updates: readonly (readonly [state: string, next: Value])[];
  readonly results: readonly Value[];
  readonly penalty: Value | undefined;
  /** Numbers that follow from the number of rows by other ways than multiplication, as expressions. */
  readonly counted: ReadonlyMap<Value, string>;
}

/** Its forward program, as in training or afterwards. */
function forward(
  layer: Layer,
  inputs: readonly TensorType[],
  settings: never,
  specs: WeightSpecs,
  training: boolean,
): Forward {
  const b = new Builder();
  const operands = inputs.map(
    (type: TensorType | undefined, i) => type && b.input(`input${i}`, type.dtype, batchShape(type)),
  );
  const weights = Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [name, b.input(name, 'float32', shape)]),
  );
  const updates: [string, Value][] = [];
  const seed = b.input('seed', 'int32', []);
  const penalties: Value[] = [];
  const counted = new Map<Value, string>();
  const result = layer.lower(
    {
      b,
      training,
      batch: BATCH,
      uniform: (shape) => b.randomUniform(seed, shape, 0),
      update: (name, next) => updates.push([name, next]),
      penalty: (value) => penalties.push(value),
      unbias(count) {
        const factor = b.input(`unbias ${counted.size}`, 'float32', []);
        const rows = printNumber(count);
        counted.set(factor, `(${rows} / max(${rows} - 1, 1))`);
        return factor;
      },
    },
    operands as Value[],
    settings,
    weights,
  );
  return {
    equations: b.equations,
    operands,
    weights,
    updates,
    results: 'id' in result ? [result] : result,
    counted,
    penalty: penalties.length === 0 ? undefined : penalties.reduce((p, q) => b.add(p, q)),
  };
}

/** What the class calls a weight: `out_proj.weight` is `out_proj_weight`. */
export const fieldOf = (name: string): string => name.replaceAll('.', '_');

/** The class from its colon on: what two layers may share. It gives all outputs of the layer, several as a tuple. */
export function customLayer(layer: Layer, inputs: readonly TensorType[], settings: never): string {
  const specs = layer.weights?.(inputs, settings) ?? {};
  const later = forward(layer, inputs, settings, specs, false);
  const training = forward(layer, inputs, settings, specs, true);
  const differs = training.updates.length > 0 || text(training.equations) !== text(later.equations);
  const connected = inputs.filter((type) => type !== undefined);
  // a layer without inputs is applied to any tensor, for its number of samples
  const operands = connected.length < 2 ? ['x'] : connected.map((_, i) => `x${i}`);
  const w = new PythonWriter();
  const entries = Object.entries(specs);
  if (entries.length > 0)
    w.block('    def __init__(self):', () => {
      w.line('    super().__init__()');
      for (const [name, { shape, role, initializer }] of entries) {
        const dims = literal(shape).slice(1, -1);
        const value = Number(initializer.settings?.value ?? (initializer.type === 'ones' ? 1 : 0));
        w.line(
          role === 'state'
            ? `    self.register_buffer("${fieldOf(name)}", torch.full((${dims},), ${literal(value)}.0))`.replace(
                /(\.\d+)\.0/,
                '$1',
              )
            : `    self.${fieldOf(name)} = nn.Parameter(torch.empty(${dims}))`,
        );
      }
    }).line();
  w.block(`    def forward(self, ${operands.join(', ')}):`, () => {
    const [inTraining, afterwards] = [training, later].map((pass) => statementsOf(pass, operands));
    const all = [...(differs ? inTraining! : []), ...afterwards!].join('\n');
    if (/\bbatch\b/.test(all)) w.line(`    batch = ${operands[0]}.shape[0]`);
    if (/\bdevice=device\b/.test(all)) w.line(`    device = ${operands[0]}.device`);
    if (differs)
      w.block('    if self.training:', () => {
        for (const line of inTraining!) w.line(`    ${line}`);
      });
    for (const line of afterwards!) w.line(`    ${line}`);
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
  const printed = printEquations(equations, names, wanted, operands);
  return [
    ...printed,
    ...(penalty ? [`self.penalty = ${names.get(penalty)}`] : []),
    ...updates.map(([name, next]) => `self.${fieldOf(name)}.copy_((${names.get(next)}).detach())`),
    `return ${results.map((value) => names.get(value)!).join(', ')}`,
  ];
}

const text = (equations: readonly Equation[]): string => JSON.stringify(equations);

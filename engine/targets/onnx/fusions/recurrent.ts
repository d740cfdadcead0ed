/**
 * Loops over time that are those of ONNX's own LSTM, GRU and RNN, written as these: runtimes have kernels for them, and other programs
 * read them. For models that are given away; in training the loop is what is differentiated.
 */
import { DefUse } from '../../../ir/defUse.ts';
import { Builder } from '../../../ir/builder.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { formatEquation, valueName } from '../../../ir/text.ts';
import { layerOf } from '../../../layers/index.ts';
import type { Lowering } from '../../../layers/define.ts';
import { removeUnused, simplify } from '../../../passes/simplify.ts';
import { resolveSettings } from '../../../settings.ts';
import type { Shape } from '../../../types/shape.ts';
import type { Attribute, ModelWriter } from '../model.ts';
import type { Fusion } from '../nodeContext.ts';

interface Cell {
  readonly op: 'LSTM' | 'GRU' | 'RNN';
  /** The layer whose loop it is. */
  readonly layer: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Which of the layer's gates stands at each place of ONNX's. */
  readonly gates: readonly number[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}
const CELLS: readonly Cell[] = [
  { op: 'LSTM', layer: 'lstm', settings: {}, gates: [0, 3, 1, 2], attributes: {} },
  { op: 'GRU', layer: 'gru', settings: { reset: 'after' }, gates: [1, 0, 2], attributes: { linear_before_reset: 1 } },
  { op: 'GRU', layer: 'gru', settings: { reset: 'before' }, gates: [1, 0, 2], attributes: {} },
  { op: 'RNN', layer: 'simpleRnn', settings: { activation: 'tanh' }, gates: [0], attributes: {} },
  {
    op: 'RNN',
    layer: 'simpleRnn',
    settings: { activation: 'relu' },
    gates: [0],
    attributes: { activations: ['Relu'] },
  },
];

/** One layer in one direction. */
interface Loop {
  readonly scan: Equation<'scan'>;
  readonly cell: Cell;
  /** [steps, N, features] */
  readonly sequence: Value;
  readonly weight: Value;
  readonly recurrent: Value;
  /** Of the input and of the state. */
  readonly biases: readonly [Value, Value] | undefined;
  /** The product with the input, and its sum with the bias. */
  readonly before: readonly Equation[];
}

/** The fusions, by the loop. */
export function recurrentLoops(program: Program): ReadonlyMap<Equation, Fusion> {
  const defUse = DefUse.of(program);
  const loops = program.equations.flatMap((equation) =>
    equation.prim === 'scan' ? (loopOf(defUse, equation as Equation<'scan'>) ?? []) : [],
  );
  const scans = new Set<Equation>(loops.flatMap(({ scan }) => (startsAtZero(defUse, scan) ? [scan] : [])));
  // nothing else reads these
  const zeros = program.equations.filter(
    ({ prim, params, outputs: [zero] }) =>
      prim === 'fill' &&
      (params as { value: number }).value === 0 &&
      !defUse.isResult(zero!) &&
      defUse.users(zero!).every((user) => scans.has(user)),
  );
  return new Map(
    loops.map((loop) => [
      loop.scan,
      {
        taken: [...loop.before, ...zeros.filter(({ outputs }) => loop.scan.inputs.includes(outputs[0]!))],
        write: (m, names) => written(m, names, defUse, loop),
      } satisfies Fusion,
    ]),
  );
}

/** Which is what the operators do unless they are told otherwise. */
const startsAtZero = (defUse: DefUse, { inputs, params }: Equation<'scan'>): boolean =>
  inputs.slice(0, params.carries).every((value) => defUse.definedBy(value, 'fill')?.params.value === 0);

function loopOf(defUse: DefUse, scan: Equation<'scan'>): Loop | undefined {
  const { carries, scanned, body } = scan.params;
  const [x, recurrent, ofState] = scan.inputs.slice(carries);
  if (scanned !== 1 || !recurrent || recurrent.shape.length !== 2 || scan.inputs.length > carries + 3) return undefined;
  const sum = ofState && defUse.definedForOneUse(x!, 'add');
  const product = defUse.definedForOneUse(sum ? sum.inputs[0]! : x!, 'matmul');
  const [sequence, weight] = product?.inputs ?? [];
  const ofInput = sum?.inputs[1];
  if (!product || (ofState !== undefined) !== (ofInput !== undefined) || ofInput?.shape.length === 2) return undefined;
  if (sequence!.shape.length !== 3 || weight!.shape.length !== 2 || !product.params.transposeB) return undefined;
  const text = textOf(body, carries);
  const [rows] = scan.inputs[0]!.shape;
  const units = recurrent.shape[1]!;
  const cell = CELLS.find((one) => text === loopText(one, rows!, units, ofState !== undefined));
  if (!cell) return undefined;
  return {
    scan,
    cell,
    sequence: sequence!,
    weight: weight!,
    recurrent,
    biases: ofState && [ofInput!, ofState],
    before: [product, ...(sum ? [sum] : [])],
  };
}

/** A step without the name of what it was called from; undefined where its result is not the first of the states. */
function textOf({ inputs, equations, outputs }: Program, carries: number): string | undefined {
  if (outputs.slice(carries).some(({ value }) => value !== outputs[0]!.value)) return undefined;
  return [
    ...inputs.map(({ value }) => valueName(value)),
    ...equations.map(formatEquation),
    ...outputs.slice(0, carries).map(({ value }) => valueName(value)),
  ].join('\n');
}

/** The step of the loop that the layer itself writes, for so many samples and units. */
function loopText({ layer, settings }: Cell, rows: number, units: number, bias: boolean): string | undefined {
  const definition = layerOf(layer)!;
  const given = resolveSettings(definition.settings, { ...settings, units, bias }).settings;
  const b = new Builder();
  const x = b.input('x', 'float32', [rows, 1, 1]);
  const specs = definition.weights!([{ dtype: 'float32', shape: ['N', 1, 1] }], given);
  const weights = Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [name, b.input(name, 'float32', shape)]),
  );
  const lowering = { b, training: false, batch: rows } as unknown as Lowering;
  const [y] = [definition.lower(lowering, [x], given, weights)].flat();
  b.output('y', y!);
  const scan = simplify(removeUnused(b.finish())).equations.find(({ prim }) => prim === 'scan') as Equation<'scan'>;
  return textOf(scan.params.body, scan.params.carries);
}

/** The operator, and what the loop gives: the states at the end, then the state after each step. */
function written(
  m: ModelWriter,
  names: ReadonlyMap<Value, string>,
  defUse: DefUse,
  { scan, cell, sequence, weight, recurrent, biases }: Loop,
): readonly string[] {
  const { carries, reverse } = scan.params;
  const name = (value: Value) => names.get(value)!;
  const lifted = (value: string) => m.node('Unsqueeze', [value, m.ints([0])]);
  const starts = scan.inputs.slice(0, carries);
  const inputs = [
    name(sequence),
    ...[[weight], [recurrent], biases ?? []].map((list) => gated(m, list.map(name), list[0]?.shape ?? [], cell.gates)),
    ...(startsAtZero(defUse, scan) ? [] : ['', ...starts.map((value) => lifted(name(value)))]),
  ];
  const outputs = m.nodes(cell.op, inputs, carries + 1, {
    hidden_size: recurrent.shape[1]!,
    direction: reverse ? 'reverse' : 'forward',
    ...cell.attributes,
  });
  const without = (value: string, axis: number) => m.node('Squeeze', [value, m.ints([axis])]);
  return scan.outputs.map((value, i) =>
    i === carries
      ? without(outputs[0]!, 1)
      : defUse.useCount(value) > 0
        ? without(outputs[i + 1]!, 0)
        : outputs[i + 1]!,
  );
}

/** Weights of this shape behind each other, the gates of each in another order, for one direction; empty where there are none. */
function gated(m: ModelWriter, weights: readonly string[], shape: Shape, order: readonly number[]): string {
  if (weights.length === 0) return '';
  const held = weights.flatMap((name) => m.held(name) ?? []);
  if (held.length < weights.length) return gatedLater(m, weights, shape[0]!, order);
  const each = held[0]!.length;
  const out = new Uint8Array(each * held.length);
  const size = each / order.length;
  held.forEach((bytes, i) => {
    for (const [at, gate] of order.entries())
      out.set(bytes.subarray(gate * size, (gate + 1) * size), i * each + at * size);
  });
  const name = `${weights.map((one) => one.replace(/^in /, '')).join(', ')} for ONNX`;
  m.initializer(name, 'float32', [1, shape[0]! * held.length, ...shape.slice(1)], out);
  return name;
}

/** The same of weights that are fed. */
function gatedLater(m: ModelWriter, weights: readonly string[], rows: number, order: readonly number[]): string {
  const sizes = m.ints(order.map(() => rows / order.length));
  const sorted = weights.flatMap((weight) => {
    const parts = order.length === 1 ? [weight] : m.nodes('Split', [weight, sizes], order.length, { axis: 0 });
    return order.map((gate) => parts[gate]!);
  });
  const whole = sorted.length === 1 ? sorted[0]! : m.node('Concat', sorted, { axis: 0 });
  return m.node('Unsqueeze', [whole, m.ints([0])]);
}

/** What the passes make of a document, for people to read: the checked graph and then the program after each pass, with what each changed. */
import { type Document, type Graph, nameOf } from '../graph/document.ts';
import type { Prim } from '../ir/prims.ts';
import type { Program } from '../ir/program.ts';
import { formatProgram } from '../ir/text.ts';
import { sizeOf } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';
import type { CheckedGraph } from './check.ts';
import { weightsOf } from './compile.ts';
import type { CompiledModel, ModelWeight, ProgramKind, RuntimeForms, StageName } from './compiled.ts';

/** Equations by their primitive. */
export type PrimCounts = Readonly<Partial<Record<Prim, number>>>;

export interface StageText {
  readonly stage: 'typed' | StageName;
  readonly counts: {
    /** Layers of the checked graph; equations of a program, those in its loops too. */
    readonly equations: number;
    readonly values: number;
    /** Numbers in the learned tensors that it reads. */
    readonly parameters: number;
  };
  /** Equations that there are more of than before the pass, and fewer. */
  readonly added: PrimCounts;
  readonly removed: PrimCounts;
  readonly text: string;
}

export function stageTexts(
  model: CompiledModel,
  kind: ProgramKind,
  batch: number,
  forms?: RuntimeForms,
): readonly StageText[] {
  let before: PrimCounts = {};
  return model.stages(kind, batch, forms).map(({ name, program }) => {
    const now = countPrims(program);
    const text: StageText = {
      stage: name,
      counts: {
        equations: sum(now),
        values: countValues(program),
        parameters: countParameters(model.weights, new Set(program.inputs.map((input) => input.name))),
      },
      added: surplus(now, before),
      removed: surplus(before, now),
      text: formatProgram(program),
    };
    before = now;
    return text;
  });
}

/** The flat graph, one layer a line, as programs are printed. */
export function typedText(document: Document, checked: CheckedGraph): StageText {
  const { graph } = checked.expanded;
  const weights = weightsOf({ ...document, graph }, checked);
  const nodes = checked.order.map((id) => checked.nodes.get(id)!);
  const lines = [
    ...weights.map(({ name, shape }) => `weight ${name}:float32[${shape.join(',')}]`),
    ...nodes.map(({ node, outputs }) => {
      const settings = Object.entries(node.settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
      return [
        outputs.map((type) => `${nameOf(node)}:${typeText(type)}`).join(' '),
        '=',
        node.type,
        ...operandNames(graph, node.id),
        ...(settings.length > 0 ? [`{${settings.join(', ')}}`] : []),
      ].join(' ');
    }),
  ];
  return {
    stage: 'typed',
    counts: {
      equations: nodes.length,
      values: nodes.reduce((count, { outputs }) => count + outputs.length, 0),
      parameters: countParameters(weights),
    },
    added: {},
    removed: {},
    text: `${lines.join('\n')}\n`,
  };
}

const typeText = ({ dtype, shape }: TensorType): string => `${dtype}[${shape.join(',')}]`;

/** The nodes that feed one, as they are called. */
function operandNames({ nodes, edges }: Graph, id: string): string[] {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  return edges.filter(({ to }) => to.node === id).map(({ from }) => names.get(from.node)!);
}

const sum = (counts: PrimCounts): number => Object.values(counts).reduce((total, count) => total + count, 0);

/** The program and the bodies of its loops. */
function withBodies(program: Program): Program[] {
  const bodies = program.equations.flatMap((equation) =>
    equation.prim === 'scan' ? withBodies(equation.params.body) : [],
  );
  return [program, ...bodies];
}

function countPrims(program: Program): PrimCounts {
  const counts: Partial<Record<Prim, number>> = {};
  for (const { equations } of withBodies(program))
    for (const { prim } of equations) counts[prim] = (counts[prim] ?? 0) + 1;
  return counts;
}

const countValues = (program: Program): number =>
  withBodies(program).reduce(
    (count, { inputs, equations }) =>
      count + inputs.length + equations.reduce((made, { outputs }) => made + outputs.length, 0),
    0,
  );

const countParameters = (weights: readonly ModelWeight[], read?: ReadonlySet<string>): number =>
  weights
    .filter(({ name, role }) => role !== 'state' && (!read || read.has(name)))
    .reduce((count, { shape }) => count + sizeOf(shape), 0);

/** By how many one count is larger than another. */
function surplus(counts: PrimCounts, others: PrimCounts): PrimCounts {
  const more = (Object.entries(counts) as [Prim, number][])
    .map(([prim, count]) => [prim, count - (others[prim] ?? 0)] as const)
    .filter(([, difference]) => difference > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(more);
}

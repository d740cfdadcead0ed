/** Inputs with too many or too few axes: the layer of the same kind for as many, or what gives them others. */
import { definitionName, phrase } from '../../phrases.ts';
import type { Repair, RepairAction } from '../../problems.ts';
import { layerOf } from '../../layers/index.ts';
import { formatShape } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import { made, madeBy, type Misfit, takes } from './misfit.ts';

export function rankRepairs(misfit: Misfit): Repair[] {
  // each step is taken by itself: what is put before would see all of them
  if (misfit.node.steps !== undefined) return [];
  const others = otherRank(misfit);
  return misfit.said.repairs.length > 0 ? others : [...others, ...insertions(misfit)];
}

/** Conv 1D behind pictures: Conv 2D, and the reverse. */
function otherRank({ node, inputs, isFormula }: Misfit): Repair[] {
  const [, kind, own] = /^(.*)([123])d$/.exec(node.type) ?? [];
  const rank = inputs[0] ? inputs[0].shape.length - 2 : 0;
  const other = kind === undefined || rank === Number(own) ? undefined : layerOf(`${kind}${rank}d`);
  if (!other || Object.keys(node.settings).some((name) => isFormula(node.id, name))) return [];
  const settings = Object.fromEntries(
    Object.entries(node.settings)
      .filter(([name]) => name in other.settings)
      .map(([name, value]) => [name, Array.isArray(value) ? resized(value as number[], rank) : value]),
  );
  if (!made(other, inputs, settings)) return [];
  return [
    {
      title: phrase('use-layer', { layer: definitionName('layers', other) }),
      actions: [{ kind: 'replace', node: node.id, type: other.id, settings }],
    },
  ];
}

/** A size for each axis: the last ones stay, and the first stands for those before it. */
const resized = (sizes: readonly number[], rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => sizes[axis + sizes.length - rank] ?? sizes[0]!);

interface Step {
  readonly type: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What can be put before the input so that the layer takes it. */
function insertions(misfit: Misfit): Repair[] {
  const { said, node, sources, inputs } = misfit;
  const at = sources.findIndex((edge) => edge?.to.port === said.port);
  const input = inputs[at];
  if (!input || sources.filter((edge) => edge?.to.port === said.port).length !== 1) return [];
  return waysOf(input).flatMap(({ steps, title }) => {
    let type: TensorType | undefined = input;
    for (const step of steps) type = type && madeBy(step.type, type, step.settings);
    if (!type || !takes(misfit, inputs.with(at, type))) return [];
    const actions = steps.map(
      (step): RepairAction => ({ kind: 'insertBefore', node: node.id, port: said.port!, ...step }),
    );
    return [{ title: title(type), actions }];
  });
}

interface Way {
  readonly steps: readonly Step[];
  readonly title: (made: TensorType) => Repair['title'];
}

/** Pictures are read row by row; numbers become steps, channels or a square picture; what has no channels gets one. */
function waysOf({ shape }: TensorType): Way[] {
  const [, ...sample] = shape as [unknown, ...number[]];
  const inserted = (type: string, settings?: Step['settings']): Way => ({
    steps: [{ type, ...(settings && { settings }) }],
    title: ({ shape: [, ...to] }) =>
      phrase('insert-layer-to', { layer: definitionName('layers', layerOf(type)!), shape: formatShape(to) }),
  });
  if (sample.length === 3) {
    const [channels, height, width] = sample as [number, number, number];
    const steps: Step[] = [
      ...(channels === 1 ? [] : [{ type: 'permute', settings: { order: [2, 1, 3] } }]),
      { type: 'reshape', settings: { shape: [height, channels * width] } },
    ];
    return [
      { steps, title: () => phrase('read-rows', { steps: height, features: channels * width }) },
      inserted('flatten'),
    ];
  }
  if (sample.length === 2) return [inserted('unsqueeze', { axis: 1 }), inserted('flatten')];
  if (sample.length !== 1) return [inserted('flatten')];
  const side = Math.sqrt(sample[0]!);
  return [
    ...(Number.isInteger(side) && side > 2 ? [inserted('reshape', { shape: [1, side, side] })] : []),
    inserted('unsqueeze', { axis: -1 }),
    inserted('unsqueeze', { axis: 1 }),
  ];
}

/** Branches that do not fit together: sizes that are kept or rounded up, channels that are matched or projected. */
import { nameOf } from '../../graph/document.ts';
import { layerFor, layerOf } from '../../layers/index.ts';
import { all, phrase } from '../../phrases.ts';
import type { Repair, RepairAction } from '../../problems.ts';
import { resolveSettings, settingName } from '../../settings.ts';
import { sameShape } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import { ancestorsOf } from '../branchSizes.ts';
import { inputsWith, madeBy, type Misfit, takes } from './misfit.ts';

export function branchRepairs(misfit: Misfit): Repair[] {
  const { inputs, sources } = misfit;
  if (inputs.length < 2 || sources.some((edge) => !edge)) return [];
  const apart = nodesApart(misfit);
  const single = [
    ...SIZES.flatMap((size) => settingEverywhere(misfit, apart, size)),
    ...matching(misfit, apart),
    ...projecting(misfit),
    ...flattening(misfit),
  ];
  return single.length > 0 ? single : both(misfit, apart);
}

/** A setting with which maps keep their size, or more of it. */
interface SizeSetting {
  readonly setting: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly title: 'keep-size-in' | 'round-up-in';
}
const SIZES: readonly SizeSetting[] = [
  { setting: 'padding', from: 'valid', to: 'same', title: 'keep-size-in' },
  { setting: 'ceil', from: false, to: true, title: 'round-up-in' },
];

/** The nodes before some of the branches and not before all of them, in order. */
function nodesApart({ sources, wires, checked }: Misfit): string[] {
  const ancestors = sources.map((edge) => ancestorsOf(edge!.from.node, wires));
  return [...checked.keys()].filter(
    (id) => ancestors.some((own) => own.has(id)) && ancestors.some((own) => !own.has(id)),
  );
}

const settingOf = ({ checked, isFormula }: Misfit, id: string, setting: string): unknown => {
  const { node } = checked.get(id)!;
  const layer = layerFor(node);
  return !layer || !(setting in layer.settings) || isFormula(id, setting)
    ? undefined
    : resolveSettings(layer.settings, node.settings).settings[setting];
};

/** The same change in as few of the branches' layers as mends it: each alone, else all. */
function settingEverywhere(misfit: Misfit, apart: readonly string[], size: SizeSetting): Repair[] {
  const able = apart.filter((id) => settingOf(misfit, id, size.setting) === size.from);
  const mends = (ids: readonly string[]) => takes(misfit, inputsSized(misfit, ids, size));
  const alone = able.filter((id) => mends([id])).slice(0, 1);
  const found = alone.length > 0 ? alone : able.length > 1 && mends(able) ? able : [];
  return found.length > 0 ? [sized(misfit, found, size)] : [];
}

const inputsSized = (misfit: Misfit, ids: readonly string[], { setting, to }: SizeSetting) =>
  inputsWith(misfit, new Map(ids.map((id) => [id, { [setting]: to }])));

const sized = ({ checked }: Misfit, ids: readonly string[], { setting, to, title }: SizeSetting): Repair => ({
  title: phrase(title, { names: all(ids.map((id) => nameOf(checked.get(id)!.node))) }),
  actions: ids.map((node): RepairAction => ({ kind: 'set', node, setting, value: to })),
});

/** Where sizes and channels differ at once: the size is kept, and what then still differs is projected. */
function both(misfit: Misfit, apart: readonly string[]): Repair[] {
  for (const size of SIZES) {
    const able = apart.filter((id) => settingOf(misfit, id, size.setting) === size.from);
    const inputs = able.length > 0 ? inputsSized(misfit, able, size) : undefined;
    const [second] = inputs ? projecting({ ...misfit, inputs }) : [];
    if (!second) continue;
    const first = sized(misfit, able, size);
    const title = phrase('one-then-other', { first: first.title, second: second.title });
    return [{ title, actions: [...first.actions, ...second.actions] }];
  }
  return [];
}

/** A whole number of a layer, such as its filters, as the other branch has it. */
function matching(misfit: Misfit, apart: readonly string[]): Repair[] {
  const { inputs, checked } = misfit;
  for (const id of apart.toReversed()) {
    const { node, outputs } = checked.get(id)!;
    const layer = layerFor(node);
    if (!layer || !outputs[0]) continue;
    for (const [setting, { kind }] of Object.entries(layer.settings)) {
      const own = settingOf(misfit, id, setting);
      if (kind !== 'int' || typeof own !== 'number' || !outputs[0].shape.includes(own)) continue;
      for (const value of new Set(inputs.flatMap(({ shape }) => shape.slice(1) as number[]))) {
        if (value === own || !takes(misfit, inputsWith(misfit, new Map([[id, { [setting]: value }]])))) continue;
        const title = phrase('set-setting-of', {
          setting: settingName('layers', layer, setting),
          name: nameOf(node),
          value,
        });
        return [{ title, actions: [{ kind: 'set', node: id, setting, value }] }];
      }
    }
  }
  return [];
}

/** A learned projection in the branch that has fewer layers of its own, as residual networks have it. */
function projecting(misfit: Misfit): Repair[] {
  const { node, sources, inputs, wires, isWithin } = misfit;
  if (inputs.length !== 2 || node.steps !== undefined || sources.some((edge) => isWithin(edge!.from.node))) return [];
  const [first, second] = sources.map((edge) => ancestorsOf(edge!.from.node, wires).size) as [number, number];
  const short = first <= second ? 0 : 1;
  const [from, to] = [inputs[short]!, inputs[1 - short]!];
  if (from.shape.length !== to.shape.length) return [];
  for (const { type, settings, width } of projections(from, to)) {
    // a length is no number of features
    if (type === 'dense' && misfit.said.code === 'sizes-mismatch') continue;
    const made = madeBy(type, from, settings);
    if (!made || !takes(misfit, inputs.with(short, made))) continue;
    const edge = sources[short]!;
    const title = phrase(type === 'dense' ? 'project-features' : 'project-channels', {
      name: nameOf(misfit.checked.get(edge.from.node)!.node),
      count: width,
    });
    return [
      {
        title,
        actions: [{ kind: 'insertBefore', node: node.id, port: edge.to.port, from: edge.from, type, settings }],
      },
    ];
  }
  return [];
}

/** A convolution of one place with the stride that leaves as many, or a Dense over features. */
function projections(from: TensorType, to: TensorType) {
  const rank = from.shape.length - 2;
  const [channels, ...sizes] = to.shape.slice(1) as number[];
  const stride = sizes.map((size, axis) => Math.ceil(Number(from.shape[axis + 2]) / size));
  const features = Number(to.shape.at(-1));
  const dense = { type: 'dense', width: features, settings: { units: features } };
  if (from.shape.length < 4 && sameShape(from.shape.slice(0, -1), to.shape.slice(0, -1))) return [dense];
  const filters = { filters: channels!, kernel: sizes.map(() => 1), stride };
  return [...(layerOf(`conv${rank}d`) ? [{ type: `conv${rank}d`, width: channels!, settings: filters }] : []), dense];
}

/** Maps beside a row of numbers. */
function flattening(misfit: Misfit): Repair[] {
  const { node, sources, inputs, isWithin } = misfit;
  const ranks = inputs.map(({ shape }) => shape.length);
  if (!ranks.includes(2) || ranks.every((rank) => rank === 2) || sources.some((edge) => isWithin(edge!.from.node)))
    return [];
  const flat = inputs.map((type) => (type.shape.length === 2 ? type : madeBy('flatten', type)));
  if (flat.some((type) => !type) || !takes(misfit, flat as TensorType[])) return [];
  const actions = sources.flatMap((edge, i): RepairAction[] =>
    ranks[i] === 2
      ? []
      : [{ kind: 'insertBefore', node: node.id, port: edge!.to.port, from: edge!.from, type: 'flatten' }],
  );
  return [{ title: phrase('insert-flatten'), actions }];
}

/** Labels and losses: targets that a loss cannot take, with what would let it, and what the classes of an output are called. */
import type { ClassNames } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import { choosesClass, labelRange, type LabelRange, type StrayLabels } from '../learn/comparison.ts';
import { lossOf } from '../learn/index.ts';
import { layerFor } from '../layers/index.ts';
import { type CheckedGraph, checkGraph } from '../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../passes/compile.ts';
import { isFormula } from '../passes/expand.ts';
import { definitionName, phrase, verbatim } from '../phrases.ts';
import { isError, type Problem, problem, type Repair } from '../problems.ts';
import { resolveSettings, settingName } from '../settings.ts';
import type { TensorType } from '../types/tensor.ts';

type LossConfig = Document['training']['losses'][number];

/**
 * Whether a target of whole numbers is meant as class numbers: a loss takes it as those, and not as the numbers that they are. A class
 * at each step of a sequence, or for each pixel.
 */
export const takesLabels =
  (document: Document, checked: CheckedGraph) =>
  (key: string, numbers: TensorType): boolean =>
    document.training.losses.some(({ loss: { type, settings }, target }, i) => {
      const judged = target === key ? judgedOutput(document, checked, i) : undefined;
      const output = typeof judged === 'string' ? checked.nodes.get(judged)?.outputs[0] : undefined;
      const loss = lossOf(type);
      if (!loss || !output) return false;
      const resolved = resolveSettings(loss.settings, settings).settings;
      const fits = (given: TensorType) => loss.accepts(output, given, resolved) === undefined;
      return !fits(numbers) && fits({ ...numbers, dtype: 'int32' });
    });

/** What `find` says of the targets of each loss that has a range for them. */
export const outOfRange = (
  document: Document,
  checked: CheckedGraph,
  targets: TargetTypes,
  find: (config: LossConfig, range: LabelRange) => StrayLabels | undefined,
): Problem[] =>
  document.training.losses.flatMap((config, i) => {
    const judged = judgedOutput(document, checked, i) as string;
    const loss = lossOf(config.loss.type)!;
    const output = checked.nodes.get(judged)!.outputs[0]!;
    const range = labelRange(loss, config.loss.settings, output, targets[config.target]!);
    const stray = range && find(config, range);
    if (!stray) return [];
    const { label, row, largest } = stray;
    const { least, most, classes } = range;
    if (classes === undefined) {
      const column = verbatim(document.data.targets[config.target]?.column ?? config.target);
      const taker = definitionName('losses', loss);
      return [problem('value-out-of-range', { row, column, value: label, taker, least, most })];
    }
    const repairs = [
      ...(largest > most ? enlarging(document, checked, judged, largest + 1) : []),
      ...ignoring(config, i, stray),
    ];
    return [problem('label-out-of-range', { label, row, classes, last: most }, { node: judged, repairs })];
  });

/** A label that is always the same stands for something else, such as padding. */
function ignoring({ loss: { type, settings } }: LossConfig, i: number, { label, alike }: StrayLabels): Repair[] {
  const loss = lossOf(type)!;
  const able = loss.ignored && loss.ignored(resolveSettings(loss.settings, settings).settings) === undefined;
  if (!able || !alike) return [];
  const value = { ...settings, ignore: true, ignored: label };
  return [
    {
      title: phrase('ignore-label', { label }),
      actions: [{ kind: 'configure', path: ['training', 'losses', i, 'loss', 'settings'], value }],
    },
  ];
}

/** More classes than anybody tells apart: the labels are something else. */
const MOST = 1_000_000;

/** The setting before the judged output that says how many outputs there are, found by trying. */
function enlarging({ graph }: Document, checked: CheckedGraph, judged: string, wanted: number): Repair[] {
  const classes = checked.nodes.get(judged)!.outputs[0]!.shape.at(-1)!;
  if (wanted > MOST) return [];
  for (let id: string | undefined = judged; id !== undefined; id = before(checked, id)) {
    const node = graph.nodes.find((one) => one.id === id);
    const layer = node && layerFor(node);
    if (!node || !layer) return []; // within a block
    for (const [setting, value] of Object.entries(resolveSettings(layer.settings, node.settings).settings)) {
      if (value !== classes || isFormula(node.settings[setting])) continue;
      const larger = { ...node, settings: { ...node.settings, [setting]: wanted } };
      const after = checkGraph({ ...graph, nodes: graph.nodes.map((one) => (one === node ? larger : one)) });
      if (after.problems.some(isError) || after.nodes.get(judged)?.outputs[0]?.shape.at(-1) !== wanted) continue;
      const title = phrase('set-setting', { setting: settingName('layers', layer, setting), value: wanted });
      return [{ title, actions: [{ kind: 'set', node: node.id, setting, value: wanted }] }];
    }
  }
  return [];
}

/** The node that feeds a node, where that is one. */
function before({ expanded: { graph } }: CheckedGraph, id: string): string | undefined {
  const feeding = graph.edges.filter(({ to }) => to.node === id);
  return feeding.length === 1 ? feeding[0]!.from.node : undefined;
}

/** The names of the values of each output, by its node, where a loss chooses one of just these classes. */
export function outputClasses(
  document: Document,
  checked: CheckedGraph,
  classes: ClassNames,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [i, { loss, target }] of document.training.losses.entries()) {
    const names = Object.hasOwn(classes, target) ? classes[target]! : undefined;
    const spec = lossOf(loss.type);
    const judged = judgedOutput(document, checked, i);
    if (!names || !spec || !choosesClass(spec) || typeof judged !== 'string') continue;
    const { shape } = checked.nodes.get(judged)!.outputs[0]!;
    if (shape.length === 2 && shape[1] === names.length) found.set(judged, names);
  }
  return found;
}

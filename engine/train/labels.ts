/** Labels and losses: targets that a loss cannot take, with what would let it, . */
import type { Column } from '../data/define.ts';
import { type Feed, typeOf } from '../data/feeds.ts';
import { type Document, nameOf } from '../graph/document.ts';
import { layerName } from '../layers/define.ts';
import { layerFor } from '../layers/index.ts';
import { labelRange, type LabelRange, type StrayLabels } from '../learn/comparison.ts';
import type { Loss } from '../learn/define.ts';
import { lossOf } from '../learn/index.ts';
import type { CheckedGraph, CheckedNode } from '../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../passes/compile.ts';
import { lossRepairs } from '../passes/lossRepairs.ts';
import { resized } from '../passes/resizedOutput.ts';
import { definitionName, type Phrase, phrase, verbatim } from '../phrases.ts';
import { type Problem, problem, type Repair } from '../problems.ts';
import { resolveSettings } from '../settings.ts';
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
  columnOf: (target: string) => Column | undefined = () => undefined,
): Problem[] =>
  document.training.losses.flatMap((config, i) => {
    const judged = judgedOutput(document, checked, i) as string;
    const loss = lossOf(config.loss.type)!;
    const output = checked.nodes.get(judged)!.outputs[0]!;
    const range = labelRange(loss, config.loss.settings, output, targets[config.target]!);
    const stray = range && find(config, range);
    if (!stray) return [];
    const { label, largest, alike, where } = stray;
    const { least, most, classes } = range;
    if (classes === undefined) {
      const column = verbatim(document.data.targets[config.target]?.column ?? config.target);
      const taker = definitionName('losses', loss);
      return [problem('value-out-of-range', { where, column, value: label, taker, least, most })];
    }
    const repairs = [
      ...(largest > most ? resized(document, checked, judged, largest + 1) : []),
      ...ignoring(config, i, stray),
    ];
    const source = columnOf(config.target);
    // that there are more classes says more than one of their rows; a single number far off is something else
    if (label >= 0 && (!alike || label === classes) && source?.classes?.length === largest + 1) {
      const layer = nameOfNode(checked.nodes.get(judged)!);
      const said = { column: verbatim(source.name), count: largest + 1, layer, outputs: classes };
      return [problem('classes-mismatch', said, { node: judged, repairs })];
    }
    return [problem('label-out-of-range', { label, where, classes, last: most }, { node: judged, repairs })];
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

/**
 * What a target's own classes say: there are more than the output has places for, or fewer, or they are taken as amounts. Losses whose
 * types do not fit are said elsewhere.
 */
export const unfitClasses = (document: Document, checked: CheckedGraph, feeds: readonly Feed[]): Problem[] =>
  document.training.losses.flatMap((config, index) => {
    const column = feeds.find(({ name }) => name === `target:${config.target}`)?.column;
    const output = judgedOutput(document, checked, index);
    const loss = lossOf(config.loss.type);
    if (!loss || typeof output !== 'string' || column?.dtype !== 'int32' || !column.classes) return [];
    const prediction = checked.nodes.get(output)?.outputs[0];
    const target = typeOf(column);
    const { settings } = resolveSettings(loss.settings, config.loss.settings);
    if (!prediction || loss.accepts(prediction, target, settings)) return [];
    const range = labelRange(loss, config.loss.settings, prediction, target);
    const said = unfit(loss, range, column, checked.nodes.get(output)!);
    if (!said) return [];
    const classes = column.classes.length;
    const repairs =
      said.code === 'classes-mismatch' || said.code === 'classes-fewer'
        ? resized(document, checked, output, classes)
        : lossRepairs({ document, checked, index, output, target, classes });
    return [{ ...said, node: output, repairs }];
  });

function unfit(
  loss: Loss,
  range: LabelRange | undefined,
  { name, kind, classes = [] }: Column,
  judged: CheckedNode,
): Problem | undefined {
  const column = verbatim(name);
  const count = classes.length;
  const largest = range?.ignored === count - 1 ? count - 2 : count - 1;
  if (range && largest > range.most)
    return range.classes === undefined
      ? problem('classes-beyond', {
          column,
          count,
          loss: definitionName('losses', loss),
          least: range.least,
          most: range.most,
        })
      : problem('classes-mismatch', { column, count, layer: nameOfNode(judged), outputs: range.classes });
  if (range?.classes && kind === 'category' && loss.compares !== 'label-sequences' && count < range.classes)
    return problem('classes-fewer', { column, count, layer: nameOfNode(judged), outputs: range.classes });
  // two are yes and no, which may be 1 and 0
  if (loss.compares === 'numbers' && count > 2)
    return problem('classes-as-numbers', { column, loss: definitionName('losses', loss) });
  return undefined;
}

const nameOfNode = ({ node }: CheckedNode): Phrase => layerName({ layer: layerFor(node)!, name: nameOf(node) });

/** What would let an output be judged by what the data gives: another loss, another size of the output, or both. */
import type { Document } from '../graph/document.ts';
import type { Comparison, Loss } from '../learn/define.ts';
import { LOSSES, lossOf } from '../learn/index.ts';
import { definitionName, phrase } from '../phrases.ts';
import type { Repair, RepairAction } from '../problems.ts';
import { resolveSettings } from '../settings.ts';
import { formatShape } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';
import type { CheckedGraph } from './check.ts';
import { type Resized, resizedOutput } from './resizedOutput.ts';

interface Judged {
  readonly document: Document;
  readonly checked: CheckedGraph;
  /** Which of the losses. */
  readonly index: number;
  readonly output: string;
  readonly target: TensorType;
  /** How many classes the target has, where it names them. */
  readonly classes?: number | undefined;
}

/** The repairs, the one that changes least first. */
export function lossRepairs(judged: Judged): Repair[] {
  const { document, checked, index, output, target, classes } = judged;
  const given = document.training.losses[index]!.loss;
  const own = lossOf(given.type);
  const prediction = checked.nodes.get(output)?.outputs[0];
  if (!own || !prediction) return [];
  const labels = target.dtype === 'int32';
  const usual = usualLoss(labels ? 'classes' : 'numbers');
  const size = classes ?? (labels ? undefined : target.shape.length > 1 ? Number(target.shape.at(-1)) : 1);
  const other = size === undefined ? undefined : resizedOutput(document, checked, output, size);
  const fits = (loss: Loss, type: TensorType | undefined, settings = {}) =>
    type !== undefined && !loss.accepts(type, target, resolveSettings(loss.settings, settings).settings);
  const repairs: Repair[] = [];
  if (!labels && other && fits(own, other.output, given.settings)) repairs.push(setting(other, size!));
  if (own !== usual && hasPlaces(prediction, labels ? classes : undefined) && fits(usual, prediction))
    repairs.push(taking(usual, index));
  else if (own !== usual && other && fits(usual, other.output)) repairs.push(taking(usual, index, other, size));
  const middle = croppedTo(prediction, target);
  if (middle && fits(own, middle.type, given.settings))
    repairs.push({
      title: phrase('crop-to', { size: formatShape(middle.size) }),
      actions: [
        { kind: 'append', node: output, port: 'output', type: 'crop', settings: { by: 'size', size: middle.size } },
      ],
    });
  return repairs;
}

/** Maps that are larger than those of the target, cut down to their middle: what padding made too much of. */
function croppedTo({ dtype, shape }: TensorType, target: TensorType): { type: TensorType; size: number[] } | undefined {
  const [own, given] = [shape.slice(1).map(Number), target.shape.slice(1).map(Number)];
  if (own.length < 3) return undefined;
  const size = [given, [...given, own.at(-1)!], [own[0]!, ...given]].find(
    (sizes) =>
      sizes.length === own.length &&
      sizes.every((length, i) => length <= own[i]!) &&
      // the channels stay
      [1, 2].includes(sizes.filter((length, i) => length !== own[i]).length),
  );
  return size && { type: { dtype, shape: ['N', ...size] }, size };
}

/** Whether an output has a place for each class, or at least for two. */
const hasPlaces = ({ shape }: TensorType, classes = 0): boolean => classes === 0 || Number(shape.at(-1)) >= classes;

/** The first of the losses of a kind: the one that most take. */
const usualLoss = (compares: Comparison): Loss => LOSSES.find((loss) => loss.compares === compares)!;

const setting = ({ setting, action }: Resized, value: number): Repair => ({
  title: phrase('set-setting', { setting, value }),
  actions: [action],
});

function taking(loss: Loss, index: number, other?: Resized, size?: number): Repair {
  const named = definitionName('losses', loss);
  const take: RepairAction = {
    kind: 'configure',
    path: ['training', 'losses', index, 'loss'],
    value: { type: loss.id, settings: {} },
  };
  return other
    ? {
        title: phrase('take-loss-and-set', { loss: named, setting: other.setting, value: size! }),
        actions: [take, other.action],
      }
    : { title: phrase('take-loss', { loss: named }), actions: [take] };
}

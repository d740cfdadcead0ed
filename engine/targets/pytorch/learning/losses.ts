/** `losses.py` of an exported project: PyTorch's own losses where they are the engine's, the others from the engine's programs. */
import type { Document } from '../../../graph/document.ts';
import { lossOf } from '../../../learn/index.ts';
import { known } from '../../../learn/losses/common/weighting.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../../../passes/compile.ts';
import { resolveSettings } from '../../../settings.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { helpersFor } from '../../python/dialect.ts';
import { torch } from '../dialect.ts';
import type { ModelSource } from '../model/model.ts';
import { literal, numberText, PythonNames, PythonWriter, snake } from '../../python/text.ts';
import { TOTALS } from '../../python/totals.ts';
import { moduleSource, programFunction } from '../../python/functions.ts';

interface Judged {
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly prediction: TensorType;
  readonly target: TensorType;
  readonly weights: TensorType | undefined;
}

/** What rows cost by PyTorch's word, as the body of a function; undefined where the engine's own is printed. */
function ownWord({ type, settings: given, prediction, target, weights }: Judged): readonly string[] | undefined {
  if (weights) return undefined;
  const { settings: s } = resolveSettings(lossOf(type)!.settings, given);
  const isPlain = JSON.stringify(prediction.shape) === JSON.stringify(target.shape);
  const summed = (call: string) => [`return ${call}, prediction.numel()`];
  switch (type) {
    case 'crossEntropy': {
      if (target.dtype !== 'int32' || (s.classWeights as number[]).length > 0 || s.ignore === true) return undefined;
      const smooth = Number(s.labelSmoothing) > 0 ? `, label_smoothing=${numberText(Number(s.labelSmoothing))}` : '';
      const rank = prediction.shape.length;
      // PyTorch has the classes along the second axis
      const rows = rank > 2 ? 'prediction.flatten(0, -2)' : 'prediction';
      const labels = rank > 2 ? 'target.flatten()' : 'target';
      return [`return F.cross_entropy(${rows}, ${labels}${smooth}, reduction="sum"), target.numel()`];
    }
    case 'meanSquaredError':
      return isPlain ? summed('F.mse_loss(prediction, target, reduction="sum")') : undefined;
    case 'meanAbsoluteError':
      return isPlain ? summed('F.l1_loss(prediction, target, reduction="sum")') : undefined;
    case 'huber':
      return isPlain
        ? summed(`F.huber_loss(prediction, target, delta=${numberText(Number(s.delta))}, reduction="sum")`)
        : undefined;
    case 'smoothL1':
      return isPlain
        ? summed(`F.smooth_l1_loss(prediction, target, beta=${numberText(Number(s.beta))}, reduction="sum")`)
        : undefined;
    case 'binaryCrossEntropy':
      return isPlain && s.positiveWeight === 1
        ? summed('F.binary_cross_entropy_with_logits(prediction, target, reduction="sum")')
        : undefined;
    default:
      return undefined;
  }
}

function lossFunction(name: string, judged: Judged): string {
  const { type, settings, prediction, target, weights } = judged;
  const loss = lossOf(type)!;
  const doc = `${loss.title}. ${loss.doc}`;
  const own = ownWord(judged);
  if (own) {
    const w = new PythonWriter();
    w.block(`def ${name}(prediction, target):`, () => {
      w.doc(doc);
      for (const line of own) w.line(line);
    });
    return w.toString();
  }
  return programFunction(
    torch,
    name,
    doc,
    { prediction, target, ...(weights && { weights }) },
    (b, { prediction: x, target: t, weights: counts }) => {
      const { sum, weight } = loss.lower(
        b,
        x!,
        known(b, t!, counts),
        resolveSettings(loss.settings, settings).settings,
        counts,
      );
      return [sum, weight];
    },
  );
}

/** Parameters with a penalty of their own, by what it is. */
function penalties({ weights }: ModelSource): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { path, spec, node } of weights) {
    const { l1 = 0, l2 = 0 } = node.regularization ?? {};
    if ((spec.role ?? 'weight') !== 'weight' || l1 + l2 === 0) continue;
    const terms = [
      ...(l1 > 0 ? [`${numberText(l1)} * weight.abs().sum()`] : []),
      ...(l2 > 0 ? [`${numberText(l2)} * weight.square().sum()`] : []),
    ].join(' + ');
    found.set(terms, [...(found.get(terms) ?? []), path]);
  }
  return found;
}

export function lossesSource(
  document: Document,
  checked: CheckedGraph,
  source: ModelSource,
  targets: TargetTypes,
): string {
  const { losses } = document.training;
  const functions = new Map<string, string>();
  const names = new PythonNames(['outputs', 'targets', 'costs', 'penalty', 'prediction', 'target', 'weights']);
  const terms = losses.map(({ loss: { type, settings }, target, weight, sampleWeights }, i) => {
    const judged = judgedOutput(document, checked, i) as string;
    const about: Judged = {
      type,
      settings,
      prediction: checked.nodes.get(judged)!.outputs[0]!,
      target: targets[target]!,
      weights: sampleWeights === undefined ? undefined : targets[sampleWeights]!,
    };
    const body = lossFunction('loss', about);
    const name = functions.get(body) ?? names.make(snake(type));
    functions.set(body, name);
    const given = [target, ...(sampleWeights === undefined ? [] : [sampleWeights])].map(
      (key) => `targets[${literal(key)}]`,
    );
    const call = `${name}(outputs[${source.outputs.indexOf(judged)}], ${given.join(', ')})`;
    return weight === 1 ? call : `times(${numberText(weight)}, *${call})`;
  });
  const text = [...functions].map(([body, name]) => body.replace('def loss(', `def ${name}(`));
  const held = penalties(source);
  const penalized = held.size > 0 || source.penalizes;
  const w = new PythonWriter();
  if (terms.some((term) => term.startsWith('times(')))
    w.block('def times(share, cost, weight):', () => w.line('return share * cost, weight'))
      .line()
      .line();
  if (penalized)
    w.block('def penalty(model):', () => {
      w.doc('What weights and layers add to the loss, whatever the rows are.');
      w.line('# of a compiled network and of one that is copied to several processes, the network itself');
      w.line('model = getattr(model, "module", model)').line('model = getattr(model, "_orig_mod", model)');
      w.line('total = 0.0');
      for (const [rule, paths] of held) {
        w.block(`for name in ${literal(paths)}:`, () => {
          w.line('weight = model.get_parameter(name)');
          w.line('weight = weight.full_tensor() if hasattr(weight, "full_tensor") else weight');
          w.line(`total = total + ${rule}`);
        });
      }
      if (source.penalizes)
        w.block('for module in model.modules():', () => w.line('total = total + getattr(module, "penalty", 0.0)'));
      w.line('return total');
    })
      .line()
      .line();
  w.block('def costs(model, outputs, targets):', () => {
    w.doc(
      'What a batch costs by each loss, and how much it counts: batches add up, and the loss is the one divided by the other.',
    );
    if (penalized) w.line('rows = outputs[0].shape[0]');
    w.line(`return [${[...terms, ...(penalized ? ['(penalty(model) * rows, rows)'] : [])].join(', ')}]`);
  });
  const costs = w.toString();
  const whole = [...helpersFor(torch, text.join('\n')), ...text, costs, LOSS].join('\n\n');
  return moduleSource(torch, 'What training makes small.', whole);
}

const LOSS = `def mean(parts):
    """The loss of rows, from what they cost and how much that counts; 0 where nothing counts."""
    return sum(cost / weight if weight > 0 else 0.0 * cost for cost, weight in parts)


def number(value):
    return float(value.detach()) if torch.is_tensor(value) else float(value)


${TOTALS}`;

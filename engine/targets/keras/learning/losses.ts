/** `losses.py` of an exported project: Keras's own losses where they are the engine's, the others from the engine's programs. */
import type { Document } from '../../../graph/document.ts';
import { lossOf } from '../../../learn/index.ts';
import { known } from '../../../learn/losses/common/weighting.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../../../passes/compile.ts';
import { resolveSettings } from '../../../settings.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { helpersFor } from '../../python/dialect.ts';
import { moduleSource, programFunction } from '../../python/functions.ts';
import { literal, numberText, PythonNames, PythonWriter, snake } from '../../python/text.ts';
import { TOTALS } from '../../python/totals.ts';
import { keras } from '../dialect.ts';
import type { ModelSource } from '../model/model.ts';

interface Judged {
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly prediction: TensorType;
  readonly target: TensorType;
  readonly weights: TensorType | undefined;
}

/** What rows cost by Keras's word; undefined where the engine's own is printed. */
function ownWord({ type, settings: given, target, weights }: Judged): string | undefined {
  const { settings: s } = resolveSettings(lossOf(type)!.settings, given);
  const isPlain =
    type === 'crossEntropy' &&
    target.dtype === 'int32' &&
    (s.classWeights as number[]).length === 0 &&
    s.ignore !== true &&
    Number(s.labelSmoothing) === 0;
  return isPlain && !weights
    ? 'keras.losses.sparse_categorical_crossentropy(target, prediction, from_logits=True)'
    : undefined;
}

function lossFunction(judged: Judged): string {
  const { type, settings, prediction, target, weights } = judged;
  const loss = lossOf(type)!;
  const doc = `${loss.title}. ${loss.doc}`;
  const own = ownWord(judged);
  if (own) {
    const w = new PythonWriter();
    w.block('def loss(prediction, target):', () => {
      w.doc(doc).line(`costs = ${own}`).line('return ops.sum(costs), ops.cast(ops.size(costs), "float32")');
    });
    return w.toString();
  }
  return programFunction(
    keras,
    'loss',
    doc,
    { prediction, target, ...(weights && { weights }) },
    (b, { prediction: x, target: t, weights: counts }) => {
      const { settings: resolved } = resolveSettings(loss.settings, settings);
      const { sum, weight } = loss.lower(b, x!, known(b, t!, counts), resolved, counts);
      return [sum, weight];
    },
  );
}

export function lossesSource(
  document: Document,
  checked: CheckedGraph,
  source: ModelSource,
  targets: TargetTypes,
): string {
  const functions = new Map<string, string>();
  const names = new PythonNames(['outputs', 'targets', 'costs', 'extra', 'prediction', 'target', 'weights', 'number']);
  const terms = document.training.losses.map(({ loss: { type, settings }, target, weight, sampleWeights }, i) => {
    const judged = judgedOutput(document, checked, i) as string;
    const body = lossFunction({
      type,
      settings,
      prediction: checked.nodes.get(judged)!.outputs[0]!,
      target: targets[target]!,
      weights: sampleWeights === undefined ? undefined : targets[sampleWeights]!,
    });
    const name = functions.get(body) ?? names.make(snake(type));
    functions.set(body, name);
    const given = [target, ...(sampleWeights === undefined ? [] : [sampleWeights])].map(
      (key) => `targets[${literal(key)}]`,
    );
    const call = `${name}(outputs[${source.outputs.indexOf(judged)}], ${given.join(', ')})`;
    return weight === 1 ? call : `times(${numberText(weight)}, *${call})`;
  });
  const text = [...functions].map(([body, name]) => body.replace('def loss(', `def ${name}(`));
  const w = new PythonWriter();
  if (terms.some((term) => term.startsWith('times(')))
    w.block('def times(share, cost, weight):', () => w.line('return share * cost, weight'))
      .line()
      .line();
  w.block('def costs(outputs, targets, extra=()):', () => {
    w.doc(
      'What a batch costs by each loss, and how much it counts: batches add up, and the loss is the one divided by the other.',
    );
    w.line(`found = [${terms.join(', ')}]`);
    w.block('if extra:', () =>
      w
        .line('# what weights and layers add, whatever the rows are')
        .line('rows = ops.cast(ops.shape(outputs[0])[0], "float32")')
        .line('found.append((sum(extra) * rows, rows))'),
    );
    w.line('return found');
  });
  const whole = [...helpersFor(keras, text.join('\n')), ...text, w.toString(), LOSS].join('\n\n');
  return moduleSource(keras, 'What training makes small.', whole);
}

const LOSS = `def mean(parts):
    """The loss of rows, from what they cost and how much that counts; 0 where nothing counts."""
    found = 0.0
    for cost, weight in parts:
        weight = ops.cast(weight, "float32")
        counts = weight > 0
        found = found + ops.where(counts, cost / ops.where(counts, weight, 1.0), 0.0)
    return found


class Network(keras.Model):
    """The network as it learns: its loss is what the rows cost."""

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        outputs = y_pred if isinstance(y_pred, (list, tuple)) else [y_pred]
        y = {name: ops.convert_to_tensor(value) for name, value in y.items()}
        return mean(costs(outputs, y, self.losses))


def number(value):
    return float(ops.convert_to_numpy(value))


${TOTALS}`;

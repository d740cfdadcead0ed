/** A network that learns what is proposed for pictures, arrays or texts: a document that trains as it stands. */
import { readText } from '../../engine/data/language/chain.ts';
import type { DataProposal } from '../../engine/data/given/propose.ts';
import { transformed, transformFor } from '../../engine/data/transformed.ts';
import { logMel } from '../../engine/data/transforms/sounds/logMel.ts';
import { type Choice, type Document, documentSchema, FORMAT_VERSION } from '../../engine/graph/document.ts';
import { USUAL } from '../../engine/learn/usual.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { type LayerOutput, Net } from '../common/build.ts';
import { place } from '../common/layout.ts';
import { features, inUnits, SMALLEST, wordsInNumbers } from '../common/branches.ts';
import { gptBody } from '../transformers/transformers.ts';
import { unetBody } from '../segmentation.ts';

const BATCH = 32;
/** Steps in which so small a network learns what it can, and the epochs that it takes at least and at most. */
const STEPS = 2000;
const EPOCHS = { least: 5, most: 50 };

/** `name`: of the document. */
export function documentFromData(proposal: DataProposal, name: string): Document {
  const { dataset, input, target, task, rows } = proposal;
  const net = new Net();
  const fed = inputOf(net, proposal);
  const { transforms } = fed;
  const output = OUTPUTS[task.kind];
  output(net, fed.output, proposal);
  const perRow = task.kind === 'pixels' || task.kind === 'picture' ? 8 : BATCH;
  return documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    name,
    graph: place(net.network()),
    data: {
      dataset,
      inputs: { [fed.output.node]: { column: input.name, transforms } },
      targets: {
        [target.name]: { column: target.name, transforms: task.kind === 'picture' ? [SCALED] : [] },
        ...(task.kind === 'answer' && { [task.counts]: { column: task.counts, transforms: [] } }),
      },
    },
    training: {
      losses: [
        {
          target: target.name,
          loss: { type: lossOf(task.kind) },
          ...(task.kind === 'answer' && { sampleWeights: task.counts }),
        },
      ],
      metrics: metricsOf(task.kind).map((type) => ({ type })),
      optimizer: { type: 'adam' },
      learningRate: 0.002,
      batchSize: perRow,
      epochs: Math.min(EPOCHS.most, Math.max(EPOCHS.least, Math.ceil((STEPS * perRow) / Math.max(1, rows)))),
    },
  });
}

type TaskKind = DataProposal['task']['kind'];

function lossOf(kind: TaskKind): string {
  if (kind === 'labels') return USUAL.labels.loss;
  return kind === 'numbers' || kind === 'picture' ? 'meanSquaredError' : 'crossEntropy';
}

function metricsOf(kind: TaskKind): readonly string[] {
  if (kind === 'classes' || kind === 'labels') return USUAL[kind].metrics;
  if (kind === 'pixels') return ['iou', 'accuracy'];
  if (kind === 'answer') return ['perplexity', 'accuracy'];
  return kind === 'next' ? ['accuracy'] : kind === 'numbers' ? ['meanAbsoluteError', 'r2'] : ['meanAbsoluteError'];
}

const SCALED: Choice = { type: 'scale', settings: {} };
const STANDARDIZED: Choice = { type: 'standardize', settings: {} };

/** The input, as numbers of about one size. */
function inputOf(
  net: Net,
  { input, text }: DataProposal,
): { readonly output: LayerOutput; readonly transforms: readonly Choice[] } {
  if (text) return { output: net.input([text.length], 'int32'), transforms: readText(text.length, text.vocabulary) };
  if (input.kind === 'tokens') return { output: net.input(input.shape, 'int32'), transforms: [] };
  if (input.rate !== undefined) {
    // a sound is seen as the picture of its heights
    const heard = transformFor(logMel, input);
    const seen = transformed(input, { column: input.name, transforms: [heard] }, [])!;
    return { output: net.input(seen.shape), transforms: [heard, STANDARDIZED] };
  }
  const shape = input.shape.length === 0 ? [1] : input.shape;
  return { output: net.input(shape), transforms: [input.kind === 'image' ? SCALED : STANDARDIZED] };
}

/** One answer for a row: classes, or the numbers of the target. */
function judged(net: Net, input: LayerOutput, { text, target, task }: DataProposal): void {
  const seen = text ? wordsInNumbers(net, input, text.vocabulary, 'text') : features(net, input);
  if (task.kind === 'classes' || task.kind === 'labels') net.dense(seen, 'output', task.classes.length);
  else if (task.kind === 'numbers') {
    const numbers = net.dense(seen, 'output', sizeOf(target.shape));
    const shaped = target.shape.length > 1 ? net.add('reshape', numbers, { shape: target.shape }) : numbers;
    net.add('expression', shaped, { formula: inUnits(task) }, 'units');
  }
}

/** Maps as large as the picture, by a U-Net: classes of each pixel on the last axis, or another picture. */
function maps(net: Net, input: LayerOutput, { task, target }: DataProposal): void {
  const deep = Math.max(1, Math.min(3, Math.floor(Math.log2(Math.min(...input.shape.slice(1)) / SMALLEST))));
  const count = task.kind === 'pixels' ? task.classes.length : target.shape[0]!;
  const outputs = unetBody(net, input, { classes: count, depth: deep, width: 1 / 4, batchNorm: true });
  if (task.kind === 'pixels') net.add('permute', outputs, { order: [2, 3, 1] });
}

/** At each place of a row of tokens the one that follows. */
function following(net: Net, input: LayerOutput, { task }: DataProposal): void {
  if (task.kind !== 'next') return;
  const known = task.classes.length;
  const read = net.add('embedding', input, { vocabulary: known, width: 64 }, 'embedding');
  net.dense(net.add('gru', read, { units: 128, returns: 'sequence' }, 'gru'), 'output', known);
}

/** A small GPT: at each place the token that follows, of the prompt and what was answered so far. */
function answering(net: Net, input: LayerOutput, { task }: DataProposal): void {
  if (task.kind !== 'answer') return;
  const [length] = input.shape as readonly [number];
  gptBody(net, input, { vocabulary: task.classes.length, length, layers: 3, width: 96, heads: 4, dropout: 0.1 });
}

const OUTPUTS: Readonly<Record<TaskKind, (net: Net, input: LayerOutput, proposal: DataProposal) => void>> = {
  pixels: maps,
  picture: maps,
  next: following,
  answer: answering,
  classes: judged,
  labels: judged,
  numbers: judged,
};

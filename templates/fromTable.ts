/** A network that learns what is proposed for a table: a document that trains as it stands. */
import type { Proposal, RowTask } from '../engine/data/propose.ts';
import { FEATURES } from '../engine/data/propose.ts';
import { readText } from '../engine/data/language/chain.ts';
import { type ColumnConfig, type Document, documentSchema, FORMAT_VERSION } from '../engine/graph/document.ts';
import { USUAL } from '../engine/learn/usual.ts';
import { HIDDEN, features, inUnits, wordsInNumbers } from './common/branches.ts';
import { type LayerOutput, Net } from './common/build.ts';
import { forecastDocument } from './common/forecast.ts';
import { place } from './common/layout.ts';

const BATCH = 32;
/** Steps in which so small a network learns what it can, and the epochs that it takes at least and at most. */
const STEPS = 3000;
const EPOCHS = { least: 5, most: 100 };

/** Numbers that the steps of a sequence become. */
const STEPS_READ = 32;

/** `name`: of the document. */
export function documentFromTable(proposal: Proposal, name: string): Document {
  const { task, target, width, rows, dataset, joined, texts, sequences = [], pictures = [], split } = proposal;
  if (task.kind === 'forecast') return forecastDocument(proposal, task, name);
  const predicted = [{ target, task }, ...(proposal.others ?? [])];
  const net = new Net();
  const inputs: Record<string, ColumnConfig> = {};
  const read: LayerOutput[] = [];
  if (width > 0) {
    const input = net.input([width]);
    inputs[input.node] = { column: FEATURES, transforms: [] };
    read.push(input);
  }
  for (const [i, { column, length, vocabulary }] of texts.entries()) {
    const input = net.input([length], 'int32');
    inputs[input.node] = { column, transforms: readText(length, vocabulary) };
    read.push(wordsInNumbers(net, input, vocabulary, texts.length > 1 ? `text.${i}` : 'text'));
  }
  for (const [i, { column, length }] of sequences.entries()) {
    const input = net.input([length, 1]);
    inputs[input.node] = { column, transforms: [{ type: 'standardize', settings: { per: 'column' } }] };
    read.push(net.add('gru', input, { units: STEPS_READ }, sequences.length > 1 ? `sequence.${i}` : 'sequence'));
  }
  for (const [i, { column, shape }] of pictures.entries()) {
    const input = net.input(shape);
    inputs[input.node] = { column, transforms: [{ type: 'scale', settings: {} }] };
    read.push(net.scope(pictures.length > 1 ? `picture.${i}` : 'picture', () => features(net, input)));
  }
  let x = read.length === 1 ? read[0]! : net.add('concatenate', read);
  HIDDEN.forEach((units, i) => {
    x = net.activate(net.dense(x, `hidden.${i}`, units), 'relu');
  });
  const heads = predicted.map((one) => headFor(net, x, one, predicted.length === 1));
  const epochs = Math.ceil((STEPS * BATCH) / Math.max(1, rows));
  return documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    name,
    graph: place(net.network()),
    data: {
      dataset,
      ...(width > 0 && { joined }),
      inputs,
      targets: Object.fromEntries(
        heads.map((head) => [head.target, { column: head.target, transforms: head.transforms }]),
      ),
      ...(split && { split }),
    },
    training: {
      losses: heads.map((head) => head.loss),
      metrics: heads.flatMap(({ metrics }) => metrics),
      optimizer: { type: 'adam' },
      learningRate: 0.003,
      batchSize: BATCH,
      epochs: Math.min(EPOCHS.most, Math.max(EPOCHS.least, epochs)),
    },
  });
}

/**
 * The layers that answer for one target, and how they are judged. Of several the errors stand beside each other in one sum: numbers are
 * learned with a deviation of one, so that none outweighs the others by its unit.
 */
function headFor(
  net: Net,
  x: LayerOutput,
  { target, task }: { readonly target: string; readonly task: RowTask },
  isAlone: boolean,
) {
  const { loss: type, metrics } = USUAL[task.kind];
  const output = net.dense(
    x,
    isAlone ? 'output' : `output.${target}`,
    task.kind === 'number' ? 1 : task.classes.length,
  );
  if (isAlone && task.kind === 'number') net.add('expression', output, { formula: inUnits(task) }, 'units');
  const isScaled = !isAlone && task.kind === 'number';
  return {
    target,
    transforms: isScaled ? [{ type: 'standardize', settings: {} }] : [],
    loss: { target, loss: { type }, ...(!isAlone && { output: output.node }) },
    metrics: metrics.map((type) => ({ type, ...(!isAlone && { target }) })),
  };
}

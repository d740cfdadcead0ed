/** A network that learns what is proposed for a table: a document that trains as it stands. */
import type { Proposal } from '../engine/data/propose.ts';
import { FEATURES } from '../engine/data/propose.ts';
import { type Document, documentSchema, FORMAT_VERSION } from '../engine/graph/document.ts';
import { Net } from './common/build.ts';
import { place } from './common/layout.ts';

const HIDDEN = [64, 32];
const BATCH = 32;
/** Steps in which so small a network learns what it can, and the epochs that it takes at least and at most. */
const STEPS = 3000;
const EPOCHS = { least: 5, most: 100 };

/** `name`: of the document. */
export function documentFromTable({ task, target, width, rows, dataset, joined }: Proposal, name: string): Document {
  const net = new Net();
  const input = net.input([width]);
  let x = input;
  HIDDEN.forEach((units, i) => {
    x = net.activate(net.dense(x, `hidden.${i}`, units), 'relu');
  });
  if (task.kind === 'classes') net.dense(x, 'output', task.classes.length);
  else net.add('expression', net.dense(x, 'output', 1), { formula: inUnits(task) }, 'units');
  const epochs = Math.ceil((STEPS * BATCH) / Math.max(1, rows));
  return documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    name,
    graph: place(net.network()),
    data: {
      dataset,
      joined,
      inputs: { [input.node]: { column: FEATURES, transforms: [] } },
      targets: { [target]: { column: target, transforms: [] } },
    },
    training: {
      losses: [{ target, loss: { type: task.kind === 'classes' ? 'crossEntropy' : 'meanSquaredError' } }],
      metrics: (task.kind === 'classes' ? ['accuracy', 'confusionMatrix'] : ['meanAbsoluteError', 'r2']).map(
        (type) => ({
          type,
        }),
      ),
      optimizer: { type: 'adam' },
      learningRate: 0.003,
      batchSize: BATCH,
      epochs: Math.min(EPOCHS.most, Math.max(EPOCHS.least, epochs)),
    },
  });
}

/** What the last layer gives is about as wide as one; the target has a size and a place of its own. */
function inUnits({ mean, deviation }: { readonly mean: number; readonly deviation: number }): string {
  const short = (value: number) => String(Number(value.toPrecision(3)));
  return `x * ${short(deviation)} + ${short(mean)}`.replace('+ -', '- ');
}

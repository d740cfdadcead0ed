/** A network that foretells a series: a document that trains as it stands. */
import { FUTURE, PAST } from '../../engine/data/datasets/series.ts';
import type { Proposal } from '../../engine/data/propose.ts';
import { type Document, documentSchema, FORMAT_VERSION } from '../../engine/graph/document.ts';
import { Net } from './build.ts';
import { place } from './layout.ts';

const BATCH = 32;
const EPOCHS = { least: 5, most: 300 };
type Forecast = Extract<Proposal['task'], { kind: 'forecast' }>;

const FORECAST_STEPS = 4500;
/** Of the linear layer; and what of it the perceptron learns at, which has noise to learn by heart. */
const RATE = 0.003;
const SLOWER = 0.3;
const UNITS = 16;
const DROPOUT = 0.5;

/**
 * What was last known, and what a linear layer adds to it, and a small perceptron beside it what is not linear. Every window is seen
 * from its last step, so that a series may drift (NLinear: Zeng et al. 2022, "Are Transformers Effective for Time Series Forecasting?");
 * where that step is stands beside it: what is high falls back, and what grows grows faster, of which a window from its last step knows
 * nothing. The perceptron with a linear way past it is that of TiDE (Das et al. 2023, "Long-term Forecasting with TiDE"); it reads the
 * past of the target alone, since one that reads that of every column learns a small table by heart (channel independence: Nie et al. 2023, "A
 * Time Series is Worth 64 Words"). The weights are those of the last step, for which the rate falls to nothing: what is judged between
 * training and test is one season of many, and the epoch that did best on it is a chance hit.
 */
export function forecastDocument(
  { target, width, rows, dataset, split }: Proposal,
  task: Forecast,
  name: string,
): Document {
  const { length, horizon } = task;
  const net = new Net();
  const past = net.input([length, width]);
  const row = (name: string, values: readonly number[]) =>
    net.add('constant', [], { shape: [1, width], values: [...values] }, name);
  const last = net.add('slice', past, { axis: 1, start: -1 }, 'last');
  const fromLast = net.add('subtract', [past, last], {}, 'from_last');
  const seen = net.add('divide', [fromLast, row('scales', task.scales)], {}, 'seen');
  const means = task.levels.map(({ mean }) => mean);
  const deviations = task.levels.map(({ deviation }) => deviation);
  const fromMean = net.add('subtract', [last, row('means', means)], {}, 'from_mean');
  const level = net.flatten(net.add('divide', [fromMean, row('deviations', deviations)], {}, 'level'));
  const read = net.concat([net.flatten(seen), level]);
  // from nothing on: the first forecast is what was last known
  const added = { units: horizon, initializer: { type: 'zeros' } };
  const straight = net.add('dense', read, added, 'straight');
  const own = width === 1 ? seen : net.add('slice', seen, { axis: 2, start: 0, end: 1 }, 'own');
  const ownRead = width === 1 ? read : net.concat([net.flatten(own), level]);
  const hidden = net.dense(ownRead, 'hidden', UNITS);
  const bent = net.add('dense', net.dropout(net.relu(hidden), DROPOUT), added, 'bent');
  const change = net.add('expression', net.add('add', [straight, bent]), { formula: `x * ${task.scale}` }, 'change');
  const known = net.add('reshape', net.add('slice', last, { axis: 2, start: 0, end: 1 }), { shape: [1] }, 'known');
  const held = horizon === 1 ? known : net.add('repeat', known, { times: horizon }, 'held');
  net.add('add', [held, change], {}, 'forecast');
  const graph = place(net.network());
  const nodes = graph.nodes.map((node) =>
    node.id === hidden.node || node.id === bent.node ? { ...node, learningRate: SLOWER } : node,
  );
  const epochs = Math.ceil((FORECAST_STEPS * BATCH) / Math.max(1, rows));
  return documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    name,
    graph: { ...graph, nodes },
    data: {
      dataset,
      inputs: { [past.node]: { column: PAST, transforms: [] } },
      targets: { [target]: { column: FUTURE, transforms: [] } },
      ...(split && { split }),
    },
    training: {
      losses: [{ target, loss: { type: 'meanSquaredError' } }],
      metrics: [{ type: 'meanAbsoluteError' }, { type: 'r2' }],
      optimizer: { type: 'adam' },
      learningRate: RATE,
      schedule: { type: 'cosine' },
      keep: 'last',
      batchSize: BATCH,
      epochs: Math.min(EPOCHS.most, Math.max(EPOCHS.least, epochs)),
    },
  });
}

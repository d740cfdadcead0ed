/** A network that foretells a series: a document that trains as it stands. */
import { FUTURE, PAST } from '../../engine/data/datasets/series.ts';
import type { Proposal } from '../../engine/data/propose.ts';
import { type Document, documentSchema, FORMAT_VERSION } from '../../engine/graph/document.ts';
import { Net } from './build.ts';
import { place } from './layout.ts';

const BATCH = 32;
const EPOCHS = { least: 5, most: 100 };
type Forecast = Extract<Proposal['task'], { kind: 'forecast' }>;

/** Epochs and rate of a forecast: what is left of the error is small beside the values. */
const RATE = 0.001;
const FORECAST_STEPS = 3000;
const UNITS = 16;
const DROPOUT = 0.2;

/**
 * What was last known, and what a line through the window adds to it, and a recurrent network what is not straight (NLinear: Zeng et al.
 * 2022, "Are Transformers Effective for Time Series Forecasting?"): every window is seen from its last step, so that a series may drift.
 */
export function forecastDocument(
  { target, width, rows, dataset, split }: Proposal,
  task: Forecast,
  name: string,
): Document {
  const { length, horizon } = task;
  const net = new Net();
  const past = net.input([length, width]);
  const last = net.add('slice', past, { axis: 1, start: -1 }, 'last');
  const scales = net.add('constant', [], { shape: [1, width], values: task.scales }, 'scales');
  const seen = net.add('divide', [net.add('subtract', [past, last], {}, 'from_last'), scales], {}, 'seen');
  // from nothing on: the first forecast is what was last known
  const added = { units: horizon, initializer: { type: 'zeros' } };
  const straight = net.add('dense', net.add('flatten', seen), added, 'straight');
  const bent = net.add('dense', net.dropout(net.add('gru', seen, { units: UNITS }, 'rnn'), DROPOUT), added, 'bent');
  const change = net.add('expression', net.add('add', [straight, bent]), { formula: `x * ${task.scale}` }, 'change');
  const known = net.add('reshape', net.add('slice', last, { axis: 2, start: 0, end: 1 }), { shape: [1] }, 'known');
  const level = horizon === 1 ? known : net.add('repeat', known, { times: horizon }, 'level');
  net.add('add', [level, change], {}, 'forecast');
  const epochs = Math.ceil((FORECAST_STEPS * BATCH) / Math.max(1, rows));
  return documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    name,
    graph: place(net.network()),
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
      batchSize: BATCH,
      epochs: Math.min(EPOCHS.most, Math.max(EPOCHS.least, epochs)),
    },
  });
}

/** Networks that are made of unusual parts really learn: attention that asks before each step, and a code that is drawn at random. */
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { afterEach, expect, it } from 'vitest';
import type { Pipeline } from '../../engine/data/pipeline.ts';
import type { Document } from '../../engine/graph/document.ts';
import { openData } from '../../engine/train/openData.ts';
import { onnxEngine } from '../../engine/node/onnx/engine.ts';
import { compile } from '../../engine/passes/compile.ts';
import type { Session } from '../../engine/train/engine.ts';
import { initialState } from '../../engine/train/initial.ts';
import { tensor } from '../../engine/types/tensor.ts';
import { templateOf } from '../../templates/index.ts';

let session: Session | undefined;
afterEach(() => session?.close());

/** Takes steps on the recommended data, rows in their order; what `read` gives are feeds of rows from the test split. */
async function trained(
  document: Document,
  steps: number,
  batch: number,
): Promise<{ data: Pipeline; read: (rows: number) => ReturnType<Pipeline['read']>; session: Session }> {
  const { checked, data } = await openData(document, diskFiles(import.meta.dirname));
  const model = compile(document, data.targetTypes, checked);
  session = await onnxEngine.open(model, initialState(model, 1), { device: 'cpu', threads: 2 });
  const { train, test } = data.splits;
  for (let step = 1; step <= steps; step++) {
    const start = ((step - 1) * batch) % (train.rows.length - batch);
    const scalars = Object.entries(model.scalars({ step, learningRate: document.training.learningRate })).map(
      ([name, value]) => [name, tensor('float32', [], [value])] as const,
    );
    await session.run('train', batch, {
      ...data.read(train, train.rows.subarray(start, start + batch)),
      ...Object.fromEntries(scalars),
      '@seed': tensor('int32', [], [step]),
    });
  }
  return { data, session, read: (rows) => data.read(test, test.rows.subarray(0, rows)) };
}

it('sequence to sequence learns to write backwards', async () => {
  const document = templateOf('seq2seq')!.make({ source: 6, target: 6, length: 5, width: 16, units: 32 });
  const { read, session } = await trained(
    { ...document, training: { ...document.training, learningRate: 0.01 } },
    250,
    64,
  );
  const feeds = read(200);
  const results = await session.run('predict', 200, feeds);
  const [logits] = Object.entries(results).flatMap(([name, { data }]) => (name.startsWith('output:') ? [data] : []));
  const truth = feeds['target:target']!.data;
  const right = Array.from(truth, (label, i) => {
    const row = Array.from(logits!.subarray(6 * i, 6 * i + 6), Number);
    return row.indexOf(Math.max(...row)) === label;
  });
  // one in five by chance
  expect(right.filter(Boolean).length / right.length).toBeGreaterThan(0.9);
});

it('a variational autoencoder draws better than the mean picture, its divergence included, and its code says something', async () => {
  const document = templateOf('vae')!.make({ hidden: 128, latent: 8 });
  const { data, read, session } = await trained(
    { ...document, training: { ...document.training, learningRate: 0.003 } },
    150,
    128,
  );
  const feeds = read(500);
  const pictures = feeds['target:target']!;
  const { loss } = await session.run('evaluate', 500, feeds);
  // what it costs to draw the mean of the training pictures, in the same units
  const { data: seen } = data.read(data.splits.train, data.splits.train.rows.subarray(0, 2000))['target:target']!;
  const mean = Array.from({ length: 784 }, (_, pixel) =>
    Math.min(
      1 - 1e-3,
      Math.max(
        1e-3,
        Array.from({ length: 2000 }, (_, row) => Number(seen[784 * row + pixel])).reduce((a, c) => a + c, 0) / 2000,
      ),
    ),
  );
  const costs = Array.from(
    pictures.data,
    (value, i) => -Number(value) * Math.log(mean[i % 784]!) - (1 - Number(value)) * Math.log(1 - mean[i % 784]!),
  );
  const baseline = costs.reduce((a, c) => a + c, 0) / costs.length;
  expect(baseline).toBeGreaterThan(0.25);
  expect(Number(loss!.data[0])).toBeLessThan(0.9 * baseline);
  const results = await session.run('predict', 500, feeds);
  const [divergence] = Object.values(results)
    .filter(({ shape }) => shape.length === 2 && shape[1] === 8)
    .map(({ data }) => data);
  const total = Array.from(divergence!, Number).reduce((a, c) => a + c, 0) / 500;
  // nats a picture
  expect(total).toBeGreaterThan(3);
  expect(total).toBeLessThan(40);
});

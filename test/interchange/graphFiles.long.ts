/**
 * Models of TensorFlow.js in packages, graphs and those of layers, each held to TensorFlow.js on the model itself:
 * `GRAPHS="a/model.json b/model.json" npm run test:interchange -- graphFiles`. Rows of a table in `docs/interchange.md`.
 * `SET="x.1=32 x.2=32"` says what a model leaves open.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { countFates } from '../../engine/importers/define.ts';
import { toFirst } from '../../engine/importers/tfjs/graph/emitter.ts';
import { nameOf } from '../../engine/graph/document.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { importModel } from '../../engine/runs/importModel.ts';
import { word } from '../../engine/texts/index.ts';
import { placesInOrder, sizeOf } from '../../engine/types/shape.ts';
import { said, words } from './asked.ts';
import { apart, type Numbers, predicted } from './predicted.ts';

const files = words('GRAPHS');
/** What the report tells besides the nodes of the model. */
const NO_NODES = new Set(['Graph', 'Input', 'Output']);

/** The model by TensorFlow.js itself. */
async function loaded(file: string): Promise<tf.GraphModel | tf.LayersModel> {
  const { modelTopology, weightsManifest, signature } = JSON.parse(readFileSync(file, 'utf8')) as tf.io.ModelJSON;
  const shards = weightsManifest.flatMap(({ paths }) => paths.map((one) => readFileSync(path.join(file, '..', one))));
  const all = tf.io.fromMemory({
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: Uint8Array.from(Buffer.concat(shards)).buffer,
    ...(signature && { signature }),
  });
  return 'node' in modelTopology ? tf.loadGraphModel(all) : tf.loadLayersModel(all);
}

/** The same with its channels first. */
function first({ name, shape, data }: Numbers): Numbers {
  const order = toFirst(shape.length);
  return { name, shape: order.map((axis) => shape[axis]!), data: placesInOrder(shape, order).map((at) => data[at]!) };
}

/** As a share of what is largest among what is expected, where that is more than 1. */
function share(found: Numbers, expected: Numbers): number {
  const largest = (expected.data as Float32Array).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const of = (one: Numbers): Numbers => ({ ...one, data: Float64Array.from(one.data, (value) => value / largest) });
  return apart(of(found), of(expected));
}

const withPictures = (one: Numbers): Numbers[] => (one.shape.length < 3 ? [one] : [one, first(one)]);

test.skipIf(files.length === 0).each(files)('%s', async (file) => {
  const imported = await importModel({ file, files: disk }, said, { breathe: async () => {} });
  const report = imported.report.filter(({ op }) => !NO_NODES.has(op));
  const { mapped, approximated, opaque, refused } = countFates(report);
  await tf.setBackend('cpu');
  const model = await loaded(file);
  const inputs = model.inputs.map(({ name, shape, dtype }): Numbers & { readonly dtype: string } => {
    const node = imported.document.graph.nodes.find((one) => one.type === 'input' && nameOf(one) === name);
    const sample = (node?.settings as { shape?: number[] } | undefined)?.shape ?? [];
    // what is left open is as large as the document has it, whose pictures have their channels first
    const open = sample.length >= 3 ? [...sample.slice(-2), sample.at(-3)!] : sample;
    const sizes = (shape ?? []).map((size, axis) => (size && size > 0 ? size : axis === 0 ? 1 : open[axis - 1]!));
    const chance = randomStream(5, name);
    return { name, dtype, shape: sizes, data: Float32Array.from({ length: sizeOf(sizes) }, () => chance()) };
  });
  const fed = inputs.map(({ shape, data, dtype }) => tf.tensor(data as Float32Array, [...shape], dtype as 'float32'));
  const results =
    model instanceof tf.GraphModel
      ? model.execute(Object.fromEntries(inputs.map(({ name }, i) => [name, fed[i]!])))
      : model.predict(fed.length === 1 ? fed[0]! : fed);
  const expected = [results]
    .flat()
    .map((one) => ({ name: '', shape: one.shape, data: one.dataSync() as Float32Array }));
  const sampleOf = (name: string): string => {
    const node = imported.document.graph.nodes.find((one) => one.type === 'input' && nameOf(one) === name);
    return String((node?.settings as { shape?: number[] } | undefined)?.shape);
  };
  const fits = (one: Numbers) => [String(one.shape), String(one.shape.slice(1))].includes(sampleOf(one.name));
  const found = await predicted(
    imported,
    inputs.map((one) => withPictures(one).find(fits) ?? one),
  );
  const differences = expected.map((one) =>
    Math.min(...found.flatMap((other) => withPictures(one).map((form) => share(other, form)))),
  );
  const difference = Math.max(...differences);
  const counts = [report.length, mapped, approximated, opaque, refused, difference.toExponential(1)];
  const why = imported.report.flatMap((one) =>
    one.fate === 'mapped' || !one.why ? [] : [`${one.fate} ${one.node} (${one.op}): ${word(one.why)}`],
  );
  console.log(`| ${path.basename(file)} | ${counts.join(' | ')} |\n${why.join('\n')}`);
  expect(refused).toBe(0);
  expect(difference).toBeLessThan(1e-4);
});

/** Options that several commands have: each says the same everywhere. */
import { availableParallelism, homedir } from 'node:os';
import path from 'node:path';
import { defaultFeeds } from '../engine/data/feeds.ts';
import { datasetOf, dealtFor } from '../engine/data/index.ts';
import { skipping } from '../engine/data/given/skipping.ts';
import { dataPaths, expandHome, isNetworkPath } from '../engine/data/paths.ts';
import { openDataset } from '../engine/data/pipeline.ts';
import { type Document, documentSchema, nameOf, targetKeys } from '../engine/graph/document.ts';
import { isFed } from '../engine/layers/index.ts';
import { defaultDevice } from '../engine/node/devices/devices.ts';
import { verbatim } from '../engine/phrases.ts';
import { problem, UserError } from '../engine/problems.ts';
import { t } from '../engine/texts/index.ts';
import type { Runtime } from '../engine/train/openModel.ts';
import { type Arguments, type Option, say, UsageError, whole } from './define.ts';
import { filesToRead } from './reading.ts';

export const WEIGHTS: Option = {
  value: 'FILE',
  doc: 'The weights: a run folder, or a .safetensors, PyTorch .pth, Keras .h5 or .keras, or NumPy .npz file.',
};
export const SEED: Option = { value: 'N', doc: 'Where all that is left to chance begins.' };
export const RAW: Option = { doc: 'The values go into the network as they are, without the transforms of the data.' };

/** The options of every command that computes; `runtimeOf` reads them. */
export const RUNTIME_OPTIONS: Readonly<Record<string, Option>> = {
  engine: { value: 'onnx|tfjs', doc: 'What computes: ONNX Runtime (onnx), or TensorFlow.js (tfjs).' },
  device: { value: 'DEVICE', doc: 'Where it computes; `loom engines` lists what there is.' },
  threads: { value: 'N', doc: 'On how many threads; all unless told.' },
};

/** Where to compute: ONNX Runtime on the CPU unless told, on all threads. */
export async function runtimeOf(args: Arguments): Promise<Runtime> {
  const { engine = 'onnx', device } = args.options;
  if (engine !== 'onnx' && engine !== 'tfjs')
    throw new UsageError(
      t('cli.engine', '--engine must be onnx or tfjs. It is {{value}}.', { value: verbatim(String(engine)) }),
    );
  return {
    engine,
    device: typeof device === 'string' ? device : await defaultDevice(engine),
    threads: whole(args, 'threads') ?? availableParallelism(),
  };
}

export const DATA: Option = {
  value: 'SPEC',
  doc: 'Other data than the document says, such as mnist or numpy:inputs=x.npy,targets=y.npy.',
};
/**
 * `--data mnist` or `--data numpy:inputs=x.npy,targets=y.npy`: another dataset for the document, or the same kind elsewhere. Who names a document has its files
 * read, but no other machine is asked for some because a document says so.
 */
export function withData(document: Document, spec: string | boolean | readonly string[] | undefined): Document {
  if (typeof spec !== 'string') {
    const network = dataPaths(document.data).find(isNetworkPath);
    if (network !== undefined) throw new UserError(problem('data-network', { path: verbatim(network) }));
    return document;
  }
  const [type, list = ''] = spec.split(/:(.*)/s) as [string, string?];
  const fields = datasetOf(type)?.settings ?? {};
  const isPath = (key: string) => fields[key]?.kind === 'path';
  const settingOf = (key: string, value = ''): string | number | boolean => {
    const kind = fields[key]?.kind;
    return isPath(key)
      ? path.resolve(expandHome(value, homedir()))
      : kind === 'int' || kind === 'number'
        ? Number(value)
        : kind === 'boolean' && (value === 'true' || value === 'false')
          ? value === 'true'
          : value;
  };
  const settings = Object.fromEntries(
    list
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s) as [string, string?])
      .map(([key, value]) => [key, settingOf(key, value)]),
  );
  // the same data elsewhere are read as they were
  const before = document.data.dataset;
  const kept = before?.type === type ? Object.entries(before.settings).filter(([key]) => !isPath(key)) : [];
  const dataset = { type, settings: { ...Object.fromEntries(kept), ...settings } };
  return { ...document, data: { ...document.data, dataset } };
}

/**
 * `withData`, and columns of these data for the inputs and targets that have none, as the window chooses them; it is told which.
 * Relative paths start at `base`.
 */
export async function withColumns(
  document: Document,
  spec: Parameters<typeof withData>[1],
  base: string,
): Promise<Document> {
  const given = withData(document, spec);
  const { dataset, inputs, targets } = given.data;
  const fed = given.graph.nodes.filter(isFed);
  const isWhole = fed.every(({ id }) => id in inputs) && targetKeys(given.training).every((key) => key in targets);
  if (typeof spec !== 'string' || !dataset || isWhole) return given;
  const { columns } = await openDataset(dataset, filesToRead(base), undefined, dealtFor(given.data));
  const found = defaultFeeds(columns, given, fed);
  const titles = new Map(fed.map((node) => [node.id, nameOf(node)]));
  for (const [place, { column }] of [...Object.entries(found.inputs), ...Object.entries(found.targets)])
    if (!(place in inputs || place in targets))
      say(
        t('cli.column', '"{{place}}" takes the column "{{column}}".', {
          place: titles.get(place) ?? verbatim(place),
          column: verbatim(column),
        }),
      );
  const data = { ...given.data, inputs: { ...found.inputs, ...inputs }, targets: { ...found.targets, ...targets } };
  return { ...given, data };
}

/** `--skip`: what of the data cannot be read is left out and told. */
export const SKIP_OPTION: Readonly<Record<string, Option>> = {
  skip: { doc: 'Leaves out what of the data cannot be read, and tells it.' },
};
export function withSkip(document: Document, { options: { skip } }: Arguments): Document {
  const { dataset } = document.data;
  return skip && dataset ? { ...document, data: { ...document.data, dataset: skipping(dataset) } } : document;
}

export const SPLITS: Option = {
  value: 'SPEC',
  doc:
    'Which rows are kept for what, such as stratified:validation=0.2 or order:test=0.1 (random, stratified, group, order, column; ' +
    'by=COLUMN, seed=N, folds=N, fold=N).',
};
/** `--splits stratified:by=label,validation=0.2,test=0.1,seed=3`: another split for the document. What is left out stays. */
export function withSplit(document: Document, spec: Arguments['options'][string]): Document {
  if (typeof spec !== 'string') return document;
  const [method, list = ''] = spec.split(/:(.*)/s) as [string, string?];
  const given = Object.fromEntries(
    list
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s) as [string, string?])
      .map(([key, value = '']) => [key, key === 'by' ? value : value.trim() === '' ? Number.NaN : Number(value)]),
  );
  const found = documentSchema.shape.data
    .unwrap()
    .shape.split.unwrap()
    .safeParse({ ...document.data.split, method, ...given });
  if (!found.success)
    throw new UsageError(
      t(
        'cli.splits',
        '--splits must be random, stratified, group, order or column, with what else is said behind a colon, as in stratified:by=label,validation=0.2,test=0.1,seed=3. It is {{value}}.',
        { value: verbatim(spec) },
      ),
    );
  return { ...document, data: { ...document.data, split: found.data } };
}

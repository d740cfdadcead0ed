/** What `predict` and `gradients` share: a model without its dataset, fed from files. */
import { engineOf } from '../engine/node/devices/engines.ts';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { named, samplesOf, soundForm, writeSound } from '../engine/data/datasets/sounds.ts';
import { SOUND } from '../engine/data/formats/wav.ts';
import { PICTURE } from '../engine/data/formats/picture.ts';
import { type Document, nameOf } from '../engine/graph/document.ts';
import { pictureFormat } from '../engine/data/datasets/pictures.ts';
import { damageOf, placeOf, within } from '../engine/data/datasets/pictures/named.ts';
import { openWindows, PAST, series, type SeriesSettings } from '../engine/data/datasets/series.ts';
import { table } from '../engine/data/datasets/table.ts';
import { TABLE_FILES } from '../engine/data/datasets/tableFile.ts';
import { classesOfColumn, columnsRead, feedsRead, hashedColumns } from '../engine/data/joined.ts';
import { readsText } from '../engine/data/language/chain.ts';
import { rowsToPredict } from '../engine/data/rowsToPredict.ts';
import { AS_FOUND, type TableOptions } from '../engine/data/tables.ts';
import { word } from '../engine/texts/index.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { disk } from '../engine/node/files/disk.ts';
import { readWeights } from '../engine/runs/folder.ts';
import { type AnswerColumns, answerColumns } from '../engine/train/reports/answers.ts';
import { TrainedModel } from '../engine/train/trained.ts';
import type { TargetTypes } from '../engine/passes/compile.ts';
import { expandGraph } from '../engine/passes/expand.ts';
import { problem, UserError } from '../engine/problems.ts';
import { fitWeights, givenOf } from '../engine/train/fit.ts';
import { resolveSettings } from '../engine/settings.ts';
import { formatShape, sizeOf } from '../engine/types/shape.ts';
import { byCodePoints } from '../engine/types/codePoints.ts';
import type { Tensor } from '../engine/types/tensor.ts';
import { type Arguments, readDocument, required, runtimeOf, say, sayFit } from './define.ts';
import { readTensors, writeTensors } from './tensors.ts';
import { phrase, verbatim } from '../engine/phrases.ts';

/** Opens a model, and closes it again whatever comes of its use. */
export async function withModel(
  args: Arguments,
  use: (loaded: TrainedModel) => Promise<void>,
  targets?: (document: Document) => TargetTypes,
): Promise<void> {
  const loaded = await loadModel(args, targets);
  try {
    await use(loaded);
  } finally {
    await loaded.close();
  }
}

async function loadModel(args: Arguments, targets?: (document: Document) => TargetTypes): Promise<TrainedModel> {
  const document = await readDocument(args.positionals[0]!);
  const weights = await readWeights(disk, required(args, 'weights'));
  const runtime = await runtimeOf(args);
  const engine = engineOf(runtime.engine);
  const loaded = await TrainedModel.open(engine, document, weights, runtime, targets?.(document));
  sayFit(fitWeights(loaded.model, givenOf(weights)));
  return loaded;
}

/** The outputs by their nodes' labels or ids; of pictures, a CSV also says which file each row is of. */
export async function predictFile(args: Arguments, input: string, output: string): Promise<void> {
  const sounds = await soundFiles(input);
  const files = sounds ?? (await pictureFiles(input));
  await withModel(args, async (loaded) => {
    const series = files ? undefined : await seriesWindows(loaded, input);
    const tensors = files
      ? undefined
      : (series?.tensors ?? (await tableRows(loaded, input)) ?? (await readTensors(input)));
    await predictWith(
      loaded,
      { files, isSound: sounds !== undefined, tensors, groups: series?.groups },
      args.options.raw === true,
      output,
    );
  });
}

interface Given {
  readonly files: readonly string[] | undefined;
  /** The files are sounds, else pictures. */
  readonly isSound: boolean;
  readonly tensors: Map<string, Tensor> | undefined;
  /** Of windows of a series: which group each is the newest of, where there are several. */
  readonly groups: readonly string[] | undefined;
}

async function predictWith(
  loaded: TrainedModel,
  { files, isSound, tensors, groups }: Given,
  raw: boolean,
  output: string,
): Promise<void> {
  const { document, model } = loaded;
  const { graph: flat } = expandGraph(document.graph);
  const feeds = files
    ? new Map([['', isSound ? readSounds(loaded, files) : readPictures(loaded, files)]])
    : shaped(loaded, tensors!);
  const results = await loaded.predict(Object.fromEntries(feeds), raw);
  const called = (node: string | undefined) => nameOf(flat.nodes.find(({ id }) => id === node)!);
  const outputs = new Map<string, Tensor>();
  const said = new Map<string, AnswerColumns>();
  for (const { name, node } of model.outputs) {
    // numbers that were learned transformed are turned back
    const value = results[`value:${node}`];
    const answer = loaded.answers.get(node!);
    outputs.set(called(node), value ?? results[name]!);
    if (answer) said.set(called(node), answerColumns(answer, value ?? results[`readout:${node}`] ?? results[name]!));
  }
  const rows = files?.map((file) => path.basename(file)) ?? groups;
  await writeTensors(output, outputs, { ...(rows && { rows }), said });
}

/** The newest window of each group of another table over time. Undefined of a network that did not learn from windows alone. */
async function seriesWindows({ document, model }: TrainedModel, file: string) {
  const { dataset, inputs } = document.data;
  const [only, ...others] = Object.values(inputs);
  const ending = path.extname(file).slice(1).toLowerCase();
  const isSeries = dataset?.type === series.id && only?.column === PAST && others.length === 0;
  if (!isSeries || !TABLE_FILES.includes(ending) || model.inputs.length > 1) return undefined;
  const known = { ...dataset.settings, file: path.resolve(file) };
  const settings = resolveSettings(series.settings, known).settings as unknown as SeriesSettings;
  const { windows, inputs: read, groups, stored } = await openWindows(diskFiles(''), settings, 0);
  const { starts, values } = windows;
  const size = settings.length * read.length;
  const data = new Float32Array(starts.length * size);
  starts.forEach((start, i) => data.set(values.subarray(start * read.length, start * read.length + size), i * size));
  for (const note of [...stored.notes, ...windows.notes]) say(word(note));
  const tensor: Tensor = { dtype: 'float32', shape: [starts.length, settings.length, read.length], data };
  return {
    tensors: new Map([['', tensor]]),
    groups: groups && Array.from(starts, (start) => groups[windows.groups[start]!]!),
  };
}

/** The columns that a network which learned from a table reads, of another table, matched by their names. Undefined where it did not. */
async function tableRows(model: TrainedModel, file: string): Promise<Map<string, Tensor> | undefined> {
  const { document, names } = model;
  const { dataset } = document.data;
  const wanted = columnsRead(document.data);
  const texts = new Set(
    feedsRead(document.data)
      .filter(readsText)
      .map(({ column }) => column),
  );
  // one class has to become numbers before it stands beside others; several in a cell are numbers already
  const several = new Set(
    Object.values(document.data.joined ?? {}).flatMap((parts) =>
      parts.flatMap(({ column, transforms }) => (transforms.length === 0 ? [column] : [])),
    ),
  );
  const lengths = new Map(
    model.model.inputs.flatMap(({ node, type: { shape } }): [string, number][] => {
      const column = document.data.inputs[node!]?.column;
      return column !== undefined && shape.length === 3 && shape[2] === 1 ? [[column, Number(shape[1])]] : [];
    }),
  );
  const said = (dataset?.settings.kinds ?? {}) as Readonly<Record<string, string>>;
  const pictures = new Set(wanted.filter((name) => said[name] === 'picture'));
  const ending = path.extname(file).slice(1).toLowerCase();
  if (dataset?.type !== table.id || wanted.length === 0 || !TABLE_FILES.includes(ending)) return undefined;
  const { file: _file, target: _target, ...options } = dataset.settings;
  const kinds = Object.fromEntries(
    wanted.flatMap((name) =>
      Object.hasOwn(names, classesOfColumn(name))
        ? [[name, several.has(name) ? 'categories' : 'category']]
        : texts.has(name)
          ? [[name, 'text']]
          : lengths.has(name)
            ? [[name, 'sequence']]
            : pictures.has(name)
              ? [[name, 'picture']]
              : [],
    ),
  );
  const read = await diskFiles('').table(file, { ...AS_FOUND, ...(options as Partial<TableOptions>), kinds });
  const { tensors, notes } = rowsToPredict(read, wanted, names, {
    hashed: hashedColumns(document.data),
    texts,
    lengths,
    pictures,
    picture: namedPicture(document, file),
  });
  const unknown = Object.entries(model.unknown(Object.fromEntries(tensors))).flatMap(([column, { tokens, unknown }]) =>
    unknown > 0 ? [phrase('words-never-seen', { column: verbatim(column), count: unknown, all: tokens })] : [],
  );
  for (const note of [...read.notes, ...notes, ...unknown]) say(word(note));
  return tensors;
}

/**
 * Reads what the rows of a table name: beside it, in a folder beside it that is called as the one that was learned from, or in that
 * one itself. Throws a `UserError` that names the row.
 */
function namedPicture({ data: { dataset } }: Document, table: string) {
  const { shape, fit } = pictureFormat(dataset)!;
  const files = diskFiles('');
  const whole = path.resolve(table);
  const learned = String(dataset?.settings.folder ?? '');
  const alike = learned === '' ? [] : [path.join(path.dirname(whole), path.basename(learned)), path.resolve(learned)];
  const folders = ['', ...alike].map((folder) => placeOf(whole, folder));
  return (name: string, row: number) => {
    const damage = folders.map((folder) => damageOf(files, folder, name, row + 1));
    const at = damage.indexOf(undefined);
    if (at < 0) throw new UserError(problem('file-unreadable', damage[0]!));
    return { shape, data: files.picture(folders[at]! + within(name), shape, fit) };
  };
}

/** A table's rows hold the values of an input of any shape, one after the other. */
function shaped({ model }: TrainedModel, tensors: Map<string, Tensor>): Map<string, Tensor> {
  const [table] = [...tensors.values()];
  const wanted = model.inputs[0]!.type.shape.slice(1).map(Number);
  const isTable =
    tensors.size === 1 && model.inputs.length === 1 && table!.shape.length === 2 && table!.shape[1] === sizeOf(wanted);
  return isTable ? new Map([['', { ...table!, shape: [table!.shape[0]!, ...wanted] }]]) : tensors;
}

/** The sounds that `input` names: one file, or those of a folder in the order of their names. Undefined where it names something else. */
async function soundFiles(input: string): Promise<readonly string[] | undefined> {
  if (SOUND.test(input)) return [input];
  if (!(await stat(input).catch(() => undefined))?.isDirectory()) return undefined;
  const names = (await readdir(input)).filter((name) => SOUND.test(name) && !name.startsWith('.')).sort(byCodePoints);
  return names.length > 0 ? names.map((name) => path.join(input, name)) : undefined;
}

/** Sounds in the form that the network learned them in. */
function readSounds({ document }: TrainedModel, files: readonly string[]): Tensor {
  const form = soundForm(document.data.dataset);
  if (!form)
    throw new UserError(
      problem('file-unreadable', { file: verbatim(files[0]!), reason: phrase('network-of-no-sounds') }),
    );
  const size = samplesOf(form);
  const data = new Float32Array(files.length * size);
  const { bytes } = diskFiles('');
  files.forEach((file, i) => named(file, () => writeSound(bytes(path.resolve(file)), form, data, i * size)));
  return { dtype: 'float32', shape: [files.length, size], data };
}

/** The pictures that `input` names: one file, or those of a folder in the order of their names. Undefined where it names something else. */
async function pictureFiles(input: string): Promise<readonly string[] | undefined> {
  if (PICTURE.test(input)) return [input];
  if (!(await stat(input).catch(() => undefined))?.isDirectory()) return undefined;
  const names = (await readdir(input)).filter((name) => PICTURE.test(name) && !name.startsWith('.')).sort(byCodePoints);
  if (names.length === 0)
    throw new UserError(problem('file-unreadable', { file: verbatim(input), reason: phrase('no-pictures-in-folder') }));
  return names.map((name) => path.join(input, name));
}

/**
 * Pictures as the data has them that the network learned from, where these are pictures in files; else as the network's one input has
 * them: grey or coloured as it has one channel or three, stretched to its size.
 */
function readPictures({ document, model }: TrainedModel, files: readonly string[]): Tensor {
  const [input] = model.inputs;
  const learned = pictureFormat(document.data.dataset);
  const [channels = 0, height = 0, width = 0, ...more] = learned?.shape ?? input!.type.shape.slice(1).map(Number);
  const label = nameOf(document.graph.nodes.find(({ id }) => id === input!.node)!);
  if (model.inputs.length > 1)
    throw new UserError(
      problem('data-mismatch', {
        input: phrase('network-of-several-inputs'),
        expected: phrase('tensor-for-each'),
        received: phrase('pictures-for-one'),
      }),
    );
  if ((channels !== 1 && channels !== 3) || height * width === 0 || more.length > 0)
    throw new UserError(
      problem(
        'data-mismatch',
        {
          input: phrase('input-called', { name: verbatim(label) }),
          expected: formatShape(input!.type.shape.slice(1)),
          received: phrase('pictures-of-channels'),
        },
        { node: input!.node! },
      ),
    );
  const size = channels * height * width;
  const data = new Float32Array(files.length * size);
  const { picture } = diskFiles('');
  files.forEach((file, i) => data.set(picture(file, [channels, height, width], learned?.fit), i * size));
  return { dtype: 'float32', shape: [files.length, channels, height, width], data };
}

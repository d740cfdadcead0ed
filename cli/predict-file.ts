/** What `predict` and `gradients` share: a model without its dataset, fed from files. */
import { engineOf } from '../engine/node/devices/engines.ts';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { soundForm } from '../engine/data/datasets/sounds.ts';
import { named, samplesOf, writeSound } from '../engine/data/datasets/sounds/read.ts';
import { SOUND, soundFacts } from '../engine/data/formats/wav.ts';
import { PICTURE } from '../engine/data/formats/picture.ts';
import { type Document, nameOf } from '../engine/graph/document.ts';
import { filesDamaged } from '../engine/data/damaged.ts';
import { pictureFormat } from '../engine/data/datasets/pictures.ts';
import { openWindows, PAST, series, type SeriesSettings } from '../engine/data/datasets/series.ts';
import { TABLE_FILES } from '../engine/data/datasets/tableFile.ts';
import { word } from '../engine/texts/index.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { disk } from '../engine/node/files/disk.ts';
import { readWeights } from '../engine/runs/folder.ts';
import { type AnswerColumns, answerColumns } from '../engine/train/reports/answers.ts';
import { TrainedModel } from '../engine/train/trained.ts';
import type { TargetTypes } from '../engine/passes/compile.ts';
import { expandGraph } from '../engine/passes/expand.ts';
import { problem, reasonOf, UserError } from '../engine/problems.ts';
import { fitWeights, givenOf } from '../engine/train/fit.ts';
import { resolveSettings } from '../engine/settings.ts';
import { allocate } from '../engine/types/dtype.ts';
import { formatShape, type Shape, sizeOf } from '../engine/types/shape.ts';
import { byCodePoints } from '../engine/types/codePoints.ts';
import type { Tensor } from '../engine/types/tensor.ts';
import { type Arguments, readDocument, required, say, sayFit } from './define.ts';
import { runtimeOf } from './options.ts';
import { readTensors, writeTensors } from './tensors.ts';
import { type Phrase, phrase, someNames, verbatim } from '../engine/phrases.ts';
import { type RowsGiven, tableRows } from './predict-table.ts';

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
    const skip = args.options.skip === true;
    const given = files
      ? (sounds ? readSounds : readPictures)(loaded, files, skip)
      : (series ?? (await tableRows(loaded, input, skip)) ?? { tensors: await readTensors(input) });
    const names = files?.map((file) => path.basename(file)) ?? series?.groups;
    await predictWith(loaded, given, names, args.options.raw === true, output);
  });
}

/** `names`: what the rows are called. */
async function predictWith(
  loaded: TrainedModel,
  { tensors, answered }: RowsGiven,
  names: readonly string[] | undefined,
  raw: boolean,
  output: string,
): Promise<void> {
  const { document, model } = loaded;
  const { graph: flat } = expandGraph(document.graph);
  const results = await loaded.predict(Object.fromEntries(shaped(loaded, tensors)), raw);
  const called = (node: string | undefined) => nameOf(flat.nodes.find(({ id }) => id === node)!);
  const outputs = new Map<string, Tensor>();
  const said = new Map<string, AnswerColumns>();
  const inPlace = (tensor: Tensor) => (answered ? spread(tensor, answered) : tensor);
  for (const { name, node } of model.outputs) {
    // numbers that were learned transformed are turned back
    const value = results[`value:${node}`];
    const answer = loaded.answers.get(node!);
    const out = inPlace(value ?? results[name]!);
    outputs.set(called(node), out);
    const readout = value ? undefined : results[`readout:${node}`];
    if (answer) said.set(called(node), answerColumns(answer, readout ? inPlace(readout) : out));
  }
  await writeTensors(output, outputs, { ...(names && { rows: names }), said });
}

/** Rows among those that have no answer: theirs are no numbers. */
function spread({ dtype, shape, data }: Tensor, { all, rows }: NonNullable<RowsGiven['answered']>): Tensor {
  const size = data.length / Math.max(1, rows.length);
  const out = allocate(dtype, all * size);
  if (out instanceof Float32Array) out.fill(Number.NaN);
  rows.forEach((row, i) => out.set(data.subarray(i * size, (i + 1) * size) as never, row * size));
  return { dtype, shape: [all, ...shape.slice(1)], data: out } as Tensor;
}

/**
 * A row for each file. Those that cannot be read stop with a `UserError` that names them, or where they are skipped have no answer.
 * `write`: into an array, from a place on. Throws a `UserError` with the reason.
 */
function filesRead(
  files: readonly string[],
  shape: Shape,
  skip: boolean,
  write: (file: string, into: Float32Array, at: number) => void,
): RowsGiven {
  const size = sizeOf(shape);
  const data = new Float32Array(files.length * size);
  const rows: number[] = [];
  const lost: Phrase[] = [];
  for (const [row, file] of files.entries())
    try {
      write(file, data, rows.length * size);
      rows.push(row);
    } catch (error) {
      const reason = error instanceof UserError ? error.problems[0]?.values.reason : undefined;
      if (reason === undefined || files.length === 1) throw error;
      lost.push(phrase('file-with-reason', { file: verbatim(path.basename(file)), reason }));
    }
  if (lost.length > 0 && !(skip && rows.length > 0)) throw new UserError(filesDamaged(lost, files.length));
  if (lost.length > 0) say(word(phrase('files-unanswered', { count: lost.length, files: someNames(lost) })));
  const read: Tensor = { dtype: 'float32', shape: [rows.length, ...shape], data: data.subarray(0, rows.length * size) };
  const answered = { all: files.length, rows: Int32Array.from(rows) };
  return { tensors: new Map([['', read]]), ...(lost.length > 0 && { answered }) };
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

/** A table's rows hold the values of an input of any shape, one after the other. */
function shaped({ model }: TrainedModel, tensors: Map<string, Tensor>): Map<string, Tensor> {
  const [table] = [...tensors.values()];
  const wanted = model.inputs[0]!.type.shape.slice(1).map(Number);
  const isTable =
    tensors.size === 1 && model.inputs.length === 1 && table!.shape.length === 2 && table!.shape[1] === sizeOf(wanted);
  return isTable ? new Map([['', { ...table!, shape: [table!.shape[0]!, ...wanted] }]]) : tensors;
}

/** Throws a `UserError` where there is no such file. */
async function thatIsThere(file: string): Promise<string> {
  try {
    await stat(file);
    return file;
  } catch (error) {
    throw new UserError(problem('file-unreadable', { file: verbatim(file), reason: reasonOf(error) }));
  }
}

/** The sounds that `input` names: one file, or those of a folder in the order of their names. Undefined where it names something else. */
async function soundFiles(input: string): Promise<readonly string[] | undefined> {
  if (SOUND.test(input)) return [await thatIsThere(input)];
  if (!(await stat(input).catch(() => undefined))?.isDirectory()) return undefined;
  const names = (await readdir(input)).filter((name) => SOUND.test(name) && !name.startsWith('.')).sort(byCodePoints);
  return names.length > 0 ? names.map((name) => path.join(input, name)) : undefined;
}

/** Sounds in the form that the network learned them in. */
function readSounds({ document }: TrainedModel, files: readonly string[], skip: boolean): RowsGiven {
  const form = soundForm(document.data.dataset);
  if (!form)
    throw new UserError(
      problem('file-unreadable', { file: verbatim(files[0]!), reason: phrase('network-of-no-sounds') }),
    );
  const { bytes } = diskFiles('');
  return filesRead(files, [samplesOf(form)], skip, (file, into, at) =>
    named(file, () => {
      const sound = bytes(path.resolve(file));
      // one that breaks off is none
      soundFacts(sound);
      writeSound(sound, form, into, at);
    }),
  );
}

/** The pictures that `input` names: one file, or those of a folder in the order of their names. Undefined where it names something else. */
async function pictureFiles(input: string): Promise<readonly string[] | undefined> {
  if (PICTURE.test(input)) return [await thatIsThere(input)];
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
function readPictures({ document, model }: TrainedModel, files: readonly string[], skip: boolean): RowsGiven {
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
  const { picture } = diskFiles('');
  return filesRead(files, [channels, height, width], skip, (file, into, at) =>
    into.set(picture(file, [channels, height, width], learned?.fit), at),
  );
}

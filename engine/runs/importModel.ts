/** A model of another program as a document with what repeats in blocks, and its weights in a file that a training or a prediction starts from. */
import type { FileSystem } from '../files/fileSystem.ts';
import { writeFile } from '../files/write.ts';
import {
  type Given,
  type Guess,
  type Imported,
  type ImportWork,
  type ModelSource,
  type ReportRow,
  sayUnreadable,
} from '../importers/define.ts';
import { withProposedTraining } from '../importers/common/training.ts';
import { isWeightsName } from '../importers/endings.ts';
import { IMPORTERS, importerOf } from '../importers/index.ts';
import { foldRepeats } from '../passes/fold/index.ts';
import { phrase, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import { encodeWeights } from '../train/weights.ts';

export interface ImportedModel extends Imported {
  /** What its outputs were taken for where nothing says for certain. */
  readonly guesses: readonly Guess[];
}

/**
 * Reads a model by whichever importer knows it, with losses by what it gives where its file says none; what repeats in it becomes
 * blocks, unless it is to stay `flat`. Throws a `UserError`
 * where none does, or it cannot be read.
 */
export async function importModel(
  source: ModelSource,
  given: Given,
  work: ImportWork,
  flat = false,
): Promise<ImportedModel> {
  const { file } = source;
  try {
    const importer = await importerOf(source);
    if (importer) {
      const read = await importer.read(source, given, work);
      const imported = { ...read, ...withProposedTraining(read.document) };
      await work.breathe();
      return flat ? imported : folded(imported);
    }
  } catch (error) {
    throw sayUnreadable(file, error);
  }
  const titles = IMPORTERS.map(({ title }) => verbatim(title));
  const reason = isWeightsName(file) ? phrase('weights-alone') : phrase('no-model', { formats: titles });
  throw new UserError(problem('file-unreadable', { file: verbatim(file), reason }));
}

/** The report then says where the layers stand when the blocks are expanded. */
function folded({ document, report, modules, ...rest }: ImportedModel): ImportedModel {
  const { document: made, places } = foldRepeats(document, undefined, modules);
  const placed = ({ layers, ...row }: ReportRow): ReportRow => ({
    ...row,
    layers: layers.map((id) => {
      // what is in a block already goes where the block goes
      const [outer = id, ...inner] = id.split('/');
      return [places.get(outer) ?? outer, ...inner].join('/');
    }),
  });
  return { ...rest, document: made, report: report.map(placed) };
}

/** Writes the weights of an import, whole or not at all. */
export const writeImported = (files: FileSystem, file: string, { weights }: Imported): Promise<void> =>
  writeFile(files, file, encodeWeights({ tensors: weights }));

/** Hugging Face's adapters, from their folder onto a document, together with the weights that they were trained on. */
import { exists, type FileSystem, readText } from '../files/fileSystem.ts';
import type { Document } from '../graph/document.ts';
import { verbatim } from '../phrases.ts';
import { problem, reasonOf, Refusal, UserError } from '../problems.ts';
import { readPeftConfig, withPeft, type PeftOn } from '../train/adapters/peft.ts';
import type { DocumentFit } from '../train/fit.ts';
import { keptWeights } from '../train/fitting/kept.ts';
import type { Weights } from '../train/weights.ts';
import { readWeights } from './folder.ts';
import { readWeightsFile } from './weightsFile.ts';

const CONFIG = 'adapter_config.json';
const NUMBERS = ['adapter_model.safetensors', 'adapter_model.bin'];

export interface AdaptersOn extends Pick<PeftOn, 'document' | 'modules'> {
  /** Of the document with its adapters, under its names: what `base` has of it, and the adapters. */
  readonly weights: Weights;
  /** What it keeps of all these; `left` has what no layer is called like. */
  readonly fit: DocumentFit;
}

/** The folder of adapters, of which `place` may be a file; undefined where it is none. */
export async function adapterFolder(files: FileSystem, place: string): Promise<string | undefined> {
  const { basename, dirname, join } = files.paths;
  const isPart = [CONFIG, ...NUMBERS].includes(basename(place));
  const folder = isPart ? dirname(place) : place;
  return isPart || (await exists(files, join(folder, CONFIG))) ? folder : undefined;
}

/** Puts adapters on a document. `base` is a file or a run with the weights below them. Throws a `UserError`. */
export async function importAdapters(
  files: FileSystem,
  folder: string,
  document: Document,
  base: string | null,
): Promise<AdaptersOn> {
  const config = files.paths.join(folder, CONFIG);
  const own = NUMBERS.map((name) => files.paths.join(folder, name));
  const there = (await exists(files, own[0]!)) ? own[0]! : own[1]!;
  try {
    const text = await readText(files, config);
    const given = await readWeightsFile(files, there);
    const put = withPeft(document, readPeftConfig(text), given.tensors);
    const below: Weights = base === null ? { tensors: new Map() } : await readWeights(files, base);
    const { fits, classes } = below;
    // what the adapters' file has whole stands above what it was before
    const whole = keptWeights(put.document, { tensors: put.others }, []);
    const { weights } = keptWeights(put.document, below, []);
    const tensors = new Map([...weights.tensors, ...whole.weights.tensors, ...put.adapters]);
    const { fit } = keptWeights(put.document, { tensors }, []);
    return {
      document: put.document,
      modules: put.modules,
      weights: { tensors, ...(fits && { fits }), ...(classes && { classes }) },
      fit: { ...fit, left: [...put.left, ...whole.fit.left] },
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Refusal ? error.reason : reasonOf(error, { ENOENT: 'peft-no-config' });
    throw new UserError(
      problem('file-unreadable', { file: verbatim(error instanceof Refusal ? folder : config), reason }),
    );
  }
}

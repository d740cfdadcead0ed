/** Weights in files of every form that frameworks write: what a file is, is seen in its bytes. */
import { jsonOf } from '../data/formats/json.ts';
import { isHdf5 } from '../data/formats/hdf5.ts';
import { stopAtMistaken } from '../data/formats/mistaken.ts';
import { readNpz } from '../data/formats/npy.ts';
import { roundedTensor } from '../data/formats/numbers.ts';
import { zipMembers } from '../data/formats/zip.ts';
import { bytesOf } from '../files/byteSource.ts';
import type { ByteSource, FileSystem, OpenFile } from '../files/fileSystem.ts';
import { HEAD } from '../importers/define.ts';
import { isKerasZip } from '../importers/keras/archive.ts';
import { kerasWeights } from '../importers/keras/bare.ts';
import { phrase, verbatim } from '../phrases.ts';
import { problem, reasonOf, Refusal, UserError } from '../problems.ts';
import { decodeWeights, isPytorch, type Weights } from '../train/weights.ts';

/** Bytes of a file, and of an index of several. */
const [MOST_BYTES, MOST_INDEX] = [2 ** 33, 64 << 20];

/** Reads a weights file. Throws a `UserError` (file-unreadable, file-damaged). */
export async function readWeightsFile(files: FileSystem, file: string): Promise<Weights> {
  let opened: OpenFile;
  try {
    opened = await files.open(file);
  } catch (error) {
    throw new UserError(problem('file-unreadable', { file: verbatim(file), reason: reasonOf(error) }));
  }
  const head = bytesOf(opened, 0, HEAD);
  try {
    stopAtMistaken(head);
    if (opened.size > MOST_BYTES) throw Object.assign(new Error('it is too large'), { code: 'EFBIG' });
    if (!isIndex(head)) return await weightsIn(head, opened);
    const names = partsOf(await files.read(file, MOST_INDEX));
    return await ofParts(names, (name) => readWeightsFile(files, besides(files, file, name)));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = reasonOf(error);
    // what another program saved may be whole and yet hold more than weights
    throw new UserError(
      isPytorch(head) || isHdf5(head) || isIndex(head)
        ? problem('file-unreadable', { file: verbatim(file), reason })
        : problem('file-damaged', { file: verbatim(files.paths.basename(file)), where: verbatim(file), reason }),
    );
  } finally {
    opened.close();
  }
}

/** A tensor is read at a time: there is no second copy of the file. */
async function weightsIn(head: Uint8Array, file: ByteSource): Promise<Weights> {
  if (isHdf5(head)) return kerasWeights(file);
  if (isPytorch(head) && head[0] === 0x50) {
    const members = zipMembers(file);
    if (isKerasZip(members)) return kerasWeights(file);
    if (members.length > 0 && members.every(({ name }) => name.endsWith('.npy'))) return ofArrays(file);
  }
  return decodeWeights(file);
}

/** What NumPy saved: an array for each name. Those that are no numbers are told of as they are. */
function ofArrays(file: ByteSource): Weights {
  const { arrays, aside } = readNpz(file);
  if (arrays.size === 0) throw new Refusal([...aside.values()][0] ?? phrase('no-arrays'));
  return { tensors: new Map([...arrays].map(([name, { data, shape }]) => [name, roundedTensor(data, shape)])) };
}

/** Safetensors begin with the length of their header, and "{" is their ninth byte. */
const isIndex = (bytes: Uint8Array): boolean => bytes[0] === 0x7b && bytes[8] !== 0x7b;

/** As many files as any model is cut into. */
const MOST_PARTS = 1000;

/** The files that an index of weights names (`model.safetensors.index.json`): plain names, which lie beside it. */
function partsOf(bytes: Uint8Array): string[] {
  let index: unknown;
  try {
    index = jsonOf(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(phrase('index-not-json'));
  }
  const map = (index as { weight_map?: unknown } | null)?.weight_map;
  const names = typeof map === 'object' && map !== null ? [...new Set(Object.values(map))] : [];
  const isName = (name: unknown): name is string =>
    typeof name === 'string' && /^[^/\\:]+$/.test(name) && name !== '..';
  if (names.length === 0 || names.length > MOST_PARTS || !names.every(isName))
    throw new Refusal(phrase('index-no-parts'));
  return names;
}
const besides = (files: FileSystem, file: string, name: string): string =>
  files.paths.join(files.paths.dirname(file), name);

async function ofParts(names: readonly string[], part: (name: string) => Promise<Weights>): Promise<Weights> {
  const [tensors, types, unread] = [new Map(), new Map(), new Map()] as [
    Map<string, Weights['tensors'] extends ReadonlyMap<string, infer T> ? T : never>,
    Map<string, string>,
    Map<string, NonNullable<Weights['unread']> extends ReadonlyMap<string, infer T> ? T : never>,
  ];
  for (const name of names) {
    // an index within an index would have no end
    if (name.endsWith('.json')) throw new Refusal(phrase('index-no-parts'));
    const one = await part(name);
    for (const [key, tensor] of one.tensors) {
      if (tensors.has(key)) throw new Refusal(phrase('tensors-of-one-name', { name: verbatim(key) }));
      tensors.set(key, tensor);
    }
    for (const [key, type] of one.types ?? []) types.set(key, type);
    for (const [key, what] of one.unread ?? []) unread.set(key, what);
  }
  return { tensors, types, unread };
}

/** What a file of Keras holds: a configuration, and numbers by layer. */
import { type Hdf5, isHdf5, readHdf5Bytes } from '../../data/formats/hdf5.ts';
import { stopAtMistaken } from '../../data/formats/mistaken.ts';
import { type Member, unpacked, zipMembers } from '../../data/formats/zip.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { groupStore, namedStore, olderLists, type Store } from './store.ts';

export interface KerasArchive {
  /** As it was saved; undefined where the file has weights alone. */
  readonly config: unknown;
  /** What it was compiled with. */
  readonly training: unknown;
  readonly version: number;
  readonly store: Store;
  readonly hdf5: Hdf5;
}

/** The largest configuration that is read, in bytes. */
const MOST_CONFIG = 64 << 20;

/** Throws a `Refusal` where the bytes are no such file. */
export async function openArchive(bytes: Uint8Array): Promise<KerasArchive> {
  stopAtMistaken(bytes);
  return isHdf5(bytes) ? ofHdf5(await readHdf5Bytes(bytes)) : ofZip(bytes);
}

/** Whether the members of a zip file are those of a `.keras` file. */
export const isKerasZip = (members: readonly Pick<Member, 'name'>[]): boolean =>
  members.some(({ name }) => name === 'model.weights.h5') && members.some(({ name }) => name === 'config.json');

async function ofZip(bytes: Uint8Array): Promise<KerasArchive> {
  const members = zipMembers(bytes);
  const member = (name: string): Uint8Array => {
    const found = members.find((one) => one.name === name);
    if (!found) throw new Refusal(phrase('keras-member-missing', { name: verbatim(name) }));
    if (name.endsWith('.json') && found.size > MOST_CONFIG) throw new Refusal(phrase('keras-config-too-large'));
    return unpacked(found);
  };
  const config = parsed(new TextDecoder().decode(member('config.json')));
  const about = members.some(({ name }) => name === 'metadata.json')
    ? (parsed(new TextDecoder().decode(member('metadata.json'))) as { keras_version?: unknown })
    : {};
  const hdf5 = await readHdf5Bytes(member('model.weights.h5'));
  const training = (config as { compile_config?: unknown }).compile_config;
  return { config, training, version: majorOf(about.keras_version, 3), store: groupStore(hdf5), hdf5 };
}

function ofHdf5(hdf5: Hdf5): KerasArchive {
  const root = hdf5.notes.get('') ?? {};
  const text = (name: string) => (typeof root[name] === 'string' ? parsed(root[name]) : undefined);
  const isGroups = [...hdf5.arrays.keys()].some((path) => /(^|\/)vars\/\d+$/.test(path));
  const about = hdf5.notes.get('model_weights') ?? root;
  return {
    config: text('model_config'),
    training: text('training_config'),
    version: majorOf(about.keras_version, isGroups ? 3 : 2),
    store: isGroups ? groupStore(hdf5) : namedStore(olderLists(hdf5)),
    hdf5,
  };
}

const majorOf = (version: unknown, otherwise: number): number => {
  const major = Number.parseInt(String(version), 10);
  return Number.isInteger(major) ? major : otherwise;
};

/** Throws a `Refusal` where the text is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(phrase('keras-config-not-json'));
  }
}

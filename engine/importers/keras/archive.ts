/** What a file of Keras holds: a configuration, and numbers by layer. */
import { jsonOf } from '../../data/formats/json.ts';
import { type Hdf5, isHdf5, withHdf5 } from '../../data/formats/hdf5.ts';
import { stopAtMistaken } from '../../data/formats/mistaken.ts';
import { type Member, openMember, unpacked, zipMembers } from '../../data/formats/zip.ts';
import { bytesOf } from '../../files/byteSource.ts';
import type { ByteSource } from '../../files/fileSystem.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { HEAD } from '../define.ts';
import { asRecord } from './model.ts';
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

/**
 * Gives what a file holds to `use`, until which ends numbers are read where they lie. Throws a `Refusal` where the bytes are no such file.
 */
export async function withArchive<T>(source: ByteSource, use: (archive: KerasArchive) => Promise<T>): Promise<T> {
  const head = bytesOf(source, 0, HEAD);
  stopAtMistaken(head);
  return isHdf5(head) ? withHdf5(source, async (hdf5) => use(ofHdf5(hdf5))) : ofZip(source, use);
}

/** Whether the members of a zip file are those of a `.keras` file. */
export const isKerasZip = (members: readonly Pick<Member, 'name'>[]): boolean =>
  members.some(({ name }) => name === 'model.weights.h5') && members.some(({ name }) => name === 'config.json');

async function ofZip<T>(source: ByteSource, use: (archive: KerasArchive) => Promise<T>): Promise<T> {
  const members = zipMembers(source);
  const member = (name: string): Member => {
    const found = members.find((one) => one.name === name);
    if (!found) throw new Refusal(phrase('keras-member-missing', { name: verbatim(name) }));
    return found;
  };
  const json = (name: string): unknown => {
    const found = member(name);
    if (Math.max(found.size, found.source.size) > MOST_CONFIG) throw new Refusal(phrase('keras-config-too-large'));
    return parsed(new TextDecoder().decode(unpacked(found)));
  };
  const config = json('config.json');
  const about = members.some(({ name }) => name === 'metadata.json') ? asRecord(json('metadata.json')) : {};
  const training = asRecord(config).compile_config;
  const version = majorOf(about.keras_version, 3);
  return withHdf5(openMember(member('model.weights.h5')), (hdf5) =>
    use({ config, training, version, store: groupStore(hdf5), hdf5 }),
  );
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
    return jsonOf(text);
  } catch {
    throw new Refusal(phrase('keras-config-not-json'));
  }
}

/** Where things lie. */
import { expandHome } from '../engine/data/paths.ts';
import type { FileSystem } from '../engine/files/fileSystem.ts';
import type { CallArguments } from '../engine/protocol.ts';
import { folderOfRun } from '../engine/runs/elsewhere.ts';

export interface Places {
  readonly machine: { readonly files: FileSystem };
  /** The folder of everything that is kept: runs, autosaves, blocks, the list of recent files. */
  readonly home: string;
  /** The person's own folder, where relative paths start. */
  readonly userFolder: string;
}

/** A path as a person writes it: with `~` for their own folder, from `base` on where it is relative. */
export const resolvePath = ({ machine, userFolder }: Places, path: string, base = ''): string =>
  machine.files.paths.resolve(base, expandHome(path, userFolder));

export const runsFolder = ({ machine, home }: Places): string => machine.files.paths.join(home, 'runs');
/** Where a run lies: among the own ones, or elsewhere. */
export const runFolder = (places: Places, id: string): Promise<string> =>
  folderOfRun(places.machine.files, runsFolder(places), id);

/** Where weights to start from lie. */
export const weightsAt = async (
  places: Places,
  weights: CallArguments['weights.describe']['weights'],
): Promise<string> => ('run' in weights ? runFolder(places, weights.run) : resolvePath(places, weights.file));

/** The folder of a document; null where it is not saved yet. */
export const folderOf = (places: Places, document: string | null | undefined): string | null =>
  document ? places.machine.files.paths.dirname(resolvePath(places, document)) : null;

/** Where relative paths of a document's data start: in its own folder, or the person's where it is not saved yet. */
export const baseOf = (places: Places, document: string | null | undefined): string =>
  folderOf(places, document) ?? places.userFolder;

/** Where things lie. */
import type { FileSystem } from '../engine/files/fileSystem.ts';
import type { CallArguments } from '../engine/protocol.ts';

export interface Places {
  readonly machine: { readonly files: FileSystem };
  /** The folder of everything that is kept: runs, autosaves, blocks, the list of recent files. */
  readonly home: string;
  /** The person's own folder, where relative paths start. */
  readonly userFolder: string;
}

export const runsFolder = ({ machine, home }: Places): string => machine.files.paths.join(home, 'runs');
export const runFolder = (places: Places, id: string): string =>
  places.machine.files.paths.join(runsFolder(places), id);

/** Where weights to start from lie. */
export const weightsAt = (places: Places, weights: CallArguments['weights.describe']['weights']): string =>
  'run' in weights ? runFolder(places, weights.run) : places.machine.files.paths.resolve(weights.file);

/** Where relative paths of a document's data start: in its own folder, or the person's where it is not saved yet. */
export function baseOf({ machine, userFolder }: Places, document: string | null | undefined): string {
  const { paths } = machine.files;
  return document ? paths.dirname(paths.resolve(document)) : userFolder;
}

/** Where the runs are. */
import type { FileSystem } from '../engine/files/fileSystem.ts';

export const runsFolder = ({ paths }: FileSystem, home: string): string => paths.join(home, 'runs');
export const runFolder = (files: FileSystem, home: string, id: string): string =>
  files.paths.join(runsFolder(files, home), id);

/** Makes the folder of a new run. */
import { exists } from '../files/fileSystem.ts';
import type { Document } from '../graph/document.ts';
import { problem, UserError } from '../problems.ts';
import { RunFolder, type RunInfo } from './folder.ts';
import type { Machine } from './machine.ts';
import { phrase, verbatim } from '../phrases.ts';

/** `mnist-cnn-2026-11-24T18-30-05-9f3a`: good as the name of a folder anywhere. */
export function newRunId(name: string): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const plain =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60) || 'run';
  return `${plain}-${stamp}-${hex(crypto.getRandomValues(new Uint8Array(2)))}`;
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Throws a `UserError` where the folder is in use already. */
export async function createRun(
  machine: Machine,
  folder: string,
  document: Document,
  info: Omit<RunInfo, 'name' | 'created' | 'versions' | 'pid'>,
): Promise<RunFolder> {
  const { files } = machine;
  if ((await exists(files, folder)) && (await files.list(folder)).length > 0)
    throw new UserError(problem('write-failed', { path: verbatim(folder), reason: phrase('files-in-it') }));
  return RunFolder.create(files, folder, document, {
    ...info,
    name: document.name,
    created: new Date().toISOString(),
    versions: machine.versions(),
  });
}

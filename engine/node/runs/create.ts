/** Makes the folder of a new run. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Document } from '../../graph/document.ts';
import { problem, UserError } from '../../problems.ts';
import { RunFolder, type RunInfo } from './folder.ts';

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
  return `${plain}-${stamp}-${randomBytes(2).toString('hex')}`;
}

/** Throws a `UserError` where the folder is in use already. */
export async function createRun(
  folder: string,
  document: Document,
  info: Omit<RunInfo, 'name' | 'created' | 'versions' | 'pid'>,
): Promise<RunFolder> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UserError(
      problem('write-failed', { path: folder, reason: 'there are files in it already; choose another folder' }),
    );
  const require = createRequire(import.meta.url);
  const versions = {
    node: process.version,
    'onnxruntime-node': (require('onnxruntime-node/package.json') as { version: string }).version,
    platform: `${process.platform}-${process.arch}`,
  };
  return RunFolder.create(folder, document, {
    ...info,
    name: document.name,
    created: new Date().toISOString(),
    versions,
  });
}

/** Makes the folder of a new run. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Document } from '../../graph/document.ts';
import { problem, UserError } from '../../problems.ts';
import { RunFolder, type RunInfo } from './folder.ts';

/** Throws a `UserError` where the folder is in use already. */
export async function createRun(folder: string, document: Document, info: Omit<RunInfo, 'name' | 'created' | 'versions' | 'pid'>): Promise<RunFolder> {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new UserError(problem('write-failed', { path: folder, reason: 'there are files in it already; choose another folder' }));
  const require = createRequire(import.meta.url);
  const versions = { node: process.version, 'onnxruntime-node': (require('onnxruntime-node/package.json') as { version: string }).version, platform: `${process.platform}-${process.arch}` };
  return RunFolder.create(folder, document, { ...info, name: document.name, created: new Date().toISOString(), versions });
}

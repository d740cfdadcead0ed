/** What reads a document's data is done once the person has allowed it, where the data lies outside the document's folder. */
import { dataPaths, datasetPaths } from '../../engine/data/paths.ts';
import type { Choice } from '../../engine/graph/document.ts';
import { parseDocument } from '../../engine/graph/file.ts';
import type { CallHandlers } from '../../engine/protocol.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { contentName } from '../documents.ts';
import { folderOf, runFolder } from '../places.ts';
import type { Calls, HostContext } from './define.ts';

export function dataCalls({
  platform,
  compute,
  outside,
}: HostContext): Calls<'data'> & Pick<CallHandlers, 'export.write'> {
  const { files } = platform.machine;
  const checkDataset = async (dataset: Choice, path: string | null | undefined, run?: string) =>
    outside.check(
      datasetPaths(dataset),
      run === undefined ? folderOf(platform, path) : (await new RunFolder(files, runFolder(platform, run)).info()).base,
    );
  const checkDocument = (text: string, path: string | null | undefined) =>
    outside.check(dataPaths(parseDocument(text, 'The document').data), folderOf(platform, path));
  return {
    async 'data.allow'({ paths, path }) {
      await outside.allow(paths, folderOf(platform, path));
      return null;
    },
    async 'data.describe'(args, caller) {
      await checkDataset(args.dataset, args.path, args.run);
      return compute.call('data.describe', args, caller);
    },
    async 'data.propose'(args, caller) {
      await checkDataset({ type: 'table', settings: { file: args.file } }, null);
      return compute.call('data.propose', args, caller);
    },
    async 'data.keep'({ name, bytes }) {
      const folder = files.paths.join(platform.home, 'data', await contentName(bytes));
      const path = files.paths.join(folder, files.paths.basename(name));
      await files.write(path, bytes);
      await outside.allow([path], null);
      return { path };
    },
    async 'data.sample'(args, caller) {
      await checkDataset(args.dataset, args.path, args.run);
      return compute.call('data.sample', args, caller);
    },
    async 'data.columns'(args, caller) {
      await checkDataset(args.dataset, args.path);
      return compute.call('data.columns', args, caller);
    },
    async 'data.table'(args, caller) {
      await checkDataset(args.dataset, args.path);
      return compute.call('data.table', args, caller);
    },
    async 'data.findings'(args, caller) {
      await checkDocument(args.document, args.path);
      return compute.call('data.findings', args, caller);
    },
    async 'data.statistics'(args, caller) {
      await checkDocument(args.document, args.path);
      return compute.call('data.statistics', args, caller);
    },
    async 'data.augmented'(args, caller) {
      await checkDocument(args.document, args.path);
      return compute.call('data.augmented', args, caller);
    },
    async 'data.steps'(args, caller) {
      await checkDocument(args.document, args.path);
      return compute.call('data.steps', args, caller);
    },
    async 'data.rows'(args, caller) {
      await checkDocument(args.document, args.path);
      return compute.call('data.rows', args, caller);
    },
    async 'export.write'(args, caller) {
      await checkDocument(args.document, args.path);
      return compute.call('export.write', args, caller);
    },
  };
}

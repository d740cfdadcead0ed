/** What reads a document's data is done once the person has allowed it, where the data lies outside the document's folder. */
import { dataPaths, datasetPaths, isNetworkPath, namedPaths } from '../../engine/data/paths.ts';
import { exists, type FileSystem } from '../../engine/files/fileSystem.ts';
import type { Choice } from '../../engine/graph/document.ts';
import { parseDocument } from '../../engine/graph/file.ts';
import type { CallArguments, Caller, CallHandlers, CallName, CallResults } from '../../engine/protocol.ts';
import { elsewhere } from '../../engine/runs/elsewhere.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { contentName } from '../../engine/files/contentName.ts';
import { sentFile, sentName } from '../sent.ts';
import { baseOf, folderOf, resolvePath, runFolder, runsFolder } from '../places.ts';
import type { Calls, HostContext } from './define.ts';

/** What reads the data of a document that the window gives. */
const ABOUT_DOCUMENT = [
  'data.findings',
  'data.statistics',
  'data.augmented',
  'data.steps',
  'data.rows',
  'export.write',
  'export.prove',
  'export.bench',
] as const;
type AboutDocument = (typeof ABOUT_DOCUMENT)[number];
/** What reads the data that a run's own document names. */
const ABOUT_RUN = ['model.evaluate', 'model.cell', 'model.write'] as const;
type AboutRun = (typeof ABOUT_RUN)[number];

const each = <C extends CallName>(calls: readonly C[], make: (call: C) => unknown): Pick<CallHandlers, C> =>
  Object.fromEntries(calls.map((call) => [call, make(call)])) as unknown as Pick<CallHandlers, C>;

export function dataCalls({
  platform,
  compute,
  outside,
}: HostContext): Calls<'data'> & Pick<CallHandlers, AboutDocument | AboutRun> {
  const { files } = platform.machine;
  const { checkOfRun, checkDataset, checkDocument } = checksOf(platform, outside);
  const ofTable =
    <C extends 'data.columns' | 'data.table'>(call: C) =>
    async (args: CallArguments[C], caller: Caller): Promise<CallResults[C]> => {
      await checkDataset(args.dataset, args.path);
      return compute.call(call, args, caller);
    };
  /** A run's data lie where its document lay. */
  const ofDataset =
    <C extends 'data.describe' | 'data.sample'>(call: C) =>
    async (args: CallArguments[C], caller: Caller): Promise<CallResults[C]> => {
      await checkDataset(args.dataset, args.path, args.run);
      return compute.call(call, args, caller);
    };
  const ofDocument =
    <C extends AboutDocument>(call: C) =>
    async (args: CallArguments[C], caller: Caller): Promise<CallResults[C]> => {
      await checkDocument(args.document, args.path);
      return compute.call(call, args, caller);
    };
  const ofRun =
    <C extends AboutRun>(call: C) =>
    async (args: CallArguments[C], caller: Caller): Promise<CallResults[C]> => {
      await checkOfRun(args.run, undefined);
      return compute.call(call, args, caller);
    };
  return {
    async 'data.allow'({ paths, path }) {
      await outside.allow(paths, folderOf(platform, path));
      return null;
    },
    async 'data.files'({ dataset, path }) {
      const base = baseOf(platform, path);
      return Promise.all(
        namedPaths(dataset).map(async ({ setting, path }) => ({
          setting,
          path,
          state: isNetworkPath(path) ? null : await stateOf(files, resolvePath(platform, path, base)),
        })),
      );
    },
    async 'data.propose'(args, caller) {
      const { file, test } = args;
      await checkDataset({ type: 'table', settings: { file, ...(test !== undefined && { test }) } }, null);
      return compute.call('data.propose', args, caller);
    },
    async 'data.recognize'(args, caller) {
      await outside.check(args.paths, null);
      return compute.call('data.recognize', args, caller);
    },
    'data.tables': (args, caller) => compute.call('data.tables', args, caller),
    'data.cleanTables': (args, caller) => compute.call('data.cleanTables', args, caller),
    'data.keep': (args) => keep(platform, outside, args),
    'data.describe': ofDataset('data.describe'),
    'data.sample': ofDataset('data.sample'),
    'data.columns': ofTable('data.columns'),
    'data.table': ofTable('data.table'),
    ...each(ABOUT_DOCUMENT, ofDocument),
    ...each(ABOUT_RUN, ofRun),
  };
}

/** Each throws a `UserError` (data-outside) that names what may not be read yet. */
function checksOf(platform: HostContext['platform'], outside: HostContext['outside']) {
  const { files } = platform.machine;
  /** Of a run that somebody else writes only what lies in its own folder came with it, wherever it says that its data start. */
  const checkOfRun = async (run: string, paths: readonly string[] | undefined) => {
    const other = await elsewhere(files, runsFolder(platform), run);
    const record = new RunFolder(files, other?.folder ?? (await runFolder(platform, run)));
    const { base } = await record.info();
    if (!other) return paths && outside.check(paths, base);
    const named = paths ?? dataPaths((await record.document()).data);
    const whole = named.map((path) => (isNetworkPath(path) ? path : resolvePath(platform, path, base)));
    return outside.check(whole, other.folder);
  };
  const checkDataset = async (dataset: Choice, path: string | null | undefined, run?: string) =>
    run === undefined
      ? outside.check(datasetPaths(dataset), folderOf(platform, path))
      : checkOfRun(run, datasetPaths(dataset));
  const checkDocument = (text: string, path: string | null | undefined) =>
    outside.check(dataPaths(parseDocument(text, 'The document').data), folderOf(platform, path));
  return { checkOfRun, checkDataset, checkDocument };
}

async function keep(
  platform: HostContext['platform'],
  outside: HostContext['outside'],
  { name, content, within }: CallArguments['data.keep'],
): Promise<CallResults['data.keep']> {
  const { home } = platform;
  const { files } = platform.machine;
  const isSent = typeof content === 'string';
  const id = within?.id ?? (isSent ? await sentName(platform, content) : await contentName(content));
  const top = files.paths.join(home, 'data', id);
  const path = files.paths.join(top, ...(within?.folders ?? []), name);
  // under the name of its content a file that is there is the same one: written again it would be taken for one that has changed
  const isThere = !within && (await exists(files, path));
  if (isSent && isThere) await files.remove(sentFile(platform, content));
  else if (isSent) await files.rename(sentFile(platform, content), path);
  else if (!isThere) await files.write(path, content);
  const kept = within ? top : path;
  await outside.allow([kept], null);
  return { path: kept };
}

/** Folders in a folder that are looked at. */
const MOST_FOLDERS = 1000;

/** What changes where a file does, or a folder, or one directly in it; null where there is none. */
async function stateOf(files: FileSystem, path: string): Promise<string | null> {
  const found = await files.stat(path).catch(() => null);
  if (!found) return null;
  const own = `${found.kind} ${found.size} ${found.modified}`;
  if (found.kind !== 'folder') return own;
  const names = (await files.list(path).catch(() => [])).slice(0, MOST_FOLDERS);
  const inside = await Promise.all(names.map((name) => files.stat(files.paths.join(path, name)).catch(() => null)));
  const folders = inside.flatMap((one) => (one?.kind === 'folder' ? [one.modified] : []));
  return `${own} ${folders.length} ${Math.max(0, ...folders)}`;
}

/** From files and folders that a person gives to a network that learns from them. */
import type { DataProposal } from '../../engine/data/given/propose.ts';
import type { Choice } from '../../engine/graph/document.ts';
import { verbatim } from '../../engine/phrases.ts';
import type { CallArguments } from '../../engine/protocol.ts';
import { t } from '../../engine/texts/index.ts';
import { documentFromData } from '../../templates/proposed/data.ts';
import { askDialog } from '../state/dialogs.ts';
import { openDocument } from '../state/document/workspace.ts';
import { ask } from '../state/host.ts';
import { page, type PageFile } from '../state/page.ts';
import { baseName } from '../state/paths.ts';
import { notify } from '../state/notices.ts';
import { isCancelled, whileWaiting } from '../state/work.ts';
import { chooseFile, chooseFolder } from './choose.ts';
import { TABLE_FILES } from '../../engine/data/datasets/tableFile.ts';
import { orSkipping } from '../state/skipping.ts';
import { learnFromTable } from './tables.ts';
import { train } from './training.ts';

/** What can be learned of it: of a table the dialog of tables asks. */
type Learnable = { readonly table: Choice } | { readonly proposal: DataProposal };

/** Says what the files and folders hold and what can be learned of it, and opens the network that the person asks for. */
export async function learnFrom(paths: readonly string[]): Promise<void> {
  const [first] = paths;
  if (first === undefined) return;
  const name = verbatim(baseName(first));
  await ask('data.allow', { paths: [...paths], path: null });
  const look = (more: { readonly skip?: boolean; readonly target?: string }) =>
    whileWaiting(t('given.looking', 'Looking at {{name}}', { name }), (signal, progress) =>
      ask('data.recognize', { paths: [...paths], ...more }, signal, progress),
    );
  let skipped = false;
  const found = await orSkipping<Learnable>((skip) => {
    skipped = skip;
    return look(skip ? { skip } : {});
  }).catch((error: unknown): Learnable | null => {
    if (isCancelled(error)) return null;
    throw error;
  });
  if (!found) return;
  if ('table' in found) {
    const { file, test, faulty } = found.table.settings;
    return learnFromTable(String(file), {
      ...(typeof test === 'string' && { test }),
      ...(faulty === 'skip' && { skip: true }),
    });
  }
  const proposalFor = async (target: string) => {
    const other = await look({ target, ...(skipped && { skip: true }) });
    return 'proposal' in other ? other.proposal : found.proposal;
  };
  const chosen = await askDialog('given', { name: baseName(first), proposal: found.proposal, proposalFor });
  if (!chosen) return;
  openDocument(documentFromData(chosen.proposal, baseName(first).replace(/\.[^.]+$/, '')), null, { unsaved: true });
  if (chosen.train) await train();
}

/** Of prompts and answers those are learned, of any other table what is asked of it. */
export async function chooseTable(): Promise<void> {
  const file = await chooseFile({
    extensions: TABLE_FILES,
    title: t('table.choose', 'Learn from a table'),
  });
  if (file !== null) await learnFrom([file]);
}

export async function chooseDataFolder(): Promise<void> {
  const folder = await chooseFolder({ title: t('given.choose', 'Learn from a folder') });
  if (folder !== null) await learnFrom([folder]);
}

/** What was dropped on the window. */
export interface GivenItem {
  readonly name: string;
  readonly isFolder: boolean;
  /** Where it lies; null where the page does not learn it. */
  readonly path: string | null;
  /** Of a folder: what lies directly in it. */
  names(): Promise<readonly string[]>;
  /** The file, or all in the folder, with the names of their way there. */
  files(): Promise<readonly { readonly way: readonly string[]; readonly file: PageFile }[]>;
}

/** A page that does not learn where files lie has their bytes: so many are kept among the person's own data, and so many files. */
const MOST_KEPT = 2 ** 31;
const MOST_FILES = 5000;

/** Learns from what was dropped, together. */
export async function learnFromItems(items: readonly GivenItem[]): Promise<void> {
  const places = await placesOf(items);
  if (places) await learnFrom(places);
}

/**
 * Where items lie. What a page has the bytes of alone is kept among the person's own data, all of it together; null where that is too
 * much, and it is said, or where the person gives it up.
 */
export async function placesOf(items: readonly GivenItem[]): Promise<readonly string[] | null> {
  const places = items.flatMap(({ path }) => path ?? []);
  if (places.length === items.length) return places;
  const all = (await Promise.all(items.map((item) => item.files()))).flat();
  const size = all.reduce((sum, { file }) => sum + file.size, 0);
  const name = verbatim(items[0]!.name);
  if (size > MOST_KEPT || all.length > MOST_FILES) {
    notify({
      kind: 'error',
      text: t(
        'given.large',
        '{{name}} is too large to be dropped here. Choose it instead: a file by “Open…”, a folder by “Learn from a folder…”.',
        { name },
      ),
    });
    return null;
  }
  const within = all.length > 1 || items[0]!.isFolder ? { id: hex(16) } : undefined;
  const at = await whileWaiting(t('given.keeping', 'Taking {{name}} in', { name }), async (signal, progress) => {
    let [at, done] = ['', 0];
    for (const { way, file } of all) {
      const place = within && { ...within, folders: way.slice(0, -1) };
      at = await keepFile(file, { name: way.at(-1)!, ...(place && { within: place }) }, signal, (bytes) =>
        progress(done + bytes, size),
      );
      done += file.size;
    }
    return at;
  }).catch((error: unknown) => {
    if (isCancelled(error)) return null;
    throw error;
  });
  if (at === null) return null;
  return within ? items.map((item) => `${at}/${item.name}`) : [at];
}

/** So many bytes of a file go by the line. */
const BY_LINE = 1 << 20;

/** Where the host keeps a file, or all that belong together; `told` hears how many of its bytes have gone. */
async function keepFile(
  file: PageFile,
  about: Omit<CallArguments['data.keep'], 'content'>,
  signal: AbortSignal,
  told: (bytes: number) => void,
): Promise<string> {
  const { post } = page();
  const sent = file.size > BY_LINE && post ? hex(16) : undefined;
  if (sent !== undefined) await post!(sent, file, signal, told);
  const content = sent ?? new Uint8Array(await file.arrayBuffer());
  const { path } = await ask('data.keep', { ...about, content }, signal);
  told(file.size);
  return path;
}

const hex = (bytes: number): string =>
  Array.from({ length: bytes }, () =>
    Math.floor(Math.random() * 256)
      .toString(16)
      .padStart(2, '0'),
  ).join('');

/** Lines and separators of rows that were copied elsewhere. */
const SEPARATORS = ['\t', ',', ';'];

/** Whether a text is rows of a table: more than one line, with as many separators in each. */
export function areRows(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return (
    lines.length > 1 &&
    SEPARATORS.some((separator) => {
      const counts = lines.map((line) => line.split(separator).length);
      return counts[0]! > 1 && counts.every((count) => count === counts[0]);
    })
  );
}

/** Keeps rows that were pasted as a file among the person's own data, and learns from that. */
export async function learnFromRows(text: string): Promise<void> {
  const content = new Uint8Array(new TextEncoder().encode(text.endsWith('\n') ? text : `${text}\n`));
  const { path } = await ask('data.keep', { name: t('given.pasted', 'pasted.csv'), content });
  await learnFromTable(path);
}

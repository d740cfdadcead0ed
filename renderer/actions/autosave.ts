/**
 * Nothing is lost when the window or the machine goes down: unsaved documents lie in the host's autosave folder, and the tabs in the
 * page's session. A lock for each open document tells a document of another living window from one that was left behind.
 */
import { t } from '../../engine/texts/index.ts';
import { parseDocument, serialize } from '../../engine/graph/file.ts';
import { UserError } from '../../engine/problems.ts';
import type { CallResults } from '../../engine/protocol.ts';
import { ask } from '../state/host.ts';
import { attempt, dismiss, messageOf, notify } from '../state/notices.ts';
import { page } from '../state/page.ts';
import { forgetLeft, leaveBehind, leftBehind } from '../state/document/leftBehind.ts';
import { keepHistory, readHistory } from '../state/document/keptHistory.ts';
import { safe } from '../state/document/safe.ts';
import { loadRun } from '../state/runs/runs.ts';
import { isTemplate } from '../state/templates.ts';
import { recallImport } from './models.ts';
import { chooseStart } from './start.ts';
import {
  activate,
  closeDocument,
  isUnsaved,
  type OpenDocument,
  openDocument,
  restoreHistory,
  type StartingWeights,
  showBeside,
  showRun,
  workspace,
} from '../state/document/workspace.ts';

/** After the last change, and at the latest after the first, in milliseconds. */
const DELAY = 1000;
const LATEST = 1500;
/** After a failure. */
const AGAIN = 5000;
/** How long the page that this one was before it was reloaded may take to go. */
const GOES_WITHIN = 1000;
/** When it is looked again for what a window left that was going as this one came. */
const LOOKS_AGAIN = [250, 500, 1000, 2000, 4000];
const TABS = 'layerloom.tabs';

interface Tab {
  readonly key: string;
  readonly path: string | null;
  readonly version: string | null;
  readonly run: string | null;
  readonly start: StartingWeights | null;
  readonly imported?: string | null;
  readonly compared?: readonly string[];
}

/** Unsaved work, in the host's folder or in the browser. */
type Work = NonNullable<CallResults['autosave.take']>;

/** What lies in the host's folder, or is on its way there. */
const written = new Map<string, Pick<OpenDocument, 'document' | 'run' | 'history'> & Pick<Tab, 'start'>>();
/** Under which key a document's work lies, where that is not its own: another window has that. */
const renamed = new Map<string, string>();
const keyOf = (key: string): string => renamed.get(key) ?? key;
/** Holds the document's lock for as long as the window lives. False where another window of this browser has it for longer than `patience`. */
const hold = (key: string, patience = 0): Promise<boolean> => page().locks.hold(`layerloom.document.${key}`, patience);

export async function dropAutosave(key: string): Promise<void> {
  forgetLeft(keyOf(key));
  if (!written.delete(key)) return;
  await page().kept.remove(keyOf(key));
  await ask('autosave.drop', { key: keyOf(key) });
}

/**
 * A document that was never saved is kept for the run that it trains too, for what it starts from and for what can be done again, so
 * that a reloaded window shows all of it.
 */
const isWorthSaving = (open: OpenDocument): boolean =>
  isUnsaved(open) ||
  (open.path === null && (open.run !== null || open.start !== null || open.history.undone.length > 0));

const writeAll = async (): Promise<void> => void (await Promise.all(workspace.getState().documents.map(write)));

/**
 * Into the browser and the host's folder: whichever is gone, the other has it. Both at once, as a page that goes sends what it can and
 * sees no answer any more.
 */
async function write(open: OpenDocument): Promise<void> {
  const { key, path, document, run, history } = open;
  rememberHistory(open);
  if (!isWorthSaving(open)) return dropAutosave(key);
  const start = open.start?.weights ?? null;
  const before = written.get(key);
  if (before?.document === document && before.run === run && before.start === start && before.history === history)
    return;
  const own = { document, run, start, history };
  written.set(key, own);
  const isNewest = () => written.get(key) === own;
  const imported = open.imported?.id ?? null;
  const work = { path, text: serialize(document), run, start, imported, history: keepHistory(open) };
  // a browser that keeps nothing is no reason to keep it from the host
  const here = page()
    .kept.set(keyOf(key), JSON.stringify({ ...work, saved: Date.now() } satisfies Work))
    .catch(() => {});
  try {
    await ask('autosave.write', { key: keyOf(key), ...work });
  } catch (error) {
    if (isNewest()) written.delete(key);
    if (!isTaken(error)) throw error;
    await here;
    await page().kept.remove(keyOf(key));
    renamed.set(key, crypto.randomUUID());
    return write(open);
  }
  if (failing.notice === null) safe.setState((all) => ({ ...all, [key]: document }));
  forgetLeft(keyOf(key));
  await here;
  if (isNewest()) await page().kept.remove(keyOf(key));
}

/** Whether the page may go: what no host has yet is left behind for the next start. What a host could not write, nobody may be able to. */
function mayGo(): boolean {
  const unsafe = workspace
    .getState()
    .documents.filter((open) => isWorthSaving(open) && safe.getState()[open.key] !== open.document);
  if (unsafe.length === 0) return true;
  void writeAll().catch(() => {});
  if (failing.notice !== null) return false;
  try {
    const saved = Date.now();
    leaveBehind(
      Object.fromEntries(
        unsafe.map((open) => {
          const { key, path, document, run, start } = open;
          const text = serialize(document);
          return [
            keyOf(key),
            {
              ...{ path, text, run, saved },
              start: start?.weights ?? null,
              imported: open.imported?.id ?? null,
              history: keepHistory(open),
            } satisfies Work,
          ];
        }),
      ),
    );
    return true;
  } catch {
    // more than the storage takes
    return false;
  }
}

/** Hands over what no host has yet, before the window closes. */
export const settle = (): Promise<void> => writeAll().catch(() => {});

const isTaken = (error: unknown): boolean =>
  error instanceof UserError && error.problems.some(({ code }) => code === 'autosave-taken');
/** A host that is gone is told of by itself. */
const isLost = (error: unknown): boolean =>
  error instanceof UserError && error.problems.some(({ code }) => code === 'connection-lost');

/** The notice that says why changes are not being kept, as long as they are not. */
const failing: { notice: number | null } = { notice: null };

function rememberTabs(): void {
  const { documents, active } = workspace.getState();
  const tabs = documents.map(
    ({ key, path, version, run, start, imported, compared }): Tab => ({
      key: keyOf(key),
      path,
      version,
      run,
      start: start?.weights ?? null,
      imported: imported?.id ?? null,
      compared,
    }),
  );
  page().session.setItem(TABS, JSON.stringify({ tabs, active: active === null ? null : keyOf(active) }));
}

const historyName = (key: string): string => `layerloom.history.${key}`;
/** Of which documents the page's session has the history, and which. */
const remembered = new Map<string, OpenDocument['history']>();

/** A document that is saved has no unsaved work with which its history could lie: it lies in the page's session, if there is room. */
function rememberHistory(open: OpenDocument): void {
  const { key, history, path } = open;
  if (remembered.get(key) === history && !isWorthSaving(open)) return;
  const kept = path === null || isWorthSaving(open) ? null : keepHistory(open);
  try {
    if (kept !== null) page().session.setItem(historyName(keyOf(key)), kept);
    else if (remembered.has(key)) page().session.removeItem(historyName(keyOf(key)));
    if (kept !== null) remembered.set(key, history);
    else remembered.delete(key);
  } catch {
    // undo does not outlive the reload then
  }
}

/** Puts back what could be undone, where it is this document's. */
function restore(key: string, kept: string | null | undefined): void {
  const open = workspace.getState().documents.find((one) => one.key === key);
  const history = open && readHistory(kept ?? null, open.document);
  if (history) restoreHistory(key, history);
}

/** Watches the documents from now on. What could not be handed to a host goes to it when there is one again. */
export function keepAutosaved(onConnection?: (listener: (connected: boolean) => void) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When what is not written yet began to change. */
  let since: number | null = null;
  const later = (delay: number) => {
    clearTimeout(timer);
    timer = setTimeout(writeNow, delay);
  };
  const writeNow = () => {
    since = null;
    clearTimeout(timer);
    writeAll().then(
      () => {
        if (failing.notice === null) return;
        dismiss(failing.notice);
        failing.notice = null;
        safe.setState(Object.fromEntries([...written].map(([key, { document }]) => [key, document])));
      },
      (error: unknown) => {
        if (!isLost(error)) {
          failing.notice ??= notify({
            kind: 'error',
            text: t('notices.unsafe', 'Changes are not being kept safe: {{reason}}', { reason: messageOf(error) }),
          });
          // "kept safe" does not stand beside it, of whichever document
          safe.setState({}, true);
        }
        later(AGAIN);
      },
    );
  };
  workspace.subscribe(({ documents }) => {
    rememberTabs();
    for (const { key } of documents) void hold(keyOf(key));
    since ??= Date.now();
    later(Math.max(0, Math.min(DELAY, since + LATEST - Date.now())));
  });
  page().onHide(() => void writeAll().catch(() => {}));
  page().onLeave(mayGo);
  onConnection?.((connected) => {
    if (!connected) return;
    // another host knows nothing of what the one before it was given
    written.clear();
    writeNow();
  });
  // what this window knew from before it was reloaded, the host may not know yet
  rememberTabs();
  writeNow();
}

/** What lies at the path now; null where nothing does. */
const versionOf = (path: string): Promise<string | null> =>
  ask('files.open', { path }).then(
    ({ version }) => version,
    () => null,
  );

/** What unsaved work lies in the browser, by its keys. What cannot be read is left alone. */
async function keptHere(): Promise<Map<string, Work>> {
  const found = new Map(Object.entries(leftBehind<Work>()));
  for (const [key, text] of await page()
    .kept.all()
    .catch(() => new Map<string, string>()))
    try {
      const work = JSON.parse(text) as Work;
      if ((found.get(key)?.saved ?? 0) <= work.saved) found.set(key, work);
    } catch {
      // it was not written by this program
    }
  return found;
}

async function forgetHere(key: string): Promise<void> {
  forgetLeft(key);
  await page().kept.remove(key);
}

/** Makes unsaved work this window's own, from the host's folder or the browser, whichever is newer. Undefined where there is none, or another window has it. */
async function takeWork(
  key: string,
  here: Work | undefined,
  patience = 0,
): Promise<{ key: string; work: Work } | undefined> {
  if (!(await hold(key, patience))) return undefined;
  const there = await ask('autosave.take', { key });
  if (!here) return there ? { key, work: there } : undefined;
  if (there && there.saved >= here.saved) {
    await forgetHere(key);
    return { key, work: there };
  }
  const { path, text, run, start, imported = null, history } = here;
  const write = (under: string) => ask('autosave.write', { key: under, path, text, run, start, imported, history });
  // a window elsewhere may have gone on with what the host had
  let under = key;
  await write(key).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
    under = crypto.randomUUID();
    return write(under);
  });
  await forgetHere(key);
  return { key: under, work: here };
}

/**
 * Opens work that was not saved; true where there is something in it to tell of. A tab that shows the same file without changes gives
 * way to it; beside one with changes of its own it has no file.
 */
async function openWork(
  key: string,
  work: Work,
  version: string | null,
  { run, start }: Pick<Tab, 'run' | 'start'> = work,
): Promise<boolean> {
  const { path, text } = work;
  const document = parseDocument(text, path ?? t('autosave.recovered', 'The recovered document'));
  // a template that was only trained is kept for its run: there is no work in it to tell of
  const unsaved = path !== null || !isTemplate(document);
  const same = workspace.getState().documents.find((open) => path !== null && open.path === path);
  const beside = same !== undefined && isUnsaved(same);
  if (same && !beside) closeDocument(same.key);
  openDocument(document, beside ? null : path, { key, unsaved, version: beside ? null : version });
  restore(key, work.history);
  if (run !== null) showRun(key, run);
  if (start) await attempt(() => chooseStart(key, start));
  if (work.imported) await recallImport(key, { id: work.imported });
  const { history } = workspace.getState().documents.find((open) => open.key === key)!;
  written.set(key, { document, run: work.run, start: work.start, history });
  safe.setState((all) => ({ ...all, [key]: document }));
  return unsaved;
}

/** Opens a tab as it was: with its unsaved work, else its file. What the session says of its choices is the newest that is known of them. */
async function reopen(
  { key, path, version, run, start, imported, compared = [] }: Tab,
  here: Work | undefined,
  openPath: (path: string) => Promise<void>,
): Promise<void> {
  const taken = await takeWork(key, here, GOES_WITHIN);
  if (taken) await openWork(taken.key, taken.work, version, { run, start });
  else if (path !== null) await openPath(path);
  const opened = taken ? undefined : workspace.getState().documents.find((open) => path !== null && open.path === path);
  for (const id of compared) void loadRun(id).catch(() => {});
  showBeside(taken?.key ?? opened?.key ?? key, compared);
  const name = historyName(key);
  if (opened) restore(opened.key, page().session.getItem(name));
  page().session.removeItem(name);
  if (opened && run !== null) showRun(opened.key, run);
  if (opened && start) await attempt(() => chooseStart(opened.key, start));
  if (opened && imported) await recallImport(opened.key, { id: imported });
}

const tell = (error: unknown): void => void notify({ kind: 'error', text: messageOf(error) });

/** Opens what windows that are gone left behind, and says so; in front only where nothing else is. */
async function openLeft(): Promise<void> {
  const here = await keptHere();
  const ours = new Set([...workspace.getState().documents.map(({ key }) => key), ...written.keys()].map(keyOf));
  const left = new Set([...(await ask('autosave.list', {})).map(({ key }) => key), ...here.keys()]);
  const before = workspace.getState().active;
  let recovered = 0;
  // the last that was worked on comes to lie in front
  for (const key of [...left].reverse().filter((key) => !ours.has(key))) {
    try {
      const taken = await takeWork(key, here.get(key));
      const path = taken?.work.path ?? null;
      if (taken && (await openWork(taken.key, taken.work, path === null ? null : await versionOf(path)))) recovered++;
    } catch (error) {
      tell(error);
    }
  }
  const { documents, active } = workspace.getState();
  if (active !== before && documents.some(({ key }) => key === before)) activate(before!);
  if (recovered > 0)
    notify({
      kind: 'info',
      text: t(
        'notices.recovered',
        {
          one: 'A document with changes that were not saved was recovered.',
          other: '{{count}} documents with changes that were not saved were recovered.',
        },
        { count: recovered },
      ),
    });
}

/** Opens again what this page showed before it was reloaded, and what a window that is gone left behind. */
export async function recover(openPath: (path: string) => Promise<void>): Promise<void> {
  const { tabs, active } = JSON.parse(page().session.getItem(TABS) ?? '{"tabs":[],"active":null}') as {
    tabs: readonly Tab[];
    active: string | null;
  };
  const here = await keptHere();
  for (const tab of tabs) await reopen(tab, here.get(tab.key), openPath).catch(tell);
  await openLeft();
  if (active !== null && workspace.getState().documents.some(({ key }) => key === active)) activate(active);
}

/** One that was still going has let go of its documents a moment later. */
export async function recoverLate(): Promise<void> {
  for (const pause of LOOKS_AGAIN) {
    await new Promise<void>((resolve) => void setTimeout(resolve, pause));
    await openLeft().catch((error: unknown) => {
      if (!isLost(error)) tell(error);
    });
  }
}

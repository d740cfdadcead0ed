/**
 * Nothing is lost when the window or the machine goes down: unsaved documents lie in the host's autosave folder, and the tabs in the
 * page's session. A lock for each open document tells a document of another living window from one that was left behind.
 */
import { t } from '../../engine/texts/index.ts';
import { parseDocument, serialize } from '../../engine/graph/file.ts';
import type { CallResults } from '../../engine/protocol.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { ask } from '../state/host.ts';
import { attempt, dismiss, messageOf, notify } from '../state/notices.ts';
import { page } from '../state/page.ts';
import { safe } from '../state/document/safe.ts';
import { chooseStart } from './start.ts';
import {
  activate,
  isUnsaved,
  type OpenDocument,
  openDocument,
  type StartingWeights,
  showRun,
  workspace,
} from '../state/document/workspace.ts';

/** After the last change, in milliseconds. */
const DELAY = 1000;
/** After a failure. */
const AGAIN = 5000;
const TABS = 'layerloom.tabs';

interface Tab {
  readonly key: string;
  readonly path: string | null;
  readonly version: string | null;
  readonly run: string | null;
  readonly start: StartingWeights | null;
}

/** What lies in the host's folder. */
const written = new Map<string, Pick<OpenDocument, 'document' | 'run'> & Pick<Tab, 'start'>>();
/** Holds the document's lock for as long as the window lives. False where another window has it. */
const hold = (key: string): Promise<boolean> => page().locks.hold(`layerloom.document.${key}`);

export async function dropAutosave(key: string): Promise<void> {
  if (!written.delete(key)) return;
  await ask('autosave.drop', { key });
}

/** A document that was never saved is kept for the run that it trains too and for what it starts from, so that a reloaded window shows all of it. */
const isWorthSaving = (open: OpenDocument): boolean =>
  isUnsaved(open) || (open.path === null && (open.run !== null || open.start !== null));

async function writeAll(): Promise<void> {
  for (const open of workspace.getState().documents) {
    const { key, path, document, run } = open;
    const start = open.start?.weights ?? null;
    const before = written.get(key);
    if (isWorthSaving(open) && (before?.document !== document || before.run !== run || before.start !== start)) {
      written.set(key, { document, run, start });
      await ask('autosave.write', { key, path, text: serialize(document), run, start }).catch((error: unknown) => {
        if (written.get(key)?.document === document) written.delete(key);
        throw error;
      });
      safe.setState((all) => ({ ...all, [key]: document }));
    } else if (!isWorthSaving(open)) await dropAutosave(key);
  }
}

/** The notice that says why changes are not being kept, as long as they are not. */
const failing: { notice: number | null } = { notice: null };

/** Watches the documents from now on. */
export function keepAutosaved(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    writeAll().then(
      () => {
        if (failing.notice !== null) dismiss(failing.notice);
        failing.notice = null;
      },
      (error: unknown) => {
        failing.notice ??= notify({
          kind: 'error',
          text: t('notices.unsafe', 'Changes are not being kept safe: {{reason}}', { reason: messageOf(error) }),
        });
        clearTimeout(timer);
        timer = setTimeout(write, AGAIN);
      },
    );
  };
  workspace.subscribe(({ documents, active }) => {
    page().session.setItem(
      TABS,
      JSON.stringify({
        tabs: documents.map(
          ({ key, path, version, run, start }): Tab => ({ key, path, version, run, start: start?.weights ?? null }),
        ),
        active,
      }),
    );
    for (const { key } of documents) void hold(key);
    clearTimeout(timer);
    timer = setTimeout(write, DELAY);
  });
  page().onHide(() => void writeAll());
}

/** What lies at the path now; null where nothing does. */
const versionOf = (path: string): Promise<string | null> =>
  ask('files.open', { path }).then(
    ({ version }) => version,
    () => null,
  );

/** Opens again what this page showed before it was reloaded, and what a window that is gone left behind. */
export async function recover(openPath: (path: string) => Promise<void>): Promise<void> {
  const { tabs, active } = JSON.parse(page().session.getItem(TABS) ?? '{"tabs":[],"active":null}') as {
    tabs: readonly Tab[];
    active: string | null;
  };
  const left = new Map((await ask('autosave.list', {})).map((entry) => [entry.key, entry]));
  const ours = new Set(tabs.map(({ key }) => key));
  let recovered = 0;
  const take = async (
    { key, path, text, run, start }: CallResults['autosave.list'][number],
    version: string | null,
  ) => {
    if (!(await hold(key))) return;
    const document = parseDocument(text, path ?? t('autosave.recovered', 'The recovered document'));
    // a template that was only trained is kept for its run: there is no work in it to tell of
    const unsaved =
      path !== null ||
      !TEMPLATES.some(
        (template) => template.nameOf() === document.name && serialize(template.make()) === serialize(document),
      );
    openDocument(document, path, { key, unsaved, version });
    if (run !== null) showRun(key, run);
    if (start) await attempt(() => chooseStart(key, start));
    written.set(key, { document, run, start });
    safe.setState((all) => ({ ...all, [key]: document }));
    if (unsaved && !ours.has(key)) recovered++;
  };
  for (const { key, path, version, run, start } of tabs) {
    const entry = left.get(key);
    left.delete(key);
    try {
      if (entry) await take(entry, version);
      else if (path !== null) await openPath(path);
      const opened = workspace
        .getState()
        .documents.find((open) => open.key === key || (path !== null && open.path === path));
      if (opened && run !== null) showRun(opened.key, run);
      if (opened && start && !opened.start) await attempt(() => chooseStart(opened.key, start));
    } catch (error) {
      notify({ kind: 'error', text: messageOf(error) });
    }
  }
  // the last that was worked on comes to lie in front
  for (const entry of [...left.values()].reverse()) {
    try {
      await take(entry, entry.path === null ? null : await versionOf(entry.path));
    } catch (error) {
      notify({ kind: 'error', text: messageOf(error) });
    }
  }
  if (active !== null && workspace.getState().documents.some(({ key }) => key === active)) activate(active);
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

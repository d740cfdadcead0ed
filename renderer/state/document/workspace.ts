/**
 * The open documents. All changes of a document go through `edit` or a gesture (`begin` ... `commit` or `cancel`), so all can be
 * undone. Selection is session state: neither saved nor undone.
 */
import { type Verbatim, verbatim } from '../../../engine/phrases.ts';
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { Document } from '../../../engine/graph/document.ts';
import { serialize } from '../../../engine/graph/file.ts';
import type { ModelReport } from '../../../engine/importers/define.ts';
import type { CallArguments } from '../../../engine/protocol.ts';
import type { FileTensor } from '../../../engine/train/fit.ts';
import { baseName } from '../paths.ts';
import { type History, NO_HISTORY, record, redo as redoStep, undo as undoStep } from './history.ts';

export interface Selection {
  /** Nodes and notes by id. */
  readonly nodes: readonly string[];
  /** Wires by `edgeKey`. */
  readonly edges: readonly string[];
}
export const NOTHING: Selection = { nodes: [], edges: [] };

/** A step of a path into blocks: into an instance, and which repetition of it. */
export interface PathStep {
  readonly instance: string;
  readonly index: number;
}

export type StartingWeights = CallArguments['weights.describe']['weights'];

/** Weights of a file or a run that the next training starts from. */
export interface Start {
  readonly weights: StartingWeights;
  /** The tensors that are there. */
  readonly given: ReadonlyMap<string, FileTensor>;
}

export interface OpenDocument {
  /** Of the tab, and of its autosave file. */
  readonly key: string;
  /** Null where it was never saved. */
  readonly path: string | null;
  readonly document: Document;
  /** As it lies on disk; null where it does not. */
  readonly saved: Document | null;
  /** It came with work that lies in no file: it was recovered or dropped. */
  readonly loose: boolean;
  /** The host's word for what lies at `path`, so that saving never overwrites another program's changes unseen. */
  readonly version: string | null;
  readonly history: History;
  /** A drag in progress: what the document was before it. */
  readonly gesture: { readonly label: string; readonly before: Document } | null;
  readonly selection: Selection;
  /** The way into the block that is looked into; empty for the graph itself. */
  readonly within: readonly PathStep[];
  /** All blocks are open: what is shown is the network as it comes out, to look at. */
  readonly expanded: boolean;
  /** The run that the training panel shows. */
  readonly run: string | null;
  /** Runs that are drawn beside it. */
  readonly compared: readonly string[];
  /** Null: fresh weights. */
  readonly start: Start | null;
  /** Null where it is no import. */
  readonly imported: ImportReport | null;
}

/** What became of a model of another program, and what its file is called. */
export interface ImportReport extends ModelReport {
  /** Under which the host keeps it. */
  readonly id: string;
  readonly name: string;
}

interface Workspace {
  readonly documents: readonly OpenDocument[];
  /** The key of the document that is shown. */
  readonly active: string | null;
}

export const workspace = createStore<Workspace>(() => ({ documents: [], active: null }));

const activeIn = ({ documents, active }: Workspace): OpenDocument | undefined =>
  documents.find(({ key }) => key === active);
export const activeDocument = (): OpenDocument | undefined => activeIn(workspace.getState());

function update(key: string, change: (open: OpenDocument) => Partial<OpenDocument>): void {
  workspace.setState(({ documents }) => ({
    documents: documents.map((open) => (open.key === key ? { ...open, ...change(open) } : open)),
  }));
}

function updateActive(change: (open: OpenDocument) => Partial<OpenDocument>): void {
  const { active } = workspace.getState();
  if (active !== null) update(active, change);
}

/** What a tab says. */
export const tabTitle = ({ path, document }: Pick<OpenDocument, 'path' | 'document'>): Verbatim =>
  verbatim(path === null ? document.name : baseName(path));

/** Whether something would be lost by closing it. */
export const isUnsaved = ({ document, saved, loose, history }: OpenDocument): boolean =>
  document !== saved && (saved !== null || loose || history.done.length > 0);

// Tabs

/** Opens a document in a tab of its own, or shows the tab that has the file already. Gives its key. */
export function openDocument(
  document: Document,
  path: string | null,
  {
    key = crypto.randomUUID(),
    unsaved = false,
    version = null,
    imported = null,
  }: { key?: string; unsaved?: boolean; version?: string | null; imported?: ImportReport | null } = {},
): string {
  const open = path === null ? undefined : workspace.getState().documents.find((other) => other.path === path);
  if (open) {
    activate(open.key);
    return open.key;
  }
  const opened: OpenDocument = {
    key,
    path,
    document,
    saved: path === null || unsaved ? null : document,
    loose: unsaved,
    version,
    history: NO_HISTORY,
    gesture: null,
    selection: NOTHING,
    within: [],
    expanded: false,
    run: null,
    compared: [],
    start: null,
    imported,
  };
  workspace.setState(({ documents }) => ({ documents: [...documents, opened], active: key }));
  return key;
}

export function closeDocument(key: string): void {
  workspace.setState(({ documents, active }) => {
    const at = documents.findIndex((open) => open.key === key);
    const left = documents.filter((open) => open.key !== key);
    return { documents: left, active: active === key ? (left[Math.min(at, left.length - 1)]?.key ?? null) : active };
  });
}

export function activate(key: string): void {
  workspace.setState({ active: key });
}

export function markSaved(key: string, path: string, document: Document, version: string): void {
  update(key, () => ({ path, saved: document, version }));
}

/** What can be undone, as it was before the window was loaded anew. */
export function restoreHistory(key: string, history: History): void {
  update(key, () => ({ history }));
}

/** What became of the model that a document was made of. */
export function showImport(key: string, imported: ImportReport): void {
  update(key, () => ({ imported }));
}

export function showRun(key: string, run: string | null): void {
  update(key, () => ({ run }));
}

export function showBeside(key: string, compared: readonly string[]): void {
  update(key, () => ({ compared }));
}

export function startFrom(key: string, start: Start | null): void {
  update(key, () => ({ start }));
}

// Edits

/** Changes the active document as one undoable step. A change that gives the same document back is no step. */
export function edit(
  label: string,
  change: (document: Document) => Document,
  { merge }: { merge?: string } = {},
): void {
  updateActive(({ document, history, gesture }) => {
    const after = change(document);
    if (after === document) return {};
    if (gesture) return { document: after };
    return {
      document: after,
      history: record(history, {
        label,
        before: document,
        after,
        at: Date.now(),
        ...(merge !== undefined && { merge }),
      }),
    };
  });
}

/** Starts a drag: the edits until `commit` are one step. */
export function begin(label: string): void {
  updateActive(({ gesture, document }) => (gesture ? {} : { gesture: { label, before: document } }));
}

/** A gesture that comes back to where it began is no step, and leaves the document as saved as it was. */
export function commit(): void {
  updateActive(({ gesture, document, saved, history }) => {
    if (!gesture) return {};
    const { label, before } = gesture;
    if (document === before) return { gesture: null };
    if (serialize(document) === serialize(before))
      return { gesture: null, document: document === saved ? document : before };
    return { gesture: null, history: record(history, { label, before, after: document, at: Date.now() }) };
  });
}

export function cancel(): void {
  updateActive(({ gesture }) => (gesture ? { document: gesture.before, gesture: null } : {}));
}

export function undo(): void {
  updateActive(({ history, gesture }) =>
    gesture ? { document: gesture.before, gesture: null } : (undoStep(history) ?? {}),
  );
}

export function redo(): void {
  updateActive(({ history, gesture }) => (gesture ? {} : (redoStep(history) ?? {})));
}

export function select(selection: Partial<Selection>): void {
  updateActive((open) => {
    const next = { ...NOTHING, ...selection };
    const same = (a: readonly string[], b: readonly string[]) =>
      a.length === b.length && a.every((id, i) => id === b[i]);
    return same(open.selection.nodes, next.nodes) && same(open.selection.edges, next.edges) ? {} : { selection: next };
  });
}

/** Shows the inside of an instance, or the graph itself. */
export function showInside(within: readonly PathStep[], selected: readonly string[] = []): void {
  updateActive(() => ({
    within: within.map(({ instance, index }) => ({ instance, index })),
    expanded: false,
    selection: { ...NOTHING, nodes: selected },
  }));
}

/** Opens all blocks to look at, or closes them again. */
export function showExpanded(expanded: boolean): void {
  updateActive(() => ({ within: [], expanded, selection: NOTHING }));
}

// Hooks

/** A part of the active document's tab; undefined where no document is open. */
export function useActive<T>(pick: (open: OpenDocument) => T): T | undefined {
  return useStore(workspace, (state) => {
    const open = activeIn(state);
    return open && pick(open);
  });
}
export const useDocument = (): Document | undefined => useActive(({ document }) => document);
export const useWorkspace = <T>(pick: (state: Workspace) => T): T => useStore(workspace, pick);

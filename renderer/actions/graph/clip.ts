/**
 * What copying puts on the system's clipboard: a small document as text, so it can be pasted into another window, a message
 * or a file. What is pasted is read as strictly as a file.
 */
import { t } from '../../../engine/texts/index.ts';
import { blocksUsed } from '../../../engine/graph/blocks.ts';
import { type Block, type Document, emptyDocument, type Note } from '../../../engine/graph/document.ts';
import { copy, type Fragment } from '../../../engine/graph/edits.ts';
import { parseDocument, serialize } from '../../../engine/graph/file.ts';

export interface Clip extends Fragment {
  readonly notes: readonly Note[];
  /** The blocks that they are instances of. */
  readonly blocks: readonly Block[];
}

export function clipOf(document: Document, ids: readonly string[]): Clip {
  return {
    ...copy(document, ids),
    notes: document.graph.notes.filter(({ id }) => ids.includes(id)),
    blocks: blocksUsed(
      document.graph,
      document.graph.nodes.filter(({ id }) => ids.includes(id)),
    ),
  };
}

export function clipText({ nodes, edges, inputs, notes, blocks }: Clip): string {
  const empty = emptyDocument('Clipboard');
  return serialize({
    ...empty,
    graph: { ...empty.graph, nodes, edges, notes, blocks },
    data: { ...empty.data, inputs },
  });
}

/** Undefined where the text is something else. Throws a `UserError` where it is a damaged or newer document. */
export function readClip(text: string): Clip | undefined {
  if (!/^\s*\{[^{}]*"format"\s*:\s*"loom"/.test(text)) return undefined;
  const document = parseDocument(text, t('clipboard.name', 'The clipboard'));
  return clipOf(
    document,
    [...document.graph.nodes, ...document.graph.notes].map(({ id }) => id),
  );
}

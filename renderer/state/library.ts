/** The person's own blocks, which lie in files of the host's. What a file holds is read as strictly as a document. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Block, Graph } from '../../engine/graph/document.ts';
import { parseBlock, serializeBlock } from '../../engine/graph/file.ts';
import { ask, host } from './host.ts';
import { attempt, messageOf, notify } from './notices.ts';

export interface LibraryBlock {
  readonly file: string;
  readonly block: Block;
  /** With those within it. */
  readonly blocks: readonly Block[];
}

interface Library {
  /** Where the files lie. */
  readonly folder: string;
  readonly blocks: readonly LibraryBlock[];
  /** Files that hold no block that this program can read, and why. */
  readonly unreadable: readonly { readonly file: string; readonly message: string }[];
}

const library = createStore<Library>(() => ({ folder: '', blocks: [], unreadable: [] }));
export const useLibrary = <T>(pick: (library: Library) => T): T => useStore(library, pick);
export const libraryBlocks = (): readonly LibraryBlock[] => library.getState().blocks;

export async function refreshLibrary(): Promise<void> {
  const { folder, files } = await ask('library.list', {});
  const known = new Map(library.getState().blocks.map((one) => [one.file, one]));
  const [blocks, unreadable] = [[] as LibraryBlock[], [] as Library['unreadable'][number][]];
  for (const { file, text, failure } of files) {
    try {
      if (text === null) throw new Error(failure ?? '');
      const { block, blocks: all } = parseBlock(text, file);
      const read = { file, block: all.find(({ id }) => id === block)!, blocks: all };
      const before = known.get(file);
      // one that is as it was stays the same object, and what was found out about it with it
      blocks.push(before && JSON.stringify(before) === JSON.stringify(read) ? before : read);
    } catch (error) {
      unreadable.push({ file, message: messageOf(error) });
    }
  }
  library.setState({ folder, blocks, unreadable });
}

/** Knows the library from now on, whichever window changes it. */
export async function followLibrary(): Promise<void> {
  host().on('library.changed', () => void attempt(refreshLibrary));
  await refreshLibrary();
}

/** Keeps a block of a document, in the place of `replaces` where that is given. */
export async function saveToLibrary({ blocks }: Pick<Graph, 'blocks'>, block: Block, replaces?: string): Promise<void> {
  await ask('library.save', {
    name: block.name,
    text: serializeBlock({ blocks }, block),
    ...(replaces !== undefined && { replaces }),
  });
}

export async function renameInLibrary({ file, block, blocks }: LibraryBlock, name: string): Promise<void> {
  const renamed = { ...block, name };
  await saveToLibrary({ blocks: blocks.map((one) => (one === block ? renamed : one)) }, renamed, file);
}

/** Deleting is undone, not confirmed. */
export async function removeFromLibrary({ file, block, blocks }: LibraryBlock): Promise<void> {
  await ask('library.remove', { file });
  notify({
    kind: 'info',
    text: `"${block.name}" was deleted from your blocks.`,
    action: { title: 'Put it back', run: () => void attempt(() => saveToLibrary({ blocks }, block)) },
  });
}

/** A `.loom-block` file from elsewhere. */
export async function addFile(name: string, text: string): Promise<void> {
  const { block, blocks } = parseBlock(text, name);
  const main = blocks.find(({ id }) => id === block)!;
  await saveToLibrary({ blocks }, main);
  notify({ kind: 'info', text: `"${main.name}" is among your blocks now: drag it from the layers onto the canvas.` });
}

/** The person's own blocks, which lie in files of the host's. What a file holds is read as strictly as a document. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Block } from '../../engine/graph/document.ts';
import { parseBlock } from '../../engine/graph/file.ts';
import { ask, host } from './host.ts';
import { attempt, messageOf } from './notices.ts';

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
export const unreadableFiles = (): Library['unreadable'] => library.getState().unreadable;
export const libraryBlocks = (): readonly LibraryBlock[] => library.getState().blocks;

let asked = 0;
/** Of several questions at once the newest counts, whichever is answered last. */
export async function refreshLibrary(): Promise<void> {
  const turn = ++asked;
  const { folder, files } = await ask('library.list', {});
  if (turn !== asked) return;
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

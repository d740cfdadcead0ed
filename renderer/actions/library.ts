/** The person's own blocks: kept, renamed and deleted. */
import { verbatim } from '../../engine/phrases.ts';
import type { Block, Document, Graph } from '../../engine/graph/document.ts';
import { parseBlock, serializeBlock } from '../../engine/graph/file.ts';
import { t } from '../../engine/texts/index.ts';
import { askDialog } from '../state/dialogs.ts';
import { ask } from '../state/host.ts';
import { type LibraryBlock, libraryBlocks } from '../state/library.ts';
import { attempt, notify } from '../state/notices.ts';

/** Keeps a block of a document, in the place of `replaces` where that is given. */
async function saveToLibrary({ blocks }: Pick<Graph, 'blocks'>, block: Block, replaces?: string): Promise<void> {
  await ask('library.save', {
    name: block.name,
    text: serializeBlock({ blocks }, block),
    ...(replaces !== undefined && { replaces }),
  });
}

/** Asks before it takes the place of a block of the same name. */
export async function keepBlock({ graph }: Document, block: Block): Promise<void> {
  const there = libraryBlocks().find((own) => own.block.name === block.name);
  if (!there) return saveToLibrary(graph, block);
  const answer = await askDialog('confirm', {
    title: t('blocks.same', 'You have a block called {{name}}', { name: verbatim(block.name) }),
    description: t('blocks.same.doc', 'Documents that were made with it stay as they are.'),
    answers: [
      { id: 'cancel', title: t('common.cancel', 'Cancel') },
      { id: 'both', title: t('blocks.same.both', 'Keep both') },
      { id: 'replace', title: t('common.replace', 'Replace it') },
    ],
  });
  if (answer === 'both' || answer === 'replace')
    await saveToLibrary(graph, block, answer === 'replace' ? there.file : undefined);
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
    text: t('notices.blockDeleted', '"{{name}}" was deleted from your blocks.', { name: verbatim(block.name) }),
    action: {
      title: t('notices.putBack', 'Put it back'),
      run: () => void attempt(() => saveToLibrary({ blocks }, block)),
    },
  });
}

/** What cannot be read cannot be put back, so this asks. */
export async function removeUnreadable(file: string): Promise<void> {
  const answer = await askDialog('confirm', {
    title: t('blocks.file.sure', 'Delete {{file}}?', { file: verbatim(file) }),
    description: t('blocks.file.sure.doc', 'This Layerloom cannot read it; another one may. This cannot be undone.'),
    answers: [
      { id: 'keep', title: t('common.keep', 'Keep it') },
      { id: 'delete', title: t('blocks.file.do', 'Delete the file') },
    ],
  });
  if (answer === 'delete') await ask('library.remove', { file });
}

/** A `.loom-block` file from elsewhere. */
export async function addFile(name: string, text: string): Promise<void> {
  const { block, blocks } = parseBlock(text, name);
  const main = blocks.find(({ id }) => id === block)!;
  await saveToLibrary({ blocks }, main);
  notify({
    kind: 'info',
    text: t('notices.blockKept', '"{{name}}" is among your blocks now: drag it from the layers onto the canvas.', {
      name: verbatim(main.name),
    }),
  });
}

/** The person's own blocks, over the real host: kept, found in every document, renamed, deleted and put back. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeBlock } from '../../renderer/actions/graph/blocks.ts';
import { newDocument } from '../../renderer/actions/files.ts';
import { removeFromLibrary, removeUnreadable, renameInLibrary } from '../../renderer/actions/library.ts';
import { followLibrary, libraryBlocks, unreadableFiles } from '../../renderer/state/library.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { eventually, startHost, type WindowHost } from './host.ts';
import { pressNotice } from './notices.ts';
import { TestEditor } from './TestEditor.ts';

let host: WindowHost;
beforeAll(async () => {
  host = await startHost();
  await followLibrary();
});
let editor: TestEditor;
beforeEach(async () => {
  for (const block of libraryBlocks()) await removeFromLibrary(block);
  await expectKept();
  editor = new TestEditor(mnistCnn()).select('conv2d_1', 'maxPool2d_1').press('Mod+G');
});

const files = () => readdirSync(path.join(host.home, 'library'));
const names = () => libraryBlocks().map(({ block }) => block.name);
const blocksOf = () => editor.document.graph.blocks.map(({ name }) => name);
const keep = () => editor.run('Keep the block among yours').settled();
const expectKept = (...kept: readonly string[]) => eventually(names).toEqual(kept);

describe('a block that is kept', () => {
  it('is a file of its name, and on offer in every document', async () => {
    await keep();
    await expectKept('Block');
    expect(files()).toEqual(['Block.loom-block']);
    newDocument();
    editor.add('library:Block.loom-block').expectSelected('block_1').expectProblems('no-input', 'input-missing');
    editor.run('Look inside the block').expectInside('Block');
    expect(editor.typeOf('conv2d_1')).toBe('?');
    expect(blocksOf()).toEqual(['Block']);
  });

  it('is renamed there, and stays as it is in the document', async () => {
    await keep();
    await expectKept('Block');
    await renameInLibrary(libraryBlocks()[0]!, 'Convolve and pool');
    await expectKept('Convolve and pool');
    expect(files()).toEqual(['Convolve and pool.loom-block']);
    expect(blocksOf()).toEqual(['Block']);
  });

  it('takes the place of one of its name where that is meant, and stands beside it else', async () => {
    await keep();
    await expectKept('Block');
    editor.run('Keep the block among yours');
    await editor.answer('cancel').settled();
    expect(files()).toEqual(['Block.loom-block']);
    editor.run('Keep the block among yours');
    await editor.answer('replace').settled();
    expect(files()).toEqual(['Block.loom-block']);
    editor.run('Keep the block among yours');
    await editor.answer('both').settled();
    expect(files()).toHaveLength(2);
    await expectKept('Block', 'Block');
  });

  it('is put back after it was deleted', async () => {
    await keep();
    await expectKept('Block');
    await removeFromLibrary(libraryBlocks()[0]!);
    await expectKept();
    expect(files()).toEqual([]);
    pressNotice('Put it back');
    await expectKept('Block');
  });

  it('can go from the document once its instances are gone', async () => {
    const { id } = editor.document.graph.blocks[0]!;
    editor
      .select('block_1')
      .press('Delete')
      .act(() => removeBlock(id));
    expect(blocksOf()).toEqual([]);
    editor.undo().undo().undo().expectDocument(mnistCnn());
  });
});

describe('a file of the library that cannot be read', () => {
  it('is told of and left alone, until the person deletes it', async () => {
    await keep();
    await expectKept('Block');
    writeFileSync(path.join(host.home, 'library', 'Later.loom-block'), '{"format":"loom-block","version":99}');
    await keepAgain();
    expect(unreadableFiles()).toMatchObject([
      { file: 'Later.loom-block', message: expect.stringMatching(/was made by a newer Layerloom \(format 99;/) },
    ]);
    expect(files()).toContain('Later.loom-block');
    editor.act(() => removeUnreadable('Later.loom-block'));
    await editor.answer('keep').settled();
    expect(files()).toContain('Later.loom-block');
    editor.act(() => removeUnreadable('Later.loom-block'));
    await editor.answer('delete').settled();
    expect(files()).not.toContain('Later.loom-block');
  });

  /** The window hears of what changed. */
  async function keepAgain(): Promise<void> {
    editor.run('Keep the block among yours');
    await editor.answer('replace').settled();
    await eventually(() => unreadableFiles().length).toBe(1);
  }
});

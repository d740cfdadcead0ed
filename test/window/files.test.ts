/** Documents and their files, over the real host: opened, saved, refused, closed and opened again. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serialize } from '../../engine/graph/file.ts';
import { UserError } from '../../engine/problems.ts';
import { closeTab, forgetRecent, openDropped, openFile, save } from '../../renderer/actions/files.ts';
import { isUnsaved, tabTitle, workspace } from '../../renderer/state/document/workspace.ts';
import { recentFiles } from '../../renderer/state/recent.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { droppedFile } from './dropped.ts';
import { eventually, startHost, type WindowHost } from './host.ts';
import { expectNotice, pressNotice } from './notices.ts';
import { TestEditor } from './TestEditor.ts';

let host: WindowHost;
beforeAll(async () => {
  host = await startHost();
});
let editor: TestEditor;
beforeEach(() => {
  editor = new TestEditor(mnistCnn());
});

const at = (name: string) => path.join(host.folder, name);
const tabs = () => workspace.getState().documents.map(tabTitle);
const writeDocument = (name: string, text = serialize(mnistCnn())) => {
  writeFileSync(at(name), text);
  return at(name);
};

describe('saving', () => {
  it('asks where the first time, and not again', async () => {
    host.choose(at('mine.loom'));
    await editor.press('Mod+S').settled();
    expect(tabs()).toEqual(['mine.loom']);
    expect(JSON.parse(readFileSync(at('mine.loom'), 'utf8'))).toMatchObject({ name: 'MNIST CNN' });
    editor.select('relu_1').press('Delete');
    expect(isUnsaved(editor.open)).toBe(true);
    await editor.press('Mod+S').settled();
    expect(isUnsaved(editor.open)).toBe(false);
    expect(readFileSync(at('mine.loom'), 'utf8')).toBe(serialize(editor.document));
  });

  it('changes nothing where the person thinks better of it', async () => {
    host.choose(null);
    expect(await save()).toBe(false);
    expect(tabs()).toEqual(['MNIST CNN']);
  });

  it('never overwrites the changes of another program unseen', async () => {
    await openFile(writeDocument('shared.loom'));
    editor.select('relu_1').press('Delete');
    const theirs = serialize({ ...mnistCnn(), name: 'Theirs' });
    writeFileSync(at('shared.loom'), theirs);
    expect(await save()).toBe(false);
    expect(readFileSync(at('shared.loom'), 'utf8')).toBe(theirs);
    pressNotice('Save anyway');
    await eventually(() => readFileSync(at('shared.loom'), 'utf8')).toBe(serialize(editor.document));
  });
});

describe('opening', () => {
  it('gives the document as it was saved, in one tab however often', async () => {
    const file = writeDocument('twice.loom');
    await openFile(file);
    host.choose(file);
    await editor.press('Mod+O').settled();
    expect(tabs()).toEqual(['MNIST CNN', 'twice.loom']);
    editor.expectDocument(mnistCnn()).expectSteps();
    expect(isUnsaved(editor.open)).toBe(false);
  });

  it.each([
    ['damaged.loom', (text: string) => text.slice(0, 700), /^damaged\.loom is damaged at line/],
    ['newer.loom', (text: string) => text.replace(/"version": \d+/, '"version": 99'), /made by a newer Layerloom/],
  ])('refuses %s in words, and leaves it as it was', async (name, spoil, words) => {
    const text = spoil(serialize(mnistCnn()));
    const file = writeDocument(name, text);
    await expect(openFile(file)).rejects.toThrow(words);
    await expect(openFile(file)).rejects.toBeInstanceOf(UserError);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(tabs()).toEqual(['MNIST CNN']);
  });

  it('remembers what was opened; what is gone leaves the list, and what cannot be read is taken off it', async () => {
    const [gone, spoilt, never] = [
      writeDocument('gone.loom'),
      writeDocument('spoilt.loom'),
      writeDocument('never.loom', '{'),
    ];
    const recent = () =>
      recentFiles()
        .map(({ path: file }) => file)
        .filter((file) => [gone, spoilt, never].includes(file));
    for (const file of [gone, spoilt]) await openFile(file);
    await expect(openFile(never)).rejects.toThrow(/never\.loom is damaged/);
    expect(recent()).toEqual([spoilt, gone]);
    for (const { key } of workspace.getState().documents.slice(1)) closeTab(key);
    rmSync(gone);
    writeFileSync(spoilt, '{');
    await expect(openFile(gone)).rejects.toThrow(`${gone} cannot be opened: it is not there.`);
    expect(recent()).toEqual([spoilt]);
    await expect(openFile(spoilt)).rejects.toThrow(/spoilt\.loom is damaged/);
    expect(recent()).toEqual([spoilt]);
    await forgetRecent(spoilt);
    expect(recent()).toEqual([]);
  });

  it('of a file that is dropped gives a document that is not saved', async () => {
    await openDropped([droppedFile(new File([serialize(mnistCnn())], 'dropped.loom'))]);
    editor.expectDocument(mnistCnn());
    expect([editor.open.path, isUnsaved(editor.open)]).toEqual([null, true]);
  });
});

describe('closing', () => {
  it('is undone where it took changes along that are not saved', () => {
    editor.select('relu_1').press('Delete');
    const { document } = editor;
    editor.run('Close document');
    expect(tabs()).toEqual([]);
    expectNotice('"MNIST CNN" was closed with changes that are not saved.');
    pressNotice('Reopen');
    editor.expectDocument(document).undo().expectDocument(mnistCnn());
  });

  it('is undone by its command, the last one first', async () => {
    editor.run('New document');
    expect(tabs()).toEqual(['MNIST CNN', 'Untitled 1']);
    editor.run('Close document').run('Close document');
    expect(tabs()).toEqual([]);
    editor.run('Reopen closed document').run('Reopen closed document');
    expect(tabs()).toEqual(['MNIST CNN', 'Untitled 1']);
  });
});

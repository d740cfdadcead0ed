/** Documents and their files, over the real host: opened, saved, refused, closed and opened again. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serialize } from '../../engine/graph/file.ts';
import { UserError } from '../../engine/problems.ts';
import { closeTab, forgetRecent, openDropped, openFile, save } from '../../renderer/actions/files.ts';
import { isUnsaved, tabTitle, workspace } from '../../renderer/state/document/workspace.ts';
import { recentFiles } from '../../renderer/state/recent.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { templateOf } from '../../templates/index.ts';
import { droppedFile, droppedFolder } from './dropped.ts';
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

describe('dropped folders', () => {
  const fixture = (name: string) =>
    JSON.parse(readFileSync(`test/conformance/fixtures/${name}.json`, 'utf8')) as object;
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

  it('with a model open it, whatever lies in several files', async () => {
    const { model, weights } = fixture('tfjs') as { model: object; weights: string };
    const [first, second] = [bytes(weights).slice(0, 100), bytes(weights).slice(100)];
    const parts = { 'group1-shard1of2.bin': first, 'group1-shard2of2.bin': second };
    void openDropped([droppedFolder('net', { ...parts, 'model.json': JSON.stringify(model) })]);
    await eventually(() => editor.open.imported?.counts.refused).toBe(0);
    expect(editor.open.imported!.counts.mapped).toBeGreaterThan(3);
    await eventually(() => editor.open.start?.given.has('conv.weight')).toBe(true);
    expect(editor.open.start!.weights).toMatchObject({
      file: expect.stringMatching(/[\\/]model\.safetensors$/) as string,
    });
  });

  it('are kept under the name of their content, once', async () => {
    const content = new Uint8Array(9 << 20).map((_, i) => i % 251);
    const name = 'large.safetensors';
    const kept = path.join(host.home, 'data');
    const arrived = () =>
      (existsSync(kept) ? readdirSync(kept) : []).flatMap((one) => readdirSync(path.join(kept, one)));
    for (const _ of [1, 2]) await openDropped([droppedFile(new File([content], name))]).catch(() => {});
    expect(arrived().filter((one) => one === name)).toHaveLength(1);
    const [folder] = readdirSync(kept).filter((one) => existsSync(path.join(kept, one, name)));
    expect(readFileSync(path.join(kept, folder!, name)).equals(content)).toBe(true);
  });

  it('with adapters of PEFT put them on the network that is open', async () => {
    const { files } = fixture('peft-llama') as { files: Readonly<Record<string, string>> };
    const of = { vocabulary: 20, length: 8, layers: 2, width: 16, heads: 4, keyHeads: 2, hidden: 24 };
    editor = new TestEditor(templateOf('llama')!.make(of));
    const contents = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bytes(text)]));
    void openDropped([droppedFolder('adapter', contents)]);
    await eventually(() => editor.open.start?.given.has('model.layers.1.self_attn.q_proj.lora_B.weight')).toBe(true);
    const lora = editor.document.graph.blocks.flatMap(({ nodes }) => nodes.flatMap(({ lora }) => lora ?? []));
    expect(lora.map(({ rank }) => rank)).toEqual([4, 4, 2]);
    editor.undo();
    expect(editor.document.graph.blocks.flatMap(({ nodes }) => nodes.flatMap(({ lora }) => lora ?? []))).toEqual([]);
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

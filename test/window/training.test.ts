/** Training over the real host: begun, refused, steered, shown, compared and removed. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { serialize } from '../../engine/graph/file.ts';
import { closeTab, newDocument, openFile } from '../../renderer/actions/files.ts';
import { compare, copyFolderOf, openDocumentOf, openRun, removeRun, renameRun } from '../../renderer/actions/runs.ts';
import { chooseStart, freezeLayers } from '../../renderer/actions/start.ts';
import { refreshDevices } from '../../renderer/state/devices.ts';
import { describe as describeDataset } from '../../renderer/state/document/data.ts';
import { page } from '../../renderer/state/page.ts';
import { followRuns, runs } from '../../renderer/state/runs/runs.ts';
import { runName } from '../../renderer/state/runs/names.ts';
import { shownRun } from '../../renderer/state/runs/shown.ts';
import { activate, workspace } from '../../renderer/state/document/workspace.ts';
import { view } from '../../renderer/state/view.ts';
import { smallDocument, writePictures } from '../training/small.ts';
import { eventually, startHost, type WindowHost } from './host.ts';
import { TestEditor } from './TestEditor.ts';

let host: WindowHost;
let editor: TestEditor;
beforeAll(async () => {
  host = await startHost();
  writePictures(path.join(host.folder, 'pictures.npz'));
  await Promise.all([refreshDevices(), followRuns()]);
});

/** A small network in a file beside its data, whose columns are known. */
async function openBars(name: string, training: Parameters<typeof smallDocument>[0] = {}): Promise<void> {
  const file = path.join(host.folder, name);
  writeFileSync(file, serialize(smallDocument({ epochs: 1, ...training })));
  editor = new TestEditor();
  await openFile(file);
  await describeDataset(editor.document.data.dataset!, file);
}

const state = () => runs.getState().list.find(({ id }) => id === editor.open.run)?.state;
const listed = () => runs.getState().list.map(({ id }) => id);

describe('a training', () => {
  it('is not begun while something keeps the document from being trained', async () => {
    await openBars('broken.loom');
    const before = listed();
    editor.select('flat').press('Shift+Delete');
    view.setState({ panel: 'code' });
    await editor.press('Mod+Enter').settled();
    expect(view.getState().panel).toBe('training');
    expect([editor.open.run, listed()]).toEqual([null, before]);
  });

  it('runs to its end and is shown; its run is opened, compared and removed', async () => {
    await openBars('bars.loom');
    await editor.press('Mod+Enter').settled();
    const first = editor.open.run!;
    await eventually(state).toBe('finished');
    expect(shownRun()).toMatchObject({ id: first });
    await eventually(() => shownRun()!.epochs.length).toBe(1);
    expect(editor.can('Mod+Enter')).toBe(true);

    const summary = runs.getState().list.find(({ id }) => id === first)!;
    await copyFolderOf(summary);
    await renameRun(first, ' The first ');
    expect(runs.getState().list[0]).toMatchObject({ label: 'The first', settings: { batchSize: expect.any(Number) } });
    expect(runName(runs.getState().list[0])).toBe('The first');
    await renameRun(first, '');
    expect(runs.getState().list[0]!.label).toBeUndefined();
    expect(await page().clipboard.readText()).toBe(summary.folder);
    editor.select('relu').press('Shift+Delete');
    await openDocumentOf(summary);
    editor.expectDocument(smallDocument({ epochs: 1 }));
    expect(editor.open).toMatchObject({ path: null, run: first });
    closeTab(editor.open.key);

    // its weights can be started from, as long as it is there
    await chooseStart(editor.open.key, { run: first });
    expect(editor.open.start!.given.has('conv.weight')).toBe(true);
    editor
      .act(() => freezeLayers(['conv']))
      .expectSelected('conv')
      .expectSteps('Delete ReLU', 'Freeze 1 layers');

    await editor.press('Mod+Enter').settled();
    await eventually(state).toBe('finished');
    expect(listed()).toHaveLength(2);
    compare(first, true);
    expect(editor.open.compared).toEqual([first]);
    // what is compared belongs to the document
    const { key } = editor.open;
    newDocument();
    expect(editor.open.compared).toEqual([]);
    closeTab(editor.open.key);
    activate(key);
    expect(editor.open.compared).toEqual([first]);
    openRun(first);
    expect([editor.open.run, editor.open.compared]).toEqual([first, []]);

    editor.act(() => removeRun(summary));
    await editor.answer('keep').settled();
    expect(listed()).toContain(first);
    editor.act(() => removeRun(summary));
    await editor.answer('remove').settled();
    expect(listed()).not.toContain(first);
    expect(existsSync(summary.folder)).toBe(false);
    expect(workspace.getState().documents.every(({ run, start }) => run !== first && start === null)).toBe(true);
  });

  it('is paused, gone on with, and stopped', async () => {
    await openBars('long.loom', { epochs: 2000 });
    await editor.press('Mod+Enter').settled();
    await eventually(() => editor.can('Mod+Enter')).toBe(false);
    await editor.run('Pause training').settled();
    await eventually(() => shownRun()?.state).toBe('paused');
    await editor.run('Go on training').settled();
    await eventually(() => shownRun()?.state).toBe('running');
    await editor.run('Stop training').settled();
    await eventually(() => shownRun()?.state).toBe('stopped');
  });
});

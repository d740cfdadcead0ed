/** Unsaved work is safe within two seconds however one edits, and while there is no host. */
import { verbatim } from '../../engine/phrases.ts';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { problem, UserError } from '../../engine/problems.ts';
import { setSetting } from '../../engine/graph/edits.ts';
import { serialize } from '../../engine/graph/file.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { encodeModel } from '../../engine/targets/onnx/model.ts';
import { onnxModel } from '../../engine/targets/onnxFile/model.ts';
import { keepAutosaved, recover } from '../../renderer/actions/autosave.ts';
import { openFile, save } from '../../renderer/actions/files.ts';
import { setLayerSetting } from '../../renderer/actions/graph/layerSettings.ts';
import { host as client, setHost } from '../../renderer/state/host.ts';
import {
  activate,
  openDocument,
  activeDocument,
  edit,
  isUnsaved,
  redo,
  undo,
  workspace,
} from '../../renderer/state/document/workspace.ts';
import { headlessPage, page, setPage } from '../../renderer/state/page.ts';

import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { eventually, startHost, type WindowHost } from './host.ts';
import { TestEditor } from './TestEditor.ts';

let host: WindowHost;
let connect: (connected: boolean) => void = () => {};
beforeAll(async () => {
  host = await startHost();
});

/** The filters of the first convolution, in each document that lies in the host's folder. */
function keptByHost(): unknown[] {
  const folder = path.join(host.home, 'autosave');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => filtersIn(readFileSync(path.join(folder, name), 'utf8')));
}
function filtersIn(work: string): unknown {
  const { text } = JSON.parse(work) as { text: string };
  const document = JSON.parse(text) as { graph: { nodes: { id: string; settings: { filters?: unknown } }[] } };
  return document.graph.nodes.find(({ id }) => id === 'conv2d_1')!.settings.filters;
}
const keptHere = async () => [...(await page().kept.all()).values()].map(filtersIn);
const setFilters = (filters: number) => setLayerSetting(['conv2d_1'], 'filters', 'Filters', filters);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it('is written soon after the first change, though the next ones never stop', async () => {
  new TestEditor(mnistCnn());
  keepAutosaved((listener) => (connect = listener));
  // two seconds of changes, and some more that a busy machine makes while it writes
  for (let changes = 0; keptByHost().length === 0; changes++) {
    expect(changes).toBeLessThan(30);
    setFilters(20 + changes);
    await pause(100);
  }
});

it('lies in the browser while there is no host, and is handed over to the next', async () => {
  const real = client();
  const lost = () => Promise.reject(new UserError(problem('connection-lost', { call: verbatim('autosave.write') })));
  setHost({ call: lost, on: () => () => {} });
  setFilters(77);
  await eventually(() => keptHere()).toEqual([77]);
  expect(keptByHost()).not.toContain(77);
  setHost(real);
  connect(true);
  await eventually(() => keptByHost()).toEqual([77]);
  await eventually(() => keptHere()).toEqual([]);
});

it('is opened again from the browser where a window went before there was a host again', async () => {
  const { key } = workspace.getState().documents[0]!;
  const work = readFileSync(path.join(host.home, 'autosave', `${key}.json`), 'utf8');
  const newer = { ...(JSON.parse(work) as { text: string }), saved: Date.now() + 1000 };
  await page().kept.set('left', JSON.stringify({ ...newer, text: newer.text.replace('77', '88') }));
  await page().kept.set('foreign', 'not ours');
  workspace.setState({ documents: [], active: null });
  await recover(async () => {});
  expect(workspace.getState().documents.map((open) => open.key)).toContain('left');
  expect(keptByHost()).toContain(88);
  expect([...(await page().kept.all()).keys()]).toEqual(['foreign']);
});

/** The window goes and comes up again: its tabs, its host and its browser are there, what it had in memory is not. */
async function reload(): Promise<void> {
  const tabs = page().session.getItem('layerloom.tabs')!;
  workspace.setState({ documents: [], active: null });
  setPage({ ...page(), locks: headlessPage().locks });
  page().session.setItem('layerloom.tabs', tabs);
  await recover(openFile);
}
/** A step of its own, however soon after the one before. */
const setNow = (filters: number) => edit('Set', (document) => setSetting(document, ['conv2d_1'], 'filters', filters));
const filters = () => activeDocument()!.document.graph.nodes.find(({ id }) => id === 'conv2d_1')!.settings.filters;

it('undo and redo outlive a reload, for work that is not saved', async () => {
  new TestEditor(mnistCnn());
  for (const one of [31, 32, 33]) setNow(one);
  undo();
  await eventually(() => keptByHost()).toContain(32);
  await reload();
  expect(filters()).toBe(32);
  redo();
  expect(filters()).toBe(33);
  undo();
  undo();
  expect(filters()).toBe(31);
  // what is undone as a whole is worth keeping, too
  undo();
  await eventually(() => keptByHost()).toContain(10);
  await reload();
  redo();
  expect(filters()).toBe(31);
});

it('documents are in their order again, and that in front is in front', async () => {
  new TestEditor(mnistCnn());
  for (const name of ['b', 'c', 'd']) {
    openDocument({ ...mnistCnn(), name }, null);
    setNow(61);
  }
  const { documents } = workspace.getState();
  activate(documents[2]!.key);
  await eventually(() => keptByHost().filter((one) => one === 61)).toHaveLength(3);
  await reload();
  expect(workspace.getState().documents.map(({ document }) => document.name)).toEqual(['b', 'c', 'd']);
  expect(activeDocument()!.document.name).toBe('c');
});

it('a history that is damaged is dropped, and never the document', async () => {
  new TestEditor(mnistCnn());
  setNow(41);
  await eventually(() => keptByHost()).toContain(41);
  const file = path.join(host.home, 'autosave', `${activeDocument()!.key}.json`);
  const work = JSON.parse(readFileSync(file, 'utf8')) as { history: unknown };
  for (const history of ['{"mark":', 7]) {
    writeFileSync(file, JSON.stringify({ ...work, history }));
    await reload();
    expect([filters(), activeDocument()!.history.done]).toEqual([41, []]);
  }
});

it('undo outlives a reload of a document that is saved, unless another program wrote it since', async () => {
  const editor = new TestEditor(mnistCnn());
  host.choose(path.join(host.folder, 'mine.loom'));
  setNow(51);
  setNow(52);
  await editor.press('Mod+S').settled();
  const stored = () => page().session.getItem(`layerloom.history.${activeDocument()!.key}`);
  await eventually(stored).not.toBeNull();
  const kept = stored()!;
  await reload();
  expect([filters(), isUnsaved(activeDocument()!)]).toEqual([52, false]);
  undo();
  expect([filters(), isUnsaved(activeDocument()!)]).toEqual([51, true]);
  redo();
  expect(isUnsaved(activeDocument()!)).toBe(false);
  writeFileSync(path.join(host.folder, 'mine.loom'), serialize({ ...mnistCnn(), name: 'Theirs' }));
  page().session.setItem(`layerloom.history.${activeDocument()!.key}`, kept);
  await reload();
  expect([activeDocument()!.document.name, activeDocument()!.history.done]).toEqual(['Theirs', []]);
});

it('the report of an import outlives a reload, and is there when the saved document is opened again', async () => {
  const digits = mnistCnn();
  const model = path.join(host.folder, 'digits.onnx');
  writeFileSync(model, encodeModel(onnxModel(digits, checkGraph(digits.graph), undefined).graph));
  // its weights are not in the file, which the report says at once
  void openFile(model);
  const report = () => activeDocument()?.imported;
  await eventually(() => report()?.name).toBe('digits.onnx');
  const { counts } = report()!;
  expect(counts.approximated).toBe(1);
  const { key } = activeDocument()!;
  await eventually(() => existsSync(path.join(host.home, 'autosave', `${key}.json`))).toBe(true);
  await reload();
  activate(key);
  await eventually(() => report()?.counts).toEqual(counts);
  const place = path.join(host.folder, 'digits.loom');
  host.choose(place);
  await save();
  workspace.setState({ documents: [], active: null });
  await openFile(place);
  await eventually(() => report()).toMatchObject({ name: 'digits.onnx', counts });
});

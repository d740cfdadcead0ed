import Elk from 'elkjs/lib/elk.bundled.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { dialogs } from '../state/dialogs.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import { templateOf } from '../../templates/index.ts';
import { type Surface, showSurface } from '../state/canvas/surface.ts';
import { noticesShown } from '../state/notices.ts';
import { drawing } from '../state/document/drawing.ts';
import { activeDocument, closeDocument, openDocument, select, undo, workspace } from '../state/document/workspace.ts';
import { headlessPage, page, setPage } from '../state/page.ts';
import { view } from '../state/view.ts';
import { ACTION_COMMANDS } from './commands/index.ts';
import { perform, setCommands } from './commands/registry.ts';
import { reveal } from './graph/navigation.ts';
import { setLayoutKernel } from './graph/tidy.ts';

beforeEach(() => {
  for (const { key } of workspace.getState().documents) closeDocument(key);
  setPage(headlessPage());
  setCommands(ACTION_COMMANDS);
  openDocument(mnistCnn(), null);
});

const settled = () => new Promise((resolve) => void setTimeout(resolve, 5));
const ids = () => drawing().nodes.map(({ id }) => id);

describe('actions without a page', () => {
  it('copy, cut and paste through the clipboard that is wired in', async () => {
    const before = ids();
    select({ nodes: ['relu_1'] });
    perform('canvas.cut');
    await settled();
    expect(ids()).toEqual(before.filter((id) => id !== 'relu_1'));
    expect(await page().clipboard.readText()).toContain('"type": "relu"');
    perform('canvas.paste');
    await settled();
    expect(ids()).toHaveLength(before.length);
    undo();
    undo();
    expect(ids()).toEqual(before);
  });

  it('lay the graph out as one step', async () => {
    const elk = new Elk();
    setLayoutKernel((graph) => elk.layout(graph));
    const [first] = drawing().nodes;
    select({ nodes: [first!.id] });
    perform('canvas.nudgeFarRight');
    perform('canvas.tidy');
    await expect.poll(() => activeDocument()?.history.done.map(({ label }) => label)).toEqual(['Move Input', 'Tidy']);
    const { direction } = view.getState();
    expect(direction).toBe('down');
    const rows = drawing().nodes.map(({ position }) => position.y);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
  });

  it('ask by dialogs that are data', async () => {
    select({ nodes: ['relu_1'] });
    perform('canvas.connect');
    const [asked] = dialogs.getState();
    expect(asked).toMatchObject({ id: 'pick', question: { label: 'Connect with' } });
    asked!.close(null);
    await settled();
    expect(dialogs.getState()).toEqual([]);
    expect(activeDocument()?.history.done).toEqual([]);
  });

  it('lead to a layer as soon as a canvas is there that shows it', () => {
    showSurface(null);
    reveal('relu_1');
    expect(activeDocument()!.selection.nodes).toEqual(['relu_1']);
    const seen: unknown[] = [];
    showSurface({ bringIntoView: (node: string, focus?: boolean) => void seen.push([node, focus]) } as Surface);
    showSurface(null);
    expect(seen).toEqual([['relu_1', true]]);
  });

  it('repeats are folded into a block on request, in one step, and it is said where nothing repeats', () => {
    perform('canvas.foldRepeats');
    expect(noticesShown().at(-1)!.text).toBe('Nothing repeats here that a block would make shorter.');
    const document = expandDocument(templateOf('resnet')!.make());
    openDocument(document, null);
    perform('canvas.foldRepeats');
    expect(drawing().nodes.length).toBeLessThan(document.graph.nodes.length / 2);
    undo();
    expect(activeDocument()!.document.graph).toBe(document.graph);
  });
});

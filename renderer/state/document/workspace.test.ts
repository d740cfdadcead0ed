import { beforeEach, describe, expect, it } from 'vitest';
import { addNode, setSetting } from '../../../engine/graph/edits.ts';
import { mnistCnn } from '../../../templates/mnist-cnn.ts';
import {
  activeDocument,
  begin,
  cancel,
  closeDocument,
  commit,
  edit,
  isUnsaved,
  markSaved,
  openDocument,
  redo,
  undo,
  workspace,
} from './workspace.ts';

const units = () => activeDocument()!.document.graph.nodes.find(({ id }) => id === 'dense_1')!.settings.units;
const setUnits = (value: number) => edit('Set units', (document) => setSetting(document, ['dense_1'], 'units', value));

describe('workspace', () => {
  beforeEach(() => workspace.setState({ documents: [], active: null }));

  it('undoes and redoes edits of the active document', () => {
    openDocument(mnistCnn(), null);
    setUnits(64);
    setUnits(128);
    undo();
    expect(units()).toBe(64);
    undo();
    expect(units()).toBe(50);
    redo();
    redo();
    expect(units()).toBe(128);
  });

  it('makes one step of a gesture, and none of a cancelled one', () => {
    openDocument(mnistCnn(), null);
    begin('Move');
    setUnits(51);
    setUnits(52);
    commit();
    begin('Move');
    setUnits(99);
    cancel();
    expect(units()).toBe(52);
    undo();
    expect(units()).toBe(50);
    expect(activeDocument()!.history.done).toHaveLength(0);
  });

  it('makes no step of a gesture that comes back to where it began, and leaves the document saved', () => {
    const key = openDocument(mnistCnn(), null);
    const { document } = activeDocument()!;
    markSaved(key, '/a.loom', document, '1');
    begin('Set units');
    setUnits(5);
    setUnits(50);
    commit();
    expect(activeDocument()!.document).toBe(document);
    expect(activeDocument()!.history.done).toHaveLength(0);
    expect(isUnsaved(activeDocument()!)).toBe(false);
  });

  it('knows what is not saved', () => {
    const key = openDocument(mnistCnn(), null);
    expect(isUnsaved(activeDocument()!)).toBe(false);
    edit('Add Dense', (document) => addNode(document, 'dense', { x: 0, y: 0 }).document);
    expect(isUnsaved(activeDocument()!)).toBe(true);
    markSaved(key, '/a.loom', activeDocument()!.document, '1');
    expect(isUnsaved(activeDocument()!)).toBe(false);
    undo();
    expect(isUnsaved(activeDocument()!)).toBe(true);
  });

  it('shows the tab that has the file already, and its neighbour when it is closed', () => {
    const first = openDocument(mnistCnn(), '/a.loom');
    const second = openDocument(mnistCnn(), '/b.loom');
    expect(openDocument(mnistCnn(), '/a.loom')).toBe(first);
    closeDocument(first);
    expect(workspace.getState().active).toBe(second);
    closeDocument(second);
    expect(workspace.getState().active).toBeNull();
  });
});

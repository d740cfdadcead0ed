import { beforeEach, describe, expect, it } from 'vitest';
import { setSetting } from '../../../engine/graph/edits.ts';
import { parseDocument, serialize } from '../../../engine/graph/file.ts';
import { mnistCnn } from '../../../templates/mnist-cnn.ts';
import { keepHistory, readHistory } from './keptHistory.ts';
import { activeDocument, begin, edit, openDocument, undo, workspace } from './workspace.ts';

const set = (units: number) => edit(`Set ${units}`, (document) => setSetting(document, ['dense_1'], 'units', units));
const unitsOf = (document: ReturnType<typeof mnistCnn>) =>
  document.graph.nodes.find(({ id }) => id === 'dense_1')!.settings.units;
/** What a window that is loaded anew makes of it. */
const reread = (kept: string | null) => readHistory(kept, parseDocument(serialize(activeDocument()!.document), 'it'));

beforeEach(() => {
  workspace.setState({ documents: [], active: null });
  openDocument(mnistCnn(), null);
});

describe('a history that is kept', () => {
  it('leads back and forth through the same documents', () => {
    for (const units of [10, 20, 30, 40]) set(units);
    undo();
    undo();
    const { done, undone } = reread(keepHistory(activeDocument()!))!;
    expect(done.map(({ label, after }) => [label, unitsOf(after)])).toEqual([
      ['Set 10', 10],
      ['Set 20', 20],
    ]);
    expect(undone.map(({ label, after }) => [label, unitsOf(after)])).toEqual([
      ['Set 40', 40],
      ['Set 30', 30],
    ]);
    expect(serialize(done[0]!.before)).toBe(serialize(mnistCnn()));
    expect(done[1]!.before).toBe(done[0]!.after);
  });

  it('has a drag in progress as the step that it will be, and nothing where nothing was done', () => {
    expect(keepHistory(activeDocument()!)).toBeNull();
    begin('Drag');
    set(10);
    set(20);
    expect(reread(keepHistory(activeDocument()!))!.done.map(({ label }) => label)).toEqual(['Drag']);
  });

  it('is bounded: the newest steps are kept', () => {
    for (let units = 1; units <= 150; units++) set(units);
    const { done } = reread(keepHistory(activeDocument()!))!;
    expect([done.length, done[0]!.label, done.at(-1)!.label]).toEqual([100, 'Set 51', 'Set 150']);
    for (let i = 0; i < 4; i++) edit(`Rename ${i}`, (document) => ({ ...document, name: String(i).repeat(400_000) }));
    const kept = keepHistory(activeDocument()!)!;
    expect(kept.length).toBeLessThan(1.1e6);
    expect(reread(kept)!.done.map(({ label }) => label)).toEqual(['Rename 2', 'Rename 3']);
  });

  it('of another document, or damaged, is none', () => {
    set(10);
    set(20);
    const kept = keepHistory(activeDocument()!)!;
    expect(readHistory(kept, mnistCnn())).toBeUndefined();
    const odd = [null, '', 'null', '{"te', kept.slice(0, -9), kept.replace(/"done":/, '"else":')];
    const longer = kept.replace(/"piece":\[\d+/, '"piece":[99999999');
    const broken = kept.replace(/"piece":\[\d+,"[^"]*"/, '"piece":[3,"{"');
    for (const one of [...odd, longer, broken]) expect(reread(one)).toBeUndefined();
  });
});

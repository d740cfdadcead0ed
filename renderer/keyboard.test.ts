/** The key map: which command a press means where, and how a person edits it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { giveKeys, hasOwnKeys, ownersOf, resetAllKeys } from './actions/keys.ts';
import { COMMANDS } from './commands.ts';
import { commandOf, commands, setCommands } from './actions/commands/registry.ts';
import { emptyDocument } from '../engine/graph/document.ts';
import { headlessPage, setPage } from './state/page.ts';
import { keymap } from './state/keymap.ts';
import { openDocument, workspace } from './state/document/workspace.ts';

vi.stubGlobal('navigator', { platform: 'Linux x86_64' });
const { meant } = await import('./keyboard.ts');

let onCanvas = true;
const canvas = { typing: false, choosing: false };
const field = { typing: true, choosing: false };
const press = (key: string, ...held: readonly ('ctrlKey' | 'altKey' | 'shiftKey')[]) => ({
  ...{ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  ...Object.fromEntries(held.map((name) => [name, true])),
});
const idOf = (key: ReturnType<typeof press>, place = canvas) => meant(key, place)?.id;

beforeEach(() => {
  const page = headlessPage();
  setPage({ ...page, keyboard: { ...page.keyboard, isOnCanvas: () => onCanvas } });
  setCommands(COMMANDS);
  openDocument(emptyDocument('Untitled 1'), null);
});
afterEach(() => {
  onCanvas = true;
  resetAllKeys();
  workspace.setState({ documents: [], active: null });
});

it('keys that a person gives a command mean it, and its old ones nothing', () => {
  giveKeys('canvas.tidy', 'Mod+Alt+L');
  expect(idOf(press('l', 'ctrlKey', 'altKey'))).toBe('canvas.tidy');
  expect(idOf(press('t'))).toBeUndefined();
  expect(commandOf('canvas.tidy').keys).toBe('Mod+Alt+L');
});

it('keys of another command are taken from it alone, whose others stay', () => {
  expect(ownersOf('Mod+Y', 'canvas.tidy').map(({ id }) => id)).toEqual(['edit.redo']);
  giveKeys('canvas.tidy', 'Mod+Y');
  expect(commandOf('edit.redo').keys).toBe('Mod+Shift+Z');
  giveKeys('canvas.addNote', 'Mod+Shift+Z');
  expect(commandOf('edit.redo').keys).toBeUndefined();
  const keys = commands().flatMap((one) => one.keys?.split(' ') ?? []);
  expect(keys).toEqual([...new Set(keys)]);
  // its own ones again: they are taken back from those that had them
  giveKeys('edit.redo', 'Mod+Shift+Z Mod+Y');
  expect([hasOwnKeys('edit.redo'), commandOf('canvas.tidy').keys]).toEqual([true, undefined]);
  resetAllKeys();
  expect(commands()).toEqual(COMMANDS);
});

it('what the browser does itself keeps its keys', () => {
  giveKeys('canvas.tidy', 'Mod+C');
  giveKeys('canvas.copy', 'Mod+Alt+C');
  expect([commandOf('canvas.tidy').keys, commandOf('canvas.copy').keys]).toEqual(['T', 'Mod+C']);
});

it('plain keys mean a command only while the canvas has the keyboard, whichever it is', () => {
  giveKeys('file.save', 'S');
  giveKeys('view.dock', 'F9');
  expect([idOf(press('s')), idOf(press('F9'))]).toEqual(['file.save', 'view.dock']);
  onCanvas = false;
  expect([idOf(press('s')), idOf(press('f')), idOf(press('?', 'shiftKey'))]).toEqual(Array(3).fill(undefined));
  expect([idOf(press('F9')), idOf(press('k', 'ctrlKey'))]).toEqual(['view.dock', 'view.search']);
});

it('a text field keeps what it does itself, whatever keys the commands have that work there', () => {
  giveKeys('file.save', 'S');
  giveKeys('file.open', 'Mod+Z');
  giveKeys('train.start', 'Shift+ArrowLeft');
  const own = [press('s'), press('z', 'ctrlKey'), press('ArrowLeft', 'shiftKey')];
  expect(own.map((one) => idOf(one, field))).toEqual([undefined, undefined, undefined]);
  expect(own.map((one) => idOf(one))).toEqual(['file.save', 'file.open', 'train.start']);
  expect(idOf(press('k', 'ctrlKey'), field)).toBe('view.search');
});

it('is there again after a reload; what cannot be read is left out', async () => {
  const { storage } = headlessPage();
  setPage({ ...headlessPage(), storage });
  giveKeys('canvas.tidy', 'Mod+Alt+L');
  const stored = storage.getItem('layerloom.keys')!;
  resetAllKeys();
  storage.setItem('layerloom.keys', stored);
  await keymap.persist.rehydrate();
  expect(commandOf('canvas.tidy').keys).toBe('Mod+Alt+L');
  storage.setItem('layerloom.keys', stored.replace('"Mod+Alt+L"', '7'));
  await keymap.persist.rehydrate();
  expect(commandOf('canvas.tidy').keys).toBe('T');
});

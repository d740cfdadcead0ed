import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('navigator', { platform: 'Linux x86_64' });
const { chordOf, isForText, keysText, matches } = await import('./keys.ts');
const press = (key: string, held: readonly ('ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey')[] = []) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...Object.fromEntries(held.map((name) => [name, true])),
});

describe('keys', () => {
  it('tells commands apart by what is held', () => {
    expect(matches('Mod+Z', press('z', ['ctrlKey']))).toBe(true);
    expect(matches('Mod+Z', press('Z', ['ctrlKey', 'shiftKey']))).toBe(false);
    expect(matches('Mod+Shift+Z Mod+Y', press('y', ['ctrlKey']))).toBe(true);
    expect(matches('Mod+Z', press('z', ['metaKey']), true)).toBe(true);
    expect(matches('/', press('/'))).toBe(true);
    expect(matches('?', press('?', ['shiftKey']))).toBe(true);
    expect(matches('Delete', press('Delete', ['shiftKey']))).toBe(false);
    expect(matches('Mod++', press('+', ['ctrlKey']))).toBe(true);
  });

  it('writes them as the system does', () => {
    expect(keysText({ keys: 'Mod+Shift+Z Mod+Y' })).toBe('Ctrl Shift Z');
    expect(keysText({ keys: 'Mod+Shift+Z' }, true)).toBe('⌘⇧Z');
    expect(keysText({ keys: 'Mod++ Mod+=' })).toBe('Ctrl +');
    expect(keysText({ keys: 'Alt+ArrowLeft' })).toBe('Alt ←');
    expect(keysText({})).toBeUndefined();
  });

  it('names a press as commands name their keys, and what it names it finds again', () => {
    const presses = [press('k', ['ctrlKey']), press('G', ['ctrlKey', 'shiftKey']), press('?', ['shiftKey'])];
    const others = [press('F2'), press('+', ['ctrlKey']), press(' ', ['altKey']), press('ArrowUp', ['altKey'])];
    const chords = [...presses, ...others].map((one) => chordOf(one));
    expect(chords).toEqual(['Mod+K', 'Mod+Shift+G', '?', 'F2', 'Mod++', 'Alt+Space', 'Alt+ArrowUp']);
    [...presses, ...others].forEach((one, i) => expect(matches(chords[i]!, one)).toBe(true));
    expect(chordOf(press('k', ['metaKey']), true)).toBe('Mod+K');
    // what is held, what walks through the window, and the system's own key
    const none = [press('Shift', ['shiftKey']), press('Tab'), press('Escape'), press(' '), press('l', ['metaKey'])];
    expect(none.map((one) => chordOf(one))).toEqual(none.map(() => undefined));
  });

  it('knows what a text field does itself', () => {
    const own = [press('a'), press('A', ['shiftKey']), press('c', ['ctrlKey']), press('Backspace', ['altKey'])];
    expect(own.filter((one) => !isForText(one))).toEqual([]);
    const free = [press('k', ['ctrlKey']), press('n', ['altKey']), press('F2'), press('PageUp', ['altKey'])];
    expect(free.filter(isForText)).toEqual([]);
  });
});

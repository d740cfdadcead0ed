import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('navigator', { platform: 'Linux x86_64' });
const { keysText, matches } = await import('./keys.ts');
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
});

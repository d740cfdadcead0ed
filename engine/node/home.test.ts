import { afterEach, expect, it, vi } from 'vitest';
import path from 'node:path';
import { homePath, standardHome } from './home.ts';

afterEach(() => vi.unstubAllEnvs());

it('is where each system wants it', () => {
  expect(standardHome('linux', {}, '/home/ada')).toBe('/home/ada/.local/share/layerloom');
  expect(standardHome('linux', { XDG_DATA_HOME: '/data' }, '/home/ada')).toBe('/data/layerloom');
  expect(standardHome('darwin', {}, '/Users/ada')).toBe('/Users/ada/Library/Application Support/Layerloom');
  expect(standardHome('win32', { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }, 'C:\\Users\\ada')).toBe(
    'C:\\Users\\ada\\AppData\\Local\\Layerloom',
  );
});

it('is elsewhere where LAYERLOOM_HOME says so', () => {
  vi.stubEnv('LAYERLOOM_HOME', path.resolve('elsewhere'));
  expect(homePath('runs', 'a')).toBe(path.resolve('elsewhere', 'runs', 'a'));
});

import path from 'node:path';
import { expect, it } from 'vitest';
import { slashPaths } from './paths.ts';

const PATHS = [
  '',
  '/',
  '.',
  '..',
  'a',
  '/a',
  'a/',
  '/a/b.loom',
  'a//b/../c.tar.gz',
  '../x',
  '/../x',
  './.hidden',
  '/a/b/..',
  'a/..',
  'a.',
];

it('are taken apart and put together as Node does it', () => {
  for (const one of PATHS) {
    expect(slashPaths.basename(one), one).toBe(path.posix.basename(one));
    expect(slashPaths.basename(one, '.loom'), one).toBe(path.posix.basename(one, '.loom'));
    expect(slashPaths.dirname(one), one).toBe(path.posix.dirname(one));
    expect(slashPaths.extname(one), one).toBe(path.posix.extname(one));
    expect(slashPaths.resolve(one), one).toBe(path.posix.resolve('/', one));
    for (const other of PATHS) {
      const plain = (joined: string) => (joined === '/' ? joined : joined.replace(/\/$/, ''));
      expect(slashPaths.join(one, other), `${one} ${other}`).toBe(plain(path.posix.join(one, other)));
      expect(slashPaths.resolve(one, other), `${one} ${other}`).toBe(path.posix.resolve('/', one, other));
    }
  }
});

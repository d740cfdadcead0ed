import { disk } from '../engine/node/files/disk.ts';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Library } from './library.ts';

const home = mkdtempSync(path.join(tmpdir(), 'loom-library-'));
const folder = path.join(home, 'library');
afterAll(() => rmSync(home, { recursive: true, force: true }));
const library = new Library(disk, folder);
const files = () => readdirSync(folder).sort();

it('keeps a file for each block, called as the block is', async () => {
  expect(await library.list()).toEqual({ folder, files: [] });
  const saved = await Promise.all(
    ['Residual block', 'residual Block', 'a/../b: "c"', '..', 'CON'].map((name) => library.save(name, name, undefined)),
  );
  expect(saved.map(({ file }) => file)).toEqual([
    'Residual block.loom-block',
    'residual Block 2.loom-block',
    'a b c.loom-block',
    'block.loom-block',
    'block CON.loom-block',
  ]);
  expect(files()).toEqual(saved.map(({ file }) => file).sort());
  expect((await library.list()).files).toContainEqual({ file: 'a b c.loom-block', text: 'a/../b: "c"', failure: null });
});

it('renames by writing the new file before the old one goes', async () => {
  expect(await library.save('Block of mine', 'new', 'block.loom-block')).toEqual({ file: 'Block of mine.loom-block' });
  expect(files()).not.toContain('block.loom-block');
  expect(await library.save('Block of mine', 'newer', 'Block of mine.loom-block')).toEqual({
    file: 'Block of mine.loom-block',
  });
  expect(readFileSync(path.join(folder, 'Block of mine.loom-block'), 'utf8')).toBe('newer');
});

it('removes its own files alone, and says of a file what keeps it from being read', async () => {
  writeFileSync(path.join(home, 'outside.loom-block'), 'x');
  for (const file of [
    '../outside.loom-block',
    '..\\outside.loom-block',
    'a.loom',
    path.join(home, 'outside.loom-block'),
  ])
    await expect(library.remove(file)).rejects.toThrow('is no file of the library');
  expect(readdirSync(home)).toContain('outside.loom-block');
  await library.remove('a b c.loom-block');
  expect(files()).not.toContain('a b c.loom-block');
  mkdirSync(path.join(folder, 'folder.loom-block'));
  writeFileSync(path.join(folder, 'letters.loom-block'), Uint8Array.of(0xff, 0xfe));
  const { files: listed } = await library.list();
  expect(listed.find(({ file }) => file === 'folder.loom-block')).toMatchObject({
    text: null,
    failure: expect.stringContaining('it is a folder'),
  });
  expect(listed.find(({ file }) => file === 'letters.loom-block')!.failure).toContain('it is not UTF-8 text');
});

/** An exported project is there whole or not at all, and what a person changed in it stays. */
import { beforeEach, expect, it } from 'vitest';
import type { FileSystem } from '../files/fileSystem.ts';
import { readText } from '../files/fileSystem.ts';
import { MemoryFiles } from '../files/memory.ts';
import { addToProject, writeProject } from './write.ts';

let files: MemoryFiles;
beforeEach(() => {
  files = new MemoryFiles();
});
const first = { 'README.md': 'one', 'src/model.ts': 'model', 'src/old.ts': 'old' };
const second = { 'README.md': 'two', 'src/model.ts': 'model', 'src/new.ts': 'new' };
const listed = async () => [...(await files.list('/out')), ...(await files.list('/out/src'))].sort();

it('takes the place of an earlier one, without what that had besides', async () => {
  await writeProject(files, '/out', first);
  await addToProject(files, '/out', { 'parity.json': '{}' });
  expect(await writeProject(files, '/out', second)).toEqual(['README.md', 'src/model.ts', 'src/new.ts']);
  expect(await readText(files, '/out/README.md')).toBe('two');
  expect(await listed()).toEqual(['.layerloom-export', 'README.md', 'model.ts', 'new.ts', 'src']);
});

it('leaves what a person changed, unless that is asked for', async () => {
  await writeProject(files, '/out', first);
  await files.write('/out/README.md', 'mine');
  await files.write('/out/src/old.ts', 'mine, too');
  await expect(writeProject(files, '/out', second)).rejects.toThrow(
    '/out holds an export in which these files were changed since: README.md. They were left as they are.',
  );
  expect(await readText(files, '/out/README.md')).toBe('mine');
  expect(await listed()).toEqual(['.layerloom-export', 'README.md', 'model.ts', 'old.ts', 'src']);
  await writeProject(files, '/out', second, { overwrite: true });
  expect(await readText(files, '/out/README.md')).toBe('two');
  // what the new project does not have stays theirs
  expect(await readText(files, '/out/src/old.ts')).toBe('mine, too');
  // and the same change as the new project makes is none
  await files.write('/out/README.md', 'one');
  await writeProject(files, '/out', first, { overwrite: false }).catch((error: Error) =>
    expect(error.message).toContain('src/old.ts'),
  );
});

it('never writes over what no export wrote', async () => {
  await files.write('/out/README.md', 'other');
  await expect(writeProject(files, '/out', first, { overwrite: true })).rejects.toThrow(
    'it holds other files of these names: README.md',
  );
  expect(await files.list('/out')).toEqual(['README.md']);
});

it.each([0, 1, 2, 3, 4])('is as it was where a file cannot be moved: after %i that could', async (count) => {
  await writeProject(files, '/out', first);
  const before = await listed();
  let moves = 0;
  const failing: FileSystem = Object.assign(Object.create(files) as FileSystem, {
    paths: files.paths,
    rename: (from: string, to: string) =>
      moves++ === count ? Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' })) : files.rename(from, to),
    read: (file: string) => files.read(file),
    write: (file: string, content: string) => files.write(file, content),
    list: (folder: string) => files.list(folder),
    stat: (path: string) => files.stat(path),
    remove: (file: string) => files.remove(file),
    removeFolder: (folder: string) => files.removeFolder(folder),
  });
  await expect(writeProject(failing, '/out', second)).rejects.toThrow();
  expect((await listed()).filter((name) => name !== '.layerloom-old')).toEqual(before);
  expect(await readText(files, '/out/README.md')).toBe('one');
  // and it can be exported again
  await writeProject(files, '/out', second);
  expect(await readText(files, '/out/README.md')).toBe('two');
});

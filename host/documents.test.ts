import { disk } from '../engine/node/files/disk.ts';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFolder, openDocument, saveDocument } from './documents.ts';
import { RecentFiles } from './recent.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'loom-files-'))) && undefined);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...parts: string[]) => path.join(folder, ...parts);

describe('saving', () => {
  it('makes, replaces what was opened, and says each version', async () => {
    const file = at('a.loom');
    const first = await saveDocument(disk, file, 'one', null);
    expect(first.path).toBe(file);
    const opened = await openDocument(disk, file);
    expect(opened).toEqual({ path: file, text: 'one', version: first.version });
    const second = await saveDocument(disk, file, 'two', opened.version);
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(second.version).not.toBe(first.version);
    // the same text again is no conflict, whatever version the window knows
    expect((await saveDocument(disk, file, 'two', first.version)).version).toBe(second.version);
  });

  it('refuses to overwrite what another program wrote meanwhile, unless told', async () => {
    const file = at('b.loom');
    const { version } = await saveDocument(disk, file, 'mine', null);
    writeFileSync(file, 'theirs');
    await expect(saveDocument(disk, file, 'mine too', version)).rejects.toMatchObject({
      problems: [{ code: 'file-changed' }],
    });
    await expect(saveDocument(disk, file, 'new', null)).rejects.toThrow('was changed by another program');
    expect(readFileSync(file, 'utf8')).toBe('theirs');
    await saveDocument(disk, file, 'mine too', undefined);
    expect(readFileSync(file, 'utf8')).toBe('mine too');
    // a file that was removed meanwhile is written again
    rmSync(file);
    await saveDocument(disk, file, 'again', version);
    expect(readFileSync(file, 'utf8')).toBe('again');
  });

  it('lets one of two windows that save at once win, and tells the other', async () => {
    const file = at('c.loom');
    const { version } = await saveDocument(disk, file, 'start', null);
    const outcomes = await Promise.allSettled([
      saveDocument(disk, file, 'first', version),
      saveDocument(disk, file, 'second', version),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(readFileSync(file, 'utf8')).toBe('first');
  });

  it('leaves nothing half-written and says why it failed', async () => {
    await expect(saveDocument(disk, at('a.txt'), 'x', undefined)).rejects.toThrow(
      'the name of a document ends in .loom',
    );
    mkdirSync(at('folder.loom'));
    await expect(saveDocument(disk, at('folder.loom'), 'x', undefined)).rejects.toThrow('it is a folder');
    writeFileSync(at('plain'), '');
    await expect(saveDocument(disk, at('plain', 'x.loom'), 'x', null)).rejects.toMatchObject({ name: 'UserError' });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('through a link writes the file it points at', async () => {
    writeFileSync(at('real.loom'), 'old');
    symlinkSync(at('real.loom'), at('link.loom'));
    await saveDocument(disk, at('link.loom'), 'new', undefined);
    expect(readFileSync(at('real.loom'), 'utf8')).toBe('new');
    expect(lstatSync(at('link.loom')).isSymbolicLink()).toBe(true);
  });
});

describe('opening', () => {
  it('says what is wrong with what cannot be read', async () => {
    await expect(openDocument(disk, at('missing.loom'))).rejects.toThrow(
      'missing.loom cannot be opened: it is not there.',
    );
    await expect(openDocument(disk, folder)).rejects.toThrow('it is a folder');
    writeFileSync(at('bytes.loom'), Buffer.of(0xff, 0xfe, 0x00, 0x80));
    await expect(openDocument(disk, at('bytes.loom'))).rejects.toThrow('it is not UTF-8 text');
  });
});

describe('folders', () => {
  it('are listed: folders first, files with the wanted ending, nothing hidden', async () => {
    const list = at('list');
    mkdirSync(path.join(list, 'sub'), { recursive: true });
    for (const name of ['b.loom', 'A.LOOM', 'c.txt', '.hidden.loom']) writeFileSync(path.join(list, name), 'xyz');
    const { folder: shown, parent, entries } = await listFolder(disk, list, ['.loom']);
    expect([shown, parent]).toEqual([list, folder]);
    expect(entries.map(({ name, folder, size }) => [name, folder, folder ? 0 : size])).toEqual([
      ['sub', true, 0],
      ['A.LOOM', false, 3],
      ['b.loom', false, 3],
    ]);
    expect((await listFolder(disk, list)).entries.map(({ name }) => name)).toContain('c.txt');
    expect((await listFolder(disk, path.parse(list).root)).parent).toBeNull();
    await expect(listFolder(disk, path.join(list, 'c.txt'))).rejects.toThrow('it is not a folder');
    await expect(listFolder(disk, path.join(list, 'nowhere'))).rejects.toThrow('it is not there');
  });
});

describe('recent files', () => {
  it('are the newest first, each once, and only those that are there', async () => {
    const recent = new RecentFiles(disk, at('kept', 'recent.json'));
    expect(await recent.list()).toEqual([]);
    for (const name of ['a.loom', 'b.loom', 'gone.loom', 'a.loom']) await recent.add(at(name));
    expect((await recent.list()).map(({ name }) => name)).toEqual(['a', 'b']);
    await Promise.all(Array.from({ length: 30 }, (_, i) => recent.add(at(`x${i}`))));
    expect(JSON.parse(readFileSync(at('kept', 'recent.json'), 'utf8'))).toHaveLength(20);
    writeFileSync(at('kept', 'recent.json'), '{"damaged');
    expect(await recent.list()).toEqual([]);
  });
});

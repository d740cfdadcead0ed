/** The disk: what is read and written, with which permissions, and what a writer leaves behind that was killed. */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesOf, withFile } from '../../files/byteSource.ts';
import { disk, sweep } from './disk.ts';
import { readRegularSync } from './regular.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'loom-disk-'));
const at = (...parts: string[]) => path.join(folder, ...parts);
const home = process.env.LAYERLOOM_HOME;
afterAll(() => {
  if (home === undefined) delete process.env.LAYERLOOM_HOME;
  else process.env.LAYERLOOM_HOME = home;
  rmSync(folder, { recursive: true, force: true });
});
const modeOf = (file: string) => (statSync(file).mode & 0o7777).toString(8);
const codeOf = (work: () => Promise<unknown>) =>
  work().then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

describe.skipIf(process.platform === 'win32')('the disk', () => {
  it('reads regular files, and of nothing else a byte', async () => {
    const fifo = at('fifo');
    execFileSync('mkfifo', [fifo]);
    for (const file of ['/dev/zero', '/dev/null', fifo]) {
      expect(await codeOf(() => disk.read(file))).toBe('ENOTREG');
      expect(await codeOf(() => disk.open(file))).toBe('ENOTREG');
      expect(() => readRegularSync(file)).toThrow('no regular file');
    }
    expect(await codeOf(() => disk.read(folder))).toBe('EISDIR');
    expect(await codeOf(() => disk.read(at('none')))).toBe('ENOENT');
    writeFileSync(at('plain'), 'text');
    expect(Buffer.from(await disk.read(at('plain'))).toString()).toBe('text');
    expect(Buffer.from(readRegularSync(at('plain'))).toString()).toBe('text');
    expect(await withFile(disk, at('plain'), async (opened) => [...bytesOf(opened, 1, 9)])).toEqual([
      ...Buffer.from('ext'),
    ]);
  });

  it('looks at the size first', async () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 2 ** 40);
    const before = process.memoryUsage.rss();
    expect(await codeOf(() => disk.read(at('large')))).toBe('EFBIG');
    expect(await codeOf(() => disk.read(at('large'), 1 << 20))).toBe('EFBIG');
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 << 20);
  });

  it('writes over files alone, and keeps their permissions', async () => {
    expect(await codeOf(() => disk.write('/dev/null', 'x'))).toBe('ENOTREG');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    for (const mode of [0o640, 0o600, 0o664, 0o444, 0o755]) {
      writeFileSync(at('kept'), 'before');
      chmodSync(at('kept'), mode);
      await disk.write(at('kept'), 'after');
      expect(modeOf(at('kept'))).toBe(mode.toString(8));
      expect(readFileSync(at('kept'), 'utf8')).toBe('after');
      rmSync(at('kept'));
    }
  });

  it('takes names as long as the system does', async () => {
    for (const name of [`${'x'.repeat(250)}.loom`, `${'网'.repeat(83)}.loom`]) {
      await disk.write(at(name), 'long');
      expect(readFileSync(at(name), 'utf8')).toBe('long');
    }
    expect(await codeOf(() => disk.write(at('x'.repeat(256)), 'longer'))).toBe('ENAMETOOLONG');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('keeps what is Layerloom’s own for its person alone', async () => {
    process.env.LAYERLOOM_HOME = at('home');
    const file = at('home', 'autosave', 'a.json');
    await disk.write(file, '{}');
    await disk.write(file, '{"again":1}');
    disk.append(at('home', 'log'), 'line');
    expect([file, at('home', 'log')].map(modeOf)).toEqual(['600', '600']);
    expect([at('home'), at('home', 'autosave')].map(modeOf)).toEqual(['700', '700']);
  });

  it('loses what a killed writer left behind, and not what is being written', async () => {
    const place = at('sweep');
    await disk.write(path.join(place, 'kept'), 'whole');
    // a writer that is killed while it waits for the disk
    const program = `
      import { disk } from ${JSON.stringify(path.join(import.meta.dirname, 'disk.ts'))};
      const parts = { *[Symbol.iterator]() { for (;;) yield Buffer.alloc(1 << 16); } };
      void disk.write(${JSON.stringify(path.join(place, 'big'))}, parts);
      setTimeout(() => console.log('writing'), 100);`;
    const writer = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    const left = () => readdirSync(place).filter((name) => name.startsWith('.'));
    await sweep(place);
    expect(left()).toHaveLength(1);
    const ended = new Promise((resolve) => writer.once('exit', resolve));
    writer.kill('SIGKILL');
    await ended;
    await sweep(place);
    expect(left()).toEqual([]);
    expect(existsSync(path.join(place, 'big'))).toBe(false);
    expect(readFileSync(path.join(place, 'kept'), 'utf8')).toBe('whole');
  });
});

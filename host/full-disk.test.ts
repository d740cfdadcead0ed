/** A disk without room: what is said at each place that writes, and that everything goes on once there is room. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { machine } from '../engine/node/machine.ts';
import { writeProject } from '../engine/export/write.ts';
import type { HostContext } from './calls/define.ts';
import { autosaveCalls } from './calls/autosave.ts';
import { saveDocument } from './documents.ts';

const disk = mkdtempSync(path.join(tmpdir(), 'loom-disk-'));
const filler = path.join(disk, 'filler');
const mounted =
  process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

function fill(): void {
  for (const size of [65_536, 4096])
    try {
      for (;;) appendFileSync(filler, Buffer.alloc(size));
    } catch {
      // full
    }
}

describe.skipIf(!mounted)(`a full disk${mounted ? '' : ' (needs root, to mount a small one)'}`, () => {
  it('keeps autosave from writing, which says that it tries again', async () => {
    const calls = autosaveCalls({ platform: { machine, home: disk } } as HostContext);
    const window = new AbortController();
    const caller = { line: window.signal, signal: window.signal };
    const write = (text: string) => calls['autosave.write']({ key: 'a', path: null, text }, caller);
    const kept = async () => (await calls['autosave.take']({ key: 'a' }, caller))?.text;
    await write('before');
    fill();
    const writing = write('x'.repeat(20_000));
    await expect(writing).rejects.toThrow(
      /^No space is left to write .*autosave.a\.json\. Free some space there, or save the document on another disk\. Keeping it is tried again/,
    );
    rmSync(filler);
    // what was kept before is whole
    expect(await kept()).toBe('before');
    await write('after');
    expect(await kept()).toBe('after');
    window.abort();
  });

  it('that is read-only is said to be so', async () => {
    const remount = (how: string) => spawnSync('mount', ['-o', `remount,${how}`, disk]);
    remount('ro');
    try {
      const calls = autosaveCalls({ platform: { machine, home: disk } } as HostContext);
      const line = new AbortController().signal;
      const writing = calls['autosave.write']({ key: 'b', path: null, text: 'x' }, { line, signal: line });
      await expect(writing).rejects.toThrow('the disk is read-only');
      const saving = saveDocument(machine.files, path.join(disk, 'b.loom'), 'x', null);
      await expect(saving).rejects.toThrow('the disk is read-only');
    } finally {
      remount('rw');
    }
  });

  it('keeps a document from being saved, whose file is as it was', async () => {
    const file = path.join(disk, 'a.loom');
    const { version } = await saveDocument(machine.files, file, 'mine', null);
    fill();
    await expect(saveDocument(machine.files, file, 'y'.repeat(20_000), version)).rejects.toThrow(
      /^No space is left to write .*a\.loom\. What was there before is untouched\. Free some space and save again, or save it on another disk with Save as\.$/,
    );
    rmSync(filler);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('keeps an export from being written, of which nothing is there then', async () => {
    const folder = path.join(disk, 'project');
    const files = { 'README.md': 'short', 'src/model.ts': 'z'.repeat(200_000) };
    fill();
    // room for the first files, not for the large one
    spawnSync('truncate', ['-s', '-40K', filler]);
    await expect(writeProject(machine.files, folder, files)).rejects.toThrow(
      /^No space is left to write .*model\.ts\. Nothing of the project was written\. Free some space and export again, or choose a folder on another disk\.$/,
    );
    expect(existsSync(folder)).toBe(false);
    rmSync(filler);
    expect(await writeProject(machine.files, folder, files)).toEqual(['README.md', 'src/model.ts']);
    expect(readFileSync(path.join(folder, 'src', 'model.ts'), 'utf8')).toHaveLength(200_000);
    expect(readdirSync(path.join(folder, 'src'))).toEqual(['model.ts']);
  });
});

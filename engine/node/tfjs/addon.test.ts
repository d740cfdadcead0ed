/** Whatever goes wrong with the add-on is said, and nothing of it is left. The fetch itself is tested in `test/two-engines.test.ts`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addAddon, installedAddon, LIBRARIES, removeAddon } from './addon.ts';

const supported = process.platform === 'linux' || process.platform === 'darwin';
let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'home-'));
  vi.stubEnv('LAYERLOOM_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});
const left = () => readdir(path.join(home, 'addons', 'tfjs-node'));

/** A pip of our own making, in front of all others. */
async function fakePip(script: string): Promise<void> {
  const bin = path.join(home, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'python3'), `#!/bin/sh\ncase "$*" in *--version*) exit 0;; esac\n${script}\n`, {
    mode: 0o755,
  });
  vi.stubEnv('PATH', `${bin}${path.delimiter}${process.env.PATH}`);
}

describe.runIf(supported)('the add-on', () => {
  it('says that a file is not the published one, and what it should be', async () => {
    const file = path.join(home, 'tensorflow.whl');
    await writeFile(file, 'no wheel');
    await expect(addAddon({ from: file })).rejects.toThrow(
      /The add-on tfjs-node was not installed: tensorflow\.whl is not tensorflow\S+\.whl as published: its SHA-256 is [0-9a-f]{64}, [0-9a-f]{64} is expected\. Fetch it again\./,
    );
    expect(await left()).toEqual([]);
    expect(await installedAddon()).toBeUndefined();
    await expect(addAddon({ from: path.join(home, 'nowhere') })).rejects.toThrow('there is no such file');
  });

  it('says what to do where there is no pip', async () => {
    vi.stubEnv('PATH', home);
    await expect(addAddon()).rejects.toThrow(
      /which was not found\. Install Python with pip and try again\. Or get the file tensorflow\S+\.whl in another way and give it with: loom engines add tfjs-node --from FILE\./,
    );
    expect(await left()).toEqual([]);
  });

  it('passes on what pip says', async () => {
    await fakePip(
      'echo "ERROR: Could not find a version" >&2; echo "ERROR: No matching distribution found" >&2; exit 1',
    );
    await expect(addAddon()).rejects.toThrow(
      /pip could not fetch tensorflow\S+\.whl \(No matching distribution found\)\. Check the connection/,
    );
    expect(await left()).toEqual([]);
  });

  it('can be stopped while it fetches', async () => {
    await fakePip('head -c 1000000 /dev/zero > "$TMPDIR/part"; exec sleep 60');
    const stop = new AbortController();
    const heard: number[] = [];
    const adding = addAddon({ signal: stop.signal, onProgress: ({ done }) => (heard.push(done), stop.abort()) });
    await expect(adding).rejects.toThrow(/abort/i);
    expect(heard[0]).toBeLessThanOrEqual(1_000_000);
    expect(await left()).toEqual([]);
  });

  it('clears away what a killed fetch left, and nothing of a living one', async () => {
    const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
    const folder = path.join(home, 'addons', 'tfjs-node');
    await mkdir(path.join(folder, `.${dead}-a`), { recursive: true });
    await mkdir(path.join(folder, `.${process.ppid}-b`));
    await writeFile(path.join(home, 'x.whl'), 'no wheel');
    await expect(addAddon({ from: path.join(home, 'x.whl') })).rejects.toThrow('as published');
    expect(await left()).toEqual([`.${process.ppid}-b`]);
  });

  it('is there only whole, and goes whole', async () => {
    expect(await removeAddon()).toBe(false);
    const folder = path.join(
      home,
      'addons',
      'tfjs-node',
      process.platform === 'darwin' && process.arch === 'x64' ? '2.16.2' : '2.21.0',
    );
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, LIBRARIES[0]!), '');
    expect(await installedAddon()).toBeUndefined();
    await writeFile(path.join(folder, LIBRARIES[1]!), '');
    expect((await installedAddon())?.folder).toBe(folder);
    expect(await removeAddon()).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });
});

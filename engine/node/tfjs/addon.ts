/** The add-on `tfjs-node`: TensorFlow's own library, taken out of TensorFlow's published wheel, which pip fetches or the user gives. */
import { mkdir, mkdtemp, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { problem, UserError } from '../../problems.ts';
import { writeProblem } from '../../files/write.ts';
import { homePath } from '../home.ts';
import { checkWheel, fetchWheel, type Wheel, WheelError, wheelName } from '../files/wheel.ts';
import { unpackMember, zipMembers } from '../files/zip.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';

export const ADDON = 'tfjs-node';

/** The hashes are the index's own; the files for Linux on x64 and ARM and for macOS were looked into for the libraries. */
const WHEELS: Readonly<Record<string, Wheel>> = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    version: '2.21.0',
    tags: ['cp311', 'cp311', 'manylinux_2_27_x86_64'],
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273829956,
  },
  'linux-arm64': {
    package: 'tensorflow',
    version: '2.21.0',
    tags: ['cp311', 'cp311', 'manylinux_2_27_aarch64'],
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    bytes: 281828020,
  },
  'darwin-arm64': {
    package: 'tensorflow',
    version: '2.21.0',
    tags: ['cp311', 'cp311', 'macosx_12_0_arm64'],
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
    bytes: 223405849,
  },
  // TensorFlow's last version for Intel processors
  'darwin-x64': {
    package: 'tensorflow-cpu',
    version: '2.16.2',
    tags: ['cp311', 'cp311', 'macosx_10_15_x86_64'],
    sha256: '62e1f998e6a1ca8e6ca96087e623b9ce2e0587d5f7b72ae90b03cdf2e82013c6',
    bytes: 259588105,
  },
};

/** Members of the wheel's folder `tensorflow`; each needs those before it. */
export const LIBRARIES: readonly string[] =
  process.platform === 'darwin'
    ? ['libtensorflow_framework.2.dylib', 'libtensorflow_cc.2.dylib']
    : ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2'];
/** Unpacked, about, for the check of free space. */
const UNPACKED = 900e6;

const wheelHere = (): Wheel | undefined => WHEELS[`${process.platform}-${process.arch}`];
const folderOf = (wheel: Wheel): string => homePath('addons', ADDON, wheel.version);

export interface InstalledAddon {
  readonly version: string;
  readonly folder: string;
}

/** The add-on in the version that this program uses. */
export async function installedAddon(): Promise<InstalledAddon | undefined> {
  const wheel = wheelHere();
  if (!wheel) return undefined;
  const folder = folderOf(wheel);
  const found = await Promise.all(LIBRARIES.map((library) => stat(path.join(folder, library)).catch(() => undefined)));
  return found.every((library) => library?.isFile()) ? { version: wheel.version, folder } : undefined;
}

/** Why native TensorFlow is not there, and what to do. */
export function addonReason(): Phrase {
  if (process.platform === 'win32') return phrase('no-library-for-windows');
  if (!wheelHere())
    return phrase('no-library-for', { platform: verbatim(process.platform), arch: verbatim(process.arch) });
  return phrase('add-on-not-installed', { name: verbatim(ADDON) });
}

export interface AddonProgress {
  readonly stage: 'fetch' | 'check' | 'unpack';
  /** Bytes. */
  readonly done: number;
  readonly total: number;
}
export interface AddOptions {
  /** A wheel that the user has; else pip fetches it. */
  readonly from?: string;
  readonly onProgress?: (progress: AddonProgress) => void;
  /** Ends it; nothing is left behind. */
  readonly signal?: AbortSignal;
}

const failed = (reason: Phrase, todo: Phrase): UserError =>
  new UserError(problem('addon-failed', { name: verbatim(ADDON), reason, todo }));
const byHand = (wheel: Wheel) => ({ wheel: verbatim(wheelName(wheel)), name: verbatim(ADDON) });
const CURES: Readonly<Record<WheelError['cure'], (wheel: Wheel) => Phrase>> = {
  'install pip': (wheel) => phrase('install-pip', byHand(wheel)),
  'check pip': (wheel) => phrase('check-pip', byHand(wheel)),
  'fetch again': () => phrase('fetch-again'),
};

/** Installs it whole or not at all. Throws a `UserError`; an `AbortError` where `signal` ended it. */
export async function addAddon({ from, onProgress = () => {}, signal }: AddOptions = {}): Promise<InstalledAddon> {
  const wheel = wheelHere();
  if (!wheel) throw failed(addonReason(), phrase('nothing-to-do'));
  if (process.platform === 'linux' && !hasGlibc()) throw failed(phrase('needs-glibc'), phrase('wasm-is-used'));
  const present = await installedAddon();
  if (present) return present;
  const parent = homePath('addons', ADDON);
  let staging: string | undefined;
  try {
    await mkdir(parent, { recursive: true });
    await removeLeftovers(parent);
    const { bavail, bsize } = await statfs(parent);
    const needed = UNPACKED + (from === undefined ? wheel.bytes : 0);
    if (bavail * bsize < needed)
      throw new UserError(
        problem('disk-full', {
          path: verbatim(parent),
          todo: phrase('free-and-add-again', { size: Math.ceil(needed / 2 ** 20) }),
        }),
      );
    staging = await mkdtemp(path.join(parent, `.${process.pid}-`));
    const told = (stage: AddonProgress['stage']) => ({
      signal,
      onBytes: (done: number) => onProgress({ stage, done, total: wheel.bytes }),
    });
    const file = from ?? (await fetchWheel(wheel, staging, told('fetch')));
    await checkWheel(wheel, file, told('check'));
    const unpacked = path.join(staging, 'unpacked');
    await mkdir(unpacked);
    await unpack(wheel, file, unpacked, onProgress, signal);
    await rename(unpacked, folderOf(wheel));
    for (const other of await readdir(parent))
      if (other !== wheel.version && !other.startsWith('.'))
        await rm(path.join(parent, other), { recursive: true, force: true });
    return { version: wheel.version, folder: folderOf(wheel) };
  } catch (error) {
    signal?.throwIfAborted();
    // another process was faster
    const other = await installedAddon();
    if (other) return other;
    if (error instanceof WheelError) throw failed(error.reason, CURES[error.cure](wheel));
    throw writeProblem(parent, error);
  } finally {
    if (staging) await rm(staging, { recursive: true, force: true });
  }
}

/** Takes the add-on away; false where there was none. */
export async function removeAddon(): Promise<boolean> {
  const parent = homePath('addons', ADDON);
  const there = (await stat(parent).catch(() => undefined)) !== undefined;
  // out of sight at once, then away
  const going = homePath('addons', `.${ADDON}-${process.pid}`);
  if (there) {
    await rename(parent, going);
    await rm(going, { recursive: true, force: true });
  }
  return there;
}

/** What a fetch left that was killed: folders named after processes that are no more. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(/^\.(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && pid !== process.pid && !isAlive(pid))
      await rm(path.join(parent, name), { recursive: true, force: true });
  }
}
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

async function unpack(
  wheel: Wheel,
  file: string,
  to: string,
  onProgress: (progress: AddonProgress) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const all = await zipMembers(file);
  const members = LIBRARIES.map((library) => {
    const member = all.find(({ name }) => name === `tensorflow/${library}`);
    if (!member)
      throw failed(
        phrase('lacks-library', { file: verbatim(path.basename(file)), library: verbatim(library) }),
        phrase('report-this'),
      );
    return member;
  });
  const total = members.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const member of members)
    await unpackMember(file, member, path.join(to, path.posix.basename(member.name)), {
      onBytes: (bytes) => onProgress({ stage: 'unpack', done: (done += bytes), total }),
      ...(signal && { signal }),
    });
  await writeFile(
    path.join(to, 'addon.json'),
    `${JSON.stringify({ wheel: wheelName(wheel), sha256: wheel.sha256, licence: 'Apache-2.0' }, null, 2)}\n`,
  );
}

/**
 * A published wheel of Python's package index: the user's pip fetches it (it knows the user's index and proxy), and its hash says
 * that it is the one that is meant. A wheel is a zip; nothing in it is run by Python.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { problem, reasonOf, UserError } from '../../problems.ts';
import { word } from '../../texts/index.ts';
import { fileSizes } from './sizes.ts';

export interface Wheel {
  readonly package: string;
  readonly version: string;
  /** Python, its binary interface and the platform, as the wheel's name has them. */
  readonly tags: readonly [python: string, abi: string, platform: string];
  readonly sha256: string;
  readonly bytes: number;
}

export interface FetchOptions {
  /** Hears how many bytes are there. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Why a wheel is not to be had, and what helps. */
export class WheelError extends Error {
  readonly reason: Phrase;
  readonly cure: 'install pip' | 'check pip' | 'fetch again';

  constructor(reason: Phrase, cure: WheelError['cure']) {
    super(word(reason));
    this.reason = reason;
    this.cure = cure;
  }
}

export const wheelName = ({ package: name, version, tags }: Wheel): string =>
  `${name.replaceAll('-', '_')}-${version}-${tags.join('-')}.whl`;

/** Ways to call pip, the likeliest first. */
const PIPS: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** Lets the user's pip fetch the wheel into `folder`; gives its file. pip checks the hash too. Throws a `WheelError`. */
export async function fetchWheel(
  wheel: Wheel,
  folder: string,
  { onBytes = () => {}, signal }: FetchOptions = {},
): Promise<string> {
  const pip = await findPip(signal);
  if (!pip) throw new WheelError(phrase('no-pip'), 'install pip');
  const requirements = path.join(folder, 'requirements.txt');
  await writeFile(requirements, `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const [python, abi, platform] = wheel.tags;
  const [command, ...args] = [
    ...pip,
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--python-version',
    '3.11',
    '--implementation',
    python.slice(0, 2),
    '--abi',
    abi,
    '--platform',
    platform,
    '--require-hashes',
    '--requirement',
    requirements,
    '--dest',
    folder,
    // the file is needed once
    '--no-cache-dir',
    '--disable-pip-version-check',
    '--no-input',
    '--progress-bar',
    'off',
  ] as const;
  const watch = setInterval(() => void largestFile(folder).then((done) => onBytes(Math.min(done, wheel.bytes))), 200);
  try {
    // pip works in TMPDIR: there the file grows, and nothing is left elsewhere
    const { code, said } = await finished(
      spawn(command!, args, { env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'ignore', 'pipe'], signal }),
    );
    signal?.throwIfAborted();
    if (code !== 0) throw new WheelError(pipFailed(wheel, code, said), 'check pip');
  } finally {
    clearInterval(watch);
  }
  onBytes(wheel.bytes);
  return path.join(folder, wheelName(wheel));
}

function pipFailed(wheel: Wheel, code: number | null, said: string): Phrase {
  const lines = said.trim().split('\n');
  const why =
    lines
      .findLast((line) => line.startsWith('ERROR:'))
      ?.slice(6)
      .trim() ?? lines.at(-1)!;
  return phrase('pip-failed', {
    wheel: verbatim(wheelName(wheel)),
    why: why === '' ? phrase('exit-code', { code: code ?? 0 }) : verbatim(why),
  });
}

/** Throws a `WheelError` where a file is not the wheel, and a `UserError` where it cannot be read. */
export async function checkWheel(
  wheel: Wheel,
  file: string,
  { onBytes = () => {}, signal }: FetchOptions = {},
): Promise<void> {
  const hash = createHash('sha256');
  let done = 0;
  try {
    for await (const chunk of createReadStream(file, {
      highWaterMark: 1 << 20,
      ...(signal && { signal }),
    }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      done += chunk.length;
      onBytes(done);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(problem('file-unreadable', { file: verbatim(file), reason: reasonOf(error) }));
  }
  const sha256 = hash.digest('hex');
  if (sha256 !== wheel.sha256)
    throw new WheelError(
      phrase('other-hash', {
        file: verbatim(path.basename(file)),
        wheel: verbatim(wheelName(wheel)),
        found: verbatim(sha256),
        expected: verbatim(wheel.sha256),
      }),
      'fetch again',
    );
}

async function findPip(signal: AbortSignal | undefined): Promise<readonly [string, ...string[]] | undefined> {
  for (const pip of PIPS) {
    const [command, ...args] = pip;
    const { code } = await finished(
      spawn(command, [...args, '--version'], { stdio: ['ignore', 'ignore', 'pipe'], signal }),
    );
    signal?.throwIfAborted();
    if (code === 0) return pip;
  }
  return undefined;
}

/** The exit code (none where it could not start or was ended) and what it said on standard error. */
function finished(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr!.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-8000)));
  return new Promise((resolve) => {
    child.on('error', () => resolve({ code: null, said }));
    child.on('close', (code) => resolve({ code, said }));
  });
}

const largestFile = async (folder: string): Promise<number> => Math.max(0, ...(await fileSizes(folder)));

/**
 * Runs what was exported and nothing else: in a new folder that holds these files alone, each exactly as it was written, apart from this
 * process. A project of TypeScript finds the packages that this program itself has; one of Python the person's own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { comparedIn, type ProjectRunner } from '../../export/parity/prove.ts';
import { type Compared, REPORT } from '../../train/reports/parity.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import type { ParityCheck, ProjectFiles } from '../../targets/define.ts';
import { forkProgram } from '../programs.ts';
import { errorLine } from '../training/start-training.ts';
import type { ModelRunner } from '../../export/deploy.ts';
import { compareModel, openModel } from './onnx.ts';
import { NO_TYPESCRIPT } from './status.ts';

export const projectRunner: ProjectRunner & ModelRunner = {
  openModel,
  async run(files, check, signal) {
    if (check.by === 'onnx') return compareModel(files, check.weights, signal);
    const python = check.by === 'python' ? await pythonWith(check.modules ?? [], signal) : undefined;
    const folder = await mkdtemp(path.join(tmpdir(), 'layerloom-parity-'));
    try {
      await writeFiles(folder, files);
      return await runIn(folder, check, python, signal);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Where this program's packages lie. */
const packagesFolder = (): string =>
  path.join(path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), '..');

async function writeFiles(folder: string, files: ProjectFiles): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, ...name.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

async function runIn(
  folder: string,
  { program }: ParityCheck,
  python: string | undefined,
  signal: AbortSignal,
): Promise<Compared> {
  const child =
    python === undefined
      ? forkProgram('engine/node/export/project-process.ts', [path.join(folder, program)], {
          cwd: folder,
          // packages that are looked up by their path
          env: { NODE_PATH: packagesFolder() },
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        })
      : spawn(python, ['-B', program], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const { code, said } = await ended(child, signal);
  const text = await readFile(path.join(folder, REPORT), 'utf8').catch(() => undefined);
  if (text !== undefined) return comparedIn(text);
  if (code === NO_TYPESCRIPT) throw new Refusal(phrase('parity-no-typescript'));
  throw new Refusal(phrase('parity-broke-off', { reason: verbatim(errorLine(said) ?? `exit code ${code}`) }));
}

/** Runs a process to its end; `signal` kills it. */
async function ended(child: ChildProcess, signal: AbortSignal): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-8000)));
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    signal.throwIfAborted();
    return { code, said };
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

/** Of each list of modules the Python that has them all, once it was looked for. */
const found = new Map<string, string>();

/** Throws a `Refusal` where there is none. */
async function pythonWith(modules: readonly string[], signal: AbortSignal): Promise<string> {
  const key = modules.join();
  const known = found.get(key);
  if (known !== undefined) return known;
  const names = [process.env.LOOM_PYTHON, 'python3', 'python'].filter((name) => name !== undefined && name !== '');
  for (const name of names as string[]) {
    const args = ['-B', '-c', `import ${modules.join(', ')}`];
    // elsewhere than in any project, whose files would be modules
    const child = spawn(name, args, { cwd: path.parse(process.execPath).root, stdio: 'ignore' });
    const { code } = await ended(child, signal).catch(() => {
      signal.throwIfAborted();
      return { code: null };
    });
    if (code !== 0) continue;
    found.set(key, name);
    return name;
  }
  throw new Refusal(phrase('parity-no-python', { modules: modules.map(verbatim) }));
}

/**
 * Packs the desktop program around a stand-in for Electron, looks at what was packed, then runs its processes under plain Node far
 * from the repository, where nothing but what was packed can be found.
 */
import { machine } from '../../engine/node/machine.ts';
import { fork, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun } from '../../engine/runs/create.ts';
import type { TrainingRequest } from '../../engine/runs/train.ts';
import { listRuns } from '../../engine/runs/list.ts';
import { templateOf } from '../../templates/index.ts';

interface Asar {
  listPackage(archive: string, options: { isPack: boolean }): string[];
  extractAll(archive: string, to: string): void;
}
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const asar = (await import(
  createRequire(builder.resolve('app-builder-lib/package.json')).resolve('@electron/asar')
)) as Asar;

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const folder = mkdtempSync(path.join(tmpdir(), 'loom-pack-'));
const resources = path.join(folder, 'dist', 'linux-unpacked', 'resources');
const archive = path.join(resources, 'app.asar');
let files: string[];

beforeAll(() => {
  const electron = path.join(folder, 'electron');
  mkdirSync(electron);
  // a program with the switches that Electron's has, all in the state that Electron ships
  writeFileSync(path.join(electron, 'electron'), `#!/bin/sh\nexit 0\n# ${SENTINEL}\x01\x09101011000\n`, 'latin1');
  chmodSync(path.join(electron, 'electron'), 0o755);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['build/package.mjs', '--dir', '--linux', '--electron', electron, '--out', path.join(folder, 'dist')],
    { encoding: 'utf8' },
  );
  expect(status, `${stdout}${stderr}`).toBe(0);
  files = asar.listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/').slice(1));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed program', () => {
  it('holds the built program and pages, and no sources, tests, maps or tools', () => {
    for (const needed of [
      'package.json',
      'out/electron.mjs',
      'out/preload.cjs',
      'out/host-process.mjs',
      'out/training-process.mjs',
      'out/compute-process.mjs',
      'out/renderer/index.html',
      'engine/data/texts/moby-dick.txt',
    ])
      expect(files).toContain(needed);
    const top = new Set(files.map((file) => file.split('/')[0]));
    expect([...top].sort()).toEqual(['engine', 'node_modules', 'out', 'package.json']);
    const ready = readdirSync('engine/data/ready').filter((file) => file.endsWith('.csv'));
    expect(files.filter((file) => /^engine\/.*\./.test(file)).sort()).toEqual(
      [...ready.map((file) => `engine/data/ready/${file}`), 'engine/data/texts/moby-dick.txt'].sort(),
    );
    expect(files.filter((file) => /\.(map|tsx?)$/.test(file) || /^out\/(cli|host)\.mjs/.test(file))).toEqual([]);
    const packages = new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
    for (const tool of [
      'electron',
      'typescript',
      'vite',
      'esbuild',
      'monaco-editor',
      'react',
      'tar',
      '@mapbox/node-pre-gyp',
      'hono',
      'ws',
    ])
      expect([tool, packages.has(tool)]).toEqual([tool, false]);
  });

  it('has its libraries beside the archive, and those of no other system', () => {
    const ort = path.join(resources, 'app.asar.unpacked', 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6');
    expect(existsSync(path.join(ort, 'linux', process.arch, 'onnxruntime_binding.node'))).toBe(true);
    expect(existsSync(path.join(ort, 'linux', process.arch, 'libonnxruntime.so.1'))).toBe(true);
    const libraries = files.filter((file) => /\.(node|dll|dylib|so[.\d]*)$/.test(file));
    expect(libraries.length).toBeGreaterThan(0);
    for (const library of libraries) {
      expect(library).not.toMatch(/darwin|win32|arm64|ia32/);
      expect([library, existsSync(path.join(resources, 'app.asar.unpacked', ...library.split('/')))]).toEqual([
        library,
        true,
      ]);
    }
  });

  it('may run as Node for its trainings, and takes no orders from the environment', () => {
    const program = readFileSync(path.join(resources, '..', 'layerloom'), 'latin1');
    const [runAsNode, , nodeOptions, inspect, , onlyAsar, , files] = program.slice(
      program.indexOf(SENTINEL) + SENTINEL.length + 2,
    );
    expect({ runAsNode, nodeOptions, inspect, onlyAsar, files }).toEqual({
      runAsNode: '1',
      nodeOptions: '0',
      inspect: '0',
      onlyAsar: '1',
      files: '0',
    });
  });
});

describe('far from the repository the packed', () => {
  const app = path.join(folder, 'app');
  const home = path.join(folder, 'home');
  const document = templateOf('mnist-cnn')!.make();
  beforeAll(() => asar.extractAll(archive, app));

  it.each([
    ['onnx', 'cpu'],
    ['tfjs', 'wasm'],
  ] as const)('training process trains on %s/%s', async (engine, device) => {
    const run = await createRun(machine, path.join(home, 'runs', engine), document, {
      id: engine,
      engine,
      device,
      threads: 1,
      base: home,
      steps: 3,
    });
    const child = fork(path.join(app, 'out', 'training-process.mjs'), [], {
      cwd: folder,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = '';
    child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
    child.send({ folder: run.folder, mode: 'start' } satisfies TrainingRequest);
    await new Promise((resolve) => child.on('close', resolve));
    expect(said).not.toContain('ERR_MODULE_NOT_FOUND');
    expect((await listRuns(machine, path.join(home, 'runs'))).find(({ id }) => id === engine)?.state, said).toBe(
      'finished',
    );
  });

  it('compute process evaluates what was trained', async () => {
    const child = fork(path.join(app, 'out', 'compute-process.mjs'), [home], {
      cwd: folder,
      execArgv: [],
      serialization: 'advanced',
      // the end of its input tells it that its parent is gone
      stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
    });
    const answer = new Promise<unknown>((resolve, reject) => {
      child.on('message', (message: { kind: string }) => message.kind !== 'progress' && resolve(message));
      child.on('exit', (code) => reject(new Error(`it ended with ${code}`)));
    });
    child.send({ kind: 'call', id: 1, name: 'model.evaluate', args: { run: 'onnx', split: 'test', mistakes: 1 } });
    expect(await answer).toMatchObject({ kind: 'answer', id: 1, result: { rows: 10_000 } });
    child.disconnect();
  });
});

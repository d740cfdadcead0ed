/**
 * The attacks that the program is built to hold, with new seeds each time: `npm run test:attack`. Hosts and trainings are killed at
 * random moments, two hosts race for everything that has one owner, messages and documents are mangled. It prints how many were tried and
 * held. `LOOM_ATTACK_SEED` repeats a run, `LOOM_ATTACK_ROUNDS` makes it longer.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { parseDocument, serialize } from '../engine/graph/file.ts';
import { randomStream } from '../engine/ir/random.ts';
import { machine } from '../engine/node/machine.ts';
import { checkGraph } from '../engine/passes/check.ts';
import { UserError } from '../engine/problems.ts';
import { RunFolder } from '../engine/runs/folder.ts';
import { allOf, trainingProblems } from '../engine/train/obstacles.ts';
import type { HostConnection } from '../engine/wire/client.ts';
import { connectHost } from '../engine/wire/page.ts';
import { TEMPLATES } from '../templates/index.ts';
import { mangled } from './damage.ts';
import { smallDocument, temporaryFolder, writePictures } from './training/small.ts';

const SEED = Number(process.env.LOOM_ATTACK_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.LOOM_ATTACK_ROUNDS ?? 1);
const uniform = randomStream(SEED, 'attack');
const below = (limit: number): number => Math.floor(uniform() * limit);
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const held: Record<string, { tried: number; held: number }> = {};
const count = (attack: string, isHeld: boolean): void => {
  const numbers = (held[attack] ??= { tried: 0, held: 0 });
  numbers.tried++;
  if (isHeld) numbers.held++;
};

const base = temporaryFolder();
const home = temporaryFolder();
const children: ChildProcess[] = [];
beforeAll(() => writePictures(path.join(base, 'pictures.npz')));
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  console.log(`seed ${SEED}`);
  console.table(held);
});

class PageSocket extends WebSocket {
  constructor(url: string) {
    super(url, { origin: new URL(url.replace('ws:', 'http:')).origin });
  }
}
const open = (url: string): HostConnection =>
  connectHost(
    { location: { href: url }, WebSocket: PageSocket as never, addEventListener() {} },
    { retry: 50, patience: 3000 },
  );

async function startHost(): Promise<{ child: ChildProcess; url: string; kill(): Promise<unknown> }> {
  const child = spawn(process.execPath, [path.resolve('out', 'host.mjs'), '--no-open', '--port', '0'], {
    env: { ...process.env, LAYERLOOM_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve) =>
    child.stdout!.once('data', (text: Buffer) => resolve(/http:\S+/.exec(String(text))![0])),
  );
  return { child, url, kill: () => (child.kill('SIGKILL'), ended) };
}
const childrenOf = (pid: number): number[] => {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return [];
  }
};
const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** A text that tells its number and whether it is whole. */
function numbered(number: number): string {
  const size = below(200_000);
  return `${number} ${size} ${'x'.repeat(size)}`;
}
/** Of a text that is not whole: NaN. */
function numberOf(text: string): number {
  const [, number, size, rest] = /^(\d+) (\d+) (x*)$/.exec(text || '0 0 ') ?? [];
  return rest?.length === Number(size) ? Number(number) : Number.NaN;
}

it('kills: what was acknowledged is there, files are whole, no process is left', async () => {
  const file = path.join(base, 'killed.loom');
  let saved = '';
  for (let round = 0; round < 20 * ROUNDS; round++) {
    const host = await startHost();
    const window = open(host.url);
    const key = `kill-${round}`;
    let acknowledged = '';
    let asked = '';
    const keep = (async () => {
      for (let i = 0; ; i++) {
        asked = numbered(1000 * round + i);
        await window.call('autosave.write', { key, path: null, text: asked });
        acknowledged = asked;
        await window.call('files.save', { path: file, text: asked, overwrite: true });
        saved = asked;
      }
    })().catch(() => {});
    void window.call('engines.list', { selfTest: false }).catch(() => {});
    await pause(300 + below(700));
    const processes = childrenOf(host.child.pid!);
    await host.kill();
    window.close();
    await keep;
    // one that is only now starting hears of it once it has started
    for (let waited = 0; waited < 10_000 && processes.some(isAlive); waited += 100) await pause(100);
    count('processes end with a killed host', !processes.some(isAlive));
    if (existsSync(file)) {
      const number = numberOf(readFileSync(file, 'utf8'));
      count('a saved document is whole after a kill, and none older than was acknowledged', number >= numberOf(saved));
    }
    const next = await startHost();
    const heir = open(next.url);
    const work = await heir.call('autosave.take', { key });
    count(
      'acknowledged work outlives a kill',
      acknowledged === '' || work?.text === acknowledged || work?.text === asked,
    );
    await heir.call('autosave.drop', { key });
    await pause(200);
    const left = [home, path.join(home, 'autosave'), base]
      .flatMap((folder) => readdirSync(folder))
      .filter((name) => name.startsWith('.loom~'));
    count('nothing half-written is left after the next start', left.length === 0);
    heir.close();
    await next.kill();
  }
});

it('double starts: everything has one owner', async () => {
  const [first, second] = [await startHost(), await startHost()];
  const windows = [open(first.url), open(second.url), open(first.url), open(second.url)];
  const race = <T>(work: (window: HostConnection, i: number) => Promise<T>) => Promise.allSettled(windows.map(work));
  const won = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
    outcomes.filter((one) => one.status === 'fulfilled' && one.value !== null).length;
  const file = path.join(base, 'raced.loom');
  let { version } = await windows[0]!.call('files.save', { path: file, text: 'start', overwrite: true });
  for (let round = 0; round < 50 * ROUNDS; round++) {
    const outcomes = await race((window, i) =>
      window.call('files.save', { path: file, text: `${round} ${i}`, version, overwrite: false }),
    );
    count('one of four saves over a version', won(outcomes) === 1);
    ({ version } = await windows[0]!.call('files.open', { path: file }));
    const owner = open(first.url);
    await owner.call('autosave.write', { key: `race-${round}`, path: null, text: 'work' });
    owner.close();
    await pause(50);
    count(
      'one of four takes what was left',
      won(await race((window) => window.call('autosave.take', { key: `race-${round}` }))) === 1,
    );
  }
  const { run } = await windows[0]!.call('train.start', {
    document: serialize(smallDocument({ epochs: 100_000 })),
    path: path.join(base, 'a.loom'),
    engine: 'onnx',
    device: 'cpu',
    threads: 1,
  });
  const folder = new RunFolder(machine.files, path.join(home, 'runs', run));
  while ((await folder.lastCheckpoint()) === null) await pause(50);
  for (let round = 0; round < 10 * ROUNDS; round++) {
    const { pid } = await folder.info();
    process.kill(pid!, pick(['SIGKILL', 'SIGTERM'] as const));
    const resumable = async () =>
      (await windows[1]!.call('runs.list', {})).some((one) => one.id === run && one.resumable);
    while (!(await resumable())) await pause(50);
    await pause(below(100));
    const outcomes = await race((window) => window.call('train.resume', { run }).then(() => 'resumed'));
    count('one of four resumes a killed training', won(outcomes) === 1);
    await pause(below(500));
  }
  process.kill((await folder.info()).pid!, 'SIGKILL');
  for (const window of windows) window.close();
  await first.kill();
  await second.kill();
});

it('hostile messages: the host answers on', async () => {
  const host = await startHost();
  const window = open(host.url);
  const document = serialize(smallDocument());
  const calls: readonly (readonly [string, object])[] = [
    ['files.list', { folder: base, extensions: ['.loom'] }],
    ['files.open', { path: path.join(base, 'raced.loom') }],
    ['autosave.write', { key: 'fuzz', path: null, text: document }],
    ['autosave.take', { key: 'fuzz' }],
    ['data.describe', { dataset: { type: 'idx', settings: { images: '/dev/zero', labels: '/dev/zero' } }, path: null }],
    ['plan.memory', { document, dataset: 0 }],
    ['runs.get', { run: 'none' }],
    ['train.resume', { run: 'none' }],
    ['library.save', { name: 'x', text: '{}' }],
    ['weights.describe', { weights: { file: '/dev/zero' } }],
    ['export.write', { document, path: null, target: 'typescript', folder: path.join(base, 'out') }],
  ];
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const socketUrl = `${host.url.replace('http:', 'ws:')}ws`;
  for (let round = 0; round < 40 * ROUNDS; round++) {
    const socket = new PageSocket(socketUrl);
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('open', resolve));
    for (let i = 0; i < 50; i++) {
      const [name, args] = pick(calls);
      const message = { kind: 'call', id: i, name, args: mangled(args, uniform) };
      const text = JSON.stringify(uniform() < 0.1 ? mangled(message, uniform) : message);
      const frame = pick([
        text,
        text,
        text,
        text,
        text.slice(0, below(text.length)),
        `{"kind":"call","id":1,"name":"files.list","args":${deep}}`,
      ]);
      if (socket.readyState === WebSocket.OPEN) socket.send(uniform() < 0.05 ? Buffer.from(frame) : frame);
    }
    await pause(below(100));
    pick([() => socket.close(), () => socket.terminate()])();
    const answer = await window.call('runs.list', {}).catch(() => null);
    count('the host answers after 50 hostile messages', answer !== null && host.child.exitCode === null);
  }
  // answers that nobody reads
  const before = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.child.pid}/status`, 'utf8'))![1]);
  writeFileSync(path.join(base, 'large.loom'), 'x'.repeat(16 << 20));
  const greedy = new PageSocket(socketUrl);
  await new Promise((resolve) => greedy.once('open', resolve));
  greedy.pause();
  const ask = JSON.stringify({
    kind: 'call',
    id: 1,
    name: 'files.open',
    args: { path: path.join(base, 'large.loom') },
  });
  for (let i = 0; i < 500; i++) greedy.send(ask);
  await pause(3000);
  const after = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.child.pid}/status`, 'utf8'))![1]);
  count('500 unread answers of 16 MB stay under 600 MB', (after - before) / 1024 < 600);
  greedy.terminate();
  window.close();
  await host.kill();
});

it('hostile documents: a problem or a refusal, never a mistake', () => {
  const documents = TEMPLATES.slice(0, 8).map((template) => JSON.parse(serialize(template.make())) as object);
  for (let round = 0; round < 2000 * ROUNDS; round++) {
    let document: unknown = pick(documents);
    for (let i = below(4); i >= 0; i--) document = mangled(document, uniform);
    try {
      const parsed = parseDocument(JSON.stringify(document) ?? 'null', 'fuzz.loom');
      allOf(trainingProblems(parsed, checkGraph(parsed.graph)));
      count('mangled documents', true);
    } catch (error) {
      count('mangled documents', error instanceof UserError);
      if (!(error instanceof UserError))
        writeFileSync(path.join(base, '..', `loom-attack-${SEED}-${round}.loom`), JSON.stringify(document));
    }
  }
});

it('held all of them', () => {
  for (const [attack, numbers] of Object.entries(held)) expect(numbers.held, attack).toBe(numbers.tried);
});

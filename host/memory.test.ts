/** The whole host without Node: over files in memory, spoken to as a window speaks to it. */
import { beforeEach, expect, it, vi } from 'vitest';
import { readSafetensors, writeSafetensors } from '../engine/data/formats/safetensors.ts';
import { documentSchema } from '../engine/graph/document.ts';
import { serialize } from '../engine/graph/file.ts';
import * as checking from '../engine/passes/check.ts';
import * as compiling from '../engine/passes/compile.ts';
import type { Problem } from '../engine/problems.ts';
import type { Message } from '../engine/protocol.ts';
import { MemoryFiles } from '../engine/files/memory.ts';
import { type TrainingMachine, trainRun } from '../engine/runs/train.ts';
import type { TrainingEvent } from '../engine/train/events.ts';
import { Controls } from '../engine/train/loop.ts';
import { type Channel, Inbox } from '../engine/wire/channel.ts';
import { connect, type HostConnection } from '../engine/wire/client.ts';
import { tensor } from '../engine/types/tensor.ts';
import { memoryMachine } from '../test/training/memory-machine.ts';
import { computeCalls } from './compute/index.ts';
import { Host } from './host.ts';
import type { ComputeContext, Platform, Trainers } from './platform.ts';
import { until } from '../test/until.ts';

vi.mock('../engine/passes/check.ts', { spy: true });
vi.mock('../engine/passes/compile.ts', { spy: true });

const HOME = '/home/me/.layerloom';
const UNKNOWN = () => Promise.reject(new Error('there is no such thing here'));

const text = serialize(
  documentSchema.parse({
    format: 'loom',
    version: 1,
    name: 'Points',
    graph: {
      nodes: [
        { id: 'input', type: 'input', settings: { shape: [2] }, position: { x: 0, y: 0 } },
        { id: 'dense', type: 'dense', settings: { units: 2 }, position: { x: 0, y: 72 } },
      ],
      edges: [{ from: { node: 'input', port: 'output' }, to: { node: 'dense', port: 'input' } }],
    },
    data: {
      dataset: { type: 'points', settings: { rows: 50 } },
      inputs: { input: { column: 'point' } },
      targets: { target: { column: 'label' } },
    },
    training: { losses: [{ target: 'target', loss: { type: 'crossEntropy', settings: {} } }], epochs: 1 },
  }),
);

/** Both ends of a line; nothing is shared between them. */
function line(): [Channel, Channel] {
  const inboxes = [new Inbox(), new Inbox()] as const;
  const end = (mine: Inbox, theirs: Inbox): Channel => ({
    send: (message: Message) => theirs.put(structuredClone(message)),
    listen: (listener) => mine.open(listener),
    close: () => inboxes.forEach((inbox) => inbox.close()),
  });
  return [end(inboxes[0], inboxes[1]), end(inboxes[1], inboxes[0])];
}

/** Trains where the host is, by the reference interpreter. */
const trainers = (machine: TrainingMachine): Trainers => ({
  start(request, onEvent) {
    const controls = new Controls();
    return {
      pid: machine.process,
      control: (control) => controls.ask(control),
      kill: () => controls.ask('stop'),
      ended: trainRun(machine, request, controls, onEvent).then(() => {}),
    };
  },
  warmUp() {},
  coolDown() {},
});

function platformOf(files: MemoryFiles): Platform {
  const machine = memoryMachine(files);
  const context: ComputeContext = {
    machine,
    home: HOME,
    userFolder: '/home/me',
    engines: { list: () => Promise.resolve([]), add: UNKNOWN, remove: UNKNOWN },
  };
  return {
    machine,
    home: HOME,
    userFolder: '/home/me',
    name: 'memory',
    threads: 1,
    trainers: trainers(machine),
    startCompute(progress) {
      const calls = computeCalls(context, progress);
      return { call: (name, args, caller) => calls[name](args as never, caller) as never, close() {} };
    },
  };
}

let files: MemoryFiles;
let host: Host;
let window: HostConnection;
const openWindow = (): HostConnection => {
  host = new Host(platformOf(files), { kind: 'browser', dialogs: null, takeFile: () => null });
  return connect(() => {
    const [ours, theirs] = line();
    host.attach(theirs);
    return Promise.resolve(ours);
  });
};
beforeEach(() => {
  files = new MemoryFiles();
  window = openWindow();
});

const problemsOf = (answer: Promise<unknown>): Promise<readonly Problem['code'][]> =>
  answer.then(
    () => [],
    (error: { problems: readonly Problem[] }) => error.problems.map(({ code }) => code),
  );

it('greets a window', async () => {
  expect(await window.call('hello', { protocol: 1 })).toMatchObject({ platform: 'memory', threads: 1, openFile: null });
});

it('opens and saves documents, and lets nothing be lost that another program wrote', async () => {
  const path = '/home/me/nets/points.loom';
  const { version } = await window.call('files.save', { path, text, overwrite: false });
  expect(await window.call('files.open', { path })).toEqual({ path, text, version });
  expect((await window.call('files.list', { folder: 'nets' })).entries).toMatchObject([
    { name: 'points.loom', path, folder: false, size: text.length },
  ]);
  expect((await window.call('files.recent', {})).map(({ name }) => name)).toEqual(['points']);

  await files.write(path, 'theirs');
  const mine = { path, text: `${text}\n`, version, overwrite: false };
  expect(await problemsOf(window.call('files.save', mine))).toEqual(['file-changed']);
  expect((await window.call('files.open', { path })).text).toBe('theirs');
  await window.call('files.save', { ...mine, overwrite: true });
  expect((await window.call('files.open', { path })).text).toBe(mine.text);

  await files.remove(path);
  expect(await problemsOf(window.call('files.open', { path }))).toEqual(['file-unreadable']);
  expect(await window.call('files.recent', {})).toEqual([]);
});

it('gives the weights of a file the names of a document', async () => {
  const numbers = { kernel: tensor('float32', [2, 2], [1, 2, 3, 4]), beta: tensor('float32', [2], [5, 6]) };
  await files.write('/home/me/w.safetensors', writeSafetensors(new Map(Object.entries(numbers))));
  const { file } = await window.call('weights.rename', {
    weights: { file: '/home/me/w.safetensors' },
    document: text,
    names: { 'dense.weight': 'kernel', 'dense.bias': 'beta' },
  });
  const own = readSafetensors(await files.read(file));
  expect([...own].map(([name, { data }]) => [name, [...data]])).toEqual([
    ['dense.weight', [1, 2, 3, 4]],
    ['dense.bias', [5, 6]],
  ]);
});

it('keeps a file that is sent in parts whole, or refuses it', async () => {
  const [id, name] = ['0123456789abcdef', 'w.npy'];
  await host.receive(id, [Uint8Array.of(1, 2), Uint8Array.of(3)]);
  const { path } = await window.call('data.keep', { content: id, name });
  expect([...(await files.read(path))]).toEqual([1, 2, 3]);

  const huge = { length: 2 ** 31 } as Uint8Array;
  await expect(host.receive(id, [Uint8Array.of(1), huge])).rejects.toThrow('The file is larger than 2 GB');
  expect(await files.list(`${HOME}/data/sent`)).toEqual([]);
});

it('offers unsaved work again to the next window of another host', async () => {
  await window.call('autosave.write', { key: 'a', path: null, text, start: { file: '/w.safetensors' }, history: 'h' });
  await files.write(`${HOME}/autosave/damaged.json`, '{"te');
  const next = openWindow();
  window.close();
  await until(async () => expect(await next.call('autosave.list', {})).toHaveLength(2));
  const kept = await next.call('autosave.take', { key: 'a' });
  expect(kept).toMatchObject({ path: null, text, run: null, start: { file: '/w.safetensors' }, history: 'h' });
  expect(await next.call('autosave.take', { key: 'damaged' })).toBeNull();
  await next.call('autosave.drop', { key: 'a' });
  expect(await next.call('autosave.take', { key: 'a' })).toBeNull();
});

it("keeps the person's own blocks, and tells of every change", async () => {
  const changes: unknown[] = [];
  window.on('library.changed', (event) => changes.push(event));
  expect(await window.call('library.save', { name: 'Residual', text: 'one' })).toEqual({ file: 'Residual.loom-block' });
  const renamed = await window.call('library.save', { name: 'Rest', text: 'two', replaces: 'Residual.loom-block' });
  expect(renamed).toEqual({ file: 'Rest.loom-block' });
  expect((await window.call('library.list', {})).files).toEqual([
    { file: 'Rest.loom-block', text: 'two', failure: null },
  ]);
  await window.call('library.remove', { file: 'Rest.loom-block' });
  expect((await window.call('library.list', {})).files).toEqual([]);
  await expect.poll(() => changes).toHaveLength(3);
});

it('trains a run, which windows hear and later ones find', async () => {
  const heard: TrainingEvent[] = [];
  window.on('run.event', ({ event }) => heard.push(event));
  const start = { document: text, path: null, engine: 'onnx', device: 'cpu', threads: 1 } as const;
  const { run } = await window.call('train.start', start);
  await expect.poll(() => heard.at(-1)).toEqual({ event: 'state', state: 'finished' });
  const [told] = heard.filter((event) => event.event === 'finished');
  expect(told).toMatchObject({ reason: 'done', train: { loss: expect.any(Number) } });

  const found = { id: run, name: 'Points', folder: `${HOME}/runs/${run}`, state: 'finished', epochs: 1 };
  await expect.poll(() => window.call('runs.list', {})).toMatchObject([found]);
  const { summary, document, events } = await openWindow().call('runs.get', { run });
  expect(summary).toMatchObject(found);
  expect(document).toBe(text);
  expect(events).toMatchObject(heard.filter((event) => event.event !== 'state' || event.state !== 'starting'));

  await window.call('runs.remove', { run });
  expect(await window.call('runs.list', {})).toEqual([]);
  expect(await problemsOf(window.call('runs.get', { run }))).toEqual(['run-unknown']);
});

it('follows a run that lies elsewhere, and reads no data for it that nobody allowed', async () => {
  const folder = '/mnt/cluster/runs/one';
  const info = { id: 'one', name: 'Points', created: '2026-11-30T10:00:00Z', engine: 'onnx', device: 'PyTorch cuda' };
  await files.write(`${folder}/run.json`, JSON.stringify({ ...info, threads: 4, base: '/' }));
  const [before, behind] = text.split(/"dataset": \{[^}]*\}\s*\}/);
  const secret = '"dataset": { "type": "table", "settings": { "file": "secret.csv" } }';
  await files.write(`${folder}/document.loom`, `${before}${secret}${behind}`);
  await files.write('/secret.csv', 'a,b');
  await files.write(`${folder}/metrics.jsonl`, '{"event":"state","state":"running","time":1}\n');
  const { run } = await window.call('runs.open', { folder: '/mnt/cluster' });
  const { summary, events } = await window.call('runs.get', { run });
  expect(summary).toMatchObject({ id: run, folder, state: 'running', elsewhere: { there: true } });
  expect(events).toMatchObject([{ event: 'state' }]);
  expect(await window.call('runs.weights', { run })).toEqual([]);
  const asked = { run, split: 'validation', mistakes: 0 } as const;
  expect(await problemsOf(window.call('model.evaluate', asked))).toEqual(['data-outside']);
  expect(await problemsOf(window.call('train.resume', { run }))).toEqual(['run-elsewhere']);
  expect(await problemsOf(window.call('runs.rename', { run, label: 'x' }))).toEqual(['run-elsewhere']);
  expect(await problemsOf(window.call('train.control', { run, control: 'stop' }))).toEqual(['run-elsewhere']);
  await window.call('runs.remove', { run });
  expect(await window.call('runs.list', {})).toEqual([]);
  expect(await files.list(folder)).toHaveLength(3);
});

it('checks a network once and compiles it once between the call and the first step', async () => {
  const counted = [checking.checkGraph, compiling.compile, compiling.compileChecked].map((one) => vi.mocked(one));
  const count = () => counted.map(({ mock }) => mock.calls.length);
  const before = count();
  const first = new Promise<number[]>((resolve) =>
    window.on('run.event', ({ event }) => {
      if (event.event === 'steps') resolve(count());
      if (event.event === 'failed') throw new Error(JSON.stringify(event.problem));
    }),
  );
  await window.call('train.start', { document: text, path: null, engine: 'onnx', device: 'cpu', threads: 1 });
  expect((await first).map((times, i) => times - before[i]!)).toEqual([1, 0, 1]);
});

it('says at once what keeps a document from being trained', async () => {
  const untrained = text.replace('"units": 2', '"units": 0');
  const start = { document: untrained, path: null, engine: 'onnx', device: 'cpu', threads: 1 } as const;
  expect(await problemsOf(window.call('train.start', start))).not.toEqual([]);
  expect(await window.call('runs.list', {})).toEqual([]);
});

it('computes: looks at data, plans memory, and writes a project, but over nothing of others', async () => {
  const dataset = { type: 'points', settings: { rows: 50 } };
  expect((await window.call('data.describe', { dataset })).rows.train).toBe(50);
  expect(await window.call('plan.memory', { document: text, dataset: 0 })).toMatchObject({ problem: null });

  const order = { document: text, path: null, target: 'typescript', folder: '/home/me/project' };
  const { files: written } = await window.call('export.write', order);
  expect(written).toContain('src/model.ts');
  const readme = new TextDecoder().decode(await files.read('/home/me/project/README.md'));
  expect(readme).toContain('Points');
  // once more over its own files, but not over those of others
  expect((await window.call('export.write', order)).files).toEqual(written);
  await files.write('/home/me/other/README.md', 'theirs');
  const blocked = window.call('export.write', { ...order, folder: '/home/me/other' });
  expect(await problemsOf(blocked)).toEqual(['write-failed']);
  expect(await files.list('/home/me/other')).toEqual(['README.md']);
});

/** The whole host without Node: over files in memory, spoken to as a window speaks to it. */
import { beforeEach, expect, it } from 'vitest';
import { documentSchema } from '../engine/graph/document.ts';
import { serialize } from '../engine/graph/file.ts';
import type { Problem } from '../engine/problems.ts';
import type { Message } from '../engine/protocol.ts';
import { MemoryFiles } from '../engine/files/memory.ts';
import { RunFolder } from '../engine/runs/folder.ts';
import type { TrainingEvent } from '../engine/train/events.ts';
import { type Channel, Inbox } from '../engine/wire/channel.ts';
import { connect, type HostConnection } from '../engine/wire/client.ts';
import { computeCalls } from './compute/index.ts';
import { Host } from './host.ts';
import type { ComputeContext, Platform, Trainers } from './platform.ts';

const HOME = '/home/me/.layerloom';
const UNKNOWN = () => Promise.reject(new Error('no engine runs here'));

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

/** Takes two steps of every run, which it records as a training process does. */
const trainers = (files: MemoryFiles): Trainers => ({
  start(folder, mode, onEvent) {
    const train = async (): Promise<void> => {
      const run = new RunFolder(files, folder);
      const { name, engine, device, threads, id } = await run.info();
      const say = (event: TrainingEvent, recorded = true): void => {
        if (recorded) run.append(event);
        onEvent(event);
      };
      await run.rewind(mode === 'resume' ? await run.newest() : null);
      onEvent({ event: 'state', state: 'starting' });
      const rows = { train: 40, validation: 5, test: 5 };
      const facts = { parameters: 6, stepsPerEpoch: 2, epochs: 1, step: 0, rows };
      say({ event: 'started', run: id, name, engine, device, threads, ...facts });
      say({ event: 'state', state: 'running' });
      const pace = { stepsPerSecond: 10, secondsLeft: 0, learningRate: 0.1 };
      say({ event: 'steps', step: [1, 2], loss: [1, 0.5], metrics: {}, ...pace });
      say({ event: 'state', state: 'finished' });
    };
    return { pid: 1, control() {}, kill() {}, ended: train() };
  },
  warmUp() {},
  coolDown() {},
});

function platformOf(files: MemoryFiles): Platform {
  const context: ComputeContext = {
    machine: {
      files,
      dataFiles: () => ({
        read: UNKNOWN,
        packaged: UNKNOWN,
        shipped: UNKNOWN,
        list: UNKNOWN,
        picture: () => new Uint8Array(),
      }),
      engineOf: () => {
        throw new Error('no engine runs here');
      },
      threads: 1,
      availableMemory: () => 2 ** 30,
      breathe: () => Promise.resolve(),
    },
    home: HOME,
    userFolder: '/home/me',
    engines: { list: () => Promise.resolve([]), add: UNKNOWN, remove: UNKNOWN },
  };
  return {
    machine: { files, isTraining: () => false, versions: () => ({ host: 'memory' }) },
    home: HOME,
    userFolder: '/home/me',
    name: 'memory',
    threads: 1,
    trainers: trainers(files),
    startCompute(progress) {
      const calls = computeCalls(context, progress);
      return { call: (name, args) => calls[name](args as never) as never, close() {} };
    },
  };
}

let files: MemoryFiles;
let window: HostConnection;
const openWindow = (): HostConnection => {
  const host = new Host(platformOf(files), { kind: 'browser', dialogs: null, takeFile: () => null });
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

it('offers unsaved work again to the next window of another host', async () => {
  await window.call('autosave.write', { key: 'a', path: null, text, start: { file: '/w.safetensors' } });
  await files.write(`${HOME}/autosave/damaged.json`, '{"te');
  const next = openWindow();
  const kept = await next.call('autosave.list', {});
  expect(kept).toMatchObject([{ key: 'a', path: null, text, run: null, start: { file: '/w.safetensors' } }]);
  await next.call('autosave.drop', { key: 'a' });
  expect(await window.call('autosave.list', {})).toEqual([]);
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

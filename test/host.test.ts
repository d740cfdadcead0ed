/** The whole host over a real WebSocket: what is refused, what is answered, and a training that windows start, steer, lose and find again. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { documentSchema } from '../engine/graph/document.ts';
import { serialize } from '../engine/graph/file.ts';
import { UserError } from '../engine/problems.ts';
import type { Message } from '../engine/protocol.ts';
import type { TrainingEvent } from '../engine/train/events.ts';
import type { HostConnection } from '../engine/wire/client.ts';
import { decode } from '../engine/wire/codec.ts';
import { connectHost } from '../engine/wire/page.ts';
import { Host } from '../host/host.ts';
import { nodePlatform } from '../host/node/platform.ts';
import { startWebHost, type WebHost } from '../host/web/server.ts';
import { CLASSES, smallDocument, temporaryFolder, writePictures } from './training/small.ts';
import { until } from './until.ts';

const home = temporaryFolder();
const base = temporaryFolder();
const documentPath = path.join(base, 'bars.loom');
let host: Host;
let web: WebHost;
const windows: HostConnection[] = [];

beforeAll(async () => {
  writePictures(path.join(base, 'pictures.npz'));
  const files = [documentPath];
  host = new Host(nodePlatform(home), { kind: 'browser', dialogs: null, takeFile: () => files.shift() ?? null });
  web = await startWebHost({ pages: base, port: 0, host });
});
afterAll(async () => {
  for (const window of windows) window.close();
  await host.close();
  await web.close();
});

/** A socket as a page of ours opens it. */
class PageSocket extends WebSocket {
  constructor(url: string) {
    super(url, { origin: new URL(url.replace('ws:', 'http:')).origin });
  }
}

function openWindow(url = web.url): HostConnection {
  const window = connectHost({ location: { href: url }, WebSocket: PageSocket as never, addEventListener() {} });
  windows.push(window);
  return window;
}

function openSocket(): Promise<WebSocket> {
  return new Promise((resolve) => {
    const socket = new PageSocket(new URL('ws', web.url.replace('http:', 'ws:')).href);
    socket.on('open', () => resolve(socket));
  });
}

/** Every event of a run, and a promise of the first that is as wanted. */
function follow(window: HostConnection) {
  const heard: { run: string; event: TrainingEvent }[] = [];
  let waiting: (() => void)[] = [];
  window.on('run.event', (said) => {
    heard.push(said);
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    of: (run: string) => heard.filter((said) => said.run === run).map(({ event }) => event),
    async until(run: string, wanted: (event: TrainingEvent) => boolean, from = 0): Promise<TrainingEvent> {
      for (;;) {
        const found = this.of(run).slice(from).find(wanted);
        if (found) return found;
        await new Promise<void>((resolve) => (waiting = [...waiting, resolve]));
      }
    },
  };
}
const isState = (state: string) => (event: TrainingEvent) => event.event === 'state' && event.state === state;
const stepsOf = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.event === 'steps' ? event.step : []));

describe('a host', () => {
  it('greets, and hands the file it was started with to the first window alone', async () => {
    const window = openWindow();
    expect(await window.call('hello', { protocol: 1 })).toMatchObject({
      protocol: 1,
      shell: 'browser',
      platform: process.platform,
      openFile: documentPath,
    });
    expect((await window.call('hello', { protocol: 1 })).openFile).toBeNull();
    await expect(window.call('hello', { protocol: 2 })).rejects.toThrow('the window speaks version 2');
  });

  it('refuses unknown calls, wrong arguments and names that lead elsewhere, and goes on', async () => {
    const window = openWindow();
    const refused = async (name: string, args: unknown) => {
      const error = await window.call(name as never, args as never).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(error, name).toBeInstanceOf(UserError);
      return (error as UserError).problems.map(({ code }) => code);
    };
    for (const name of ['nothing.here', '__proto__', 'constructor', 'toString'])
      expect(await refused(name, {})).toEqual(['bad-request']);
    expect(await refused('files.open', {})).toEqual(['bad-request']);
    expect(await refused('files.open', { path: 'a\0b' })).toEqual(['bad-request']);
    expect(await refused('files.open', { path: 'a', more: 1 })).toEqual(['bad-request']);
    for (const run of ['..', '.', '../x', 'a/b', 'a\\b', '', 'x'.repeat(200)])
      expect(await refused('runs.get', { run })).toEqual(['bad-request']);
    for (const key of ['../x', 'a.b', ''])
      expect(await refused('autosave.write', { key, path: null, text: '' })).toEqual(['bad-request']);
    expect(
      await refused('model.predict', {
        run: 'x',
        inputs: { a: { dtype: 'float32', shape: [3], data: Float32Array.of(1) } },
      }),
    ).toEqual(['bad-request']);
    expect(
      await refused('model.predict', { run: 'x', inputs: { a: { dtype: 'int32', shape: [1], data: [1] } } }),
    ).toEqual(['bad-request']);
    expect(await refused('runs.get', { run: 'none' })).toEqual(['run-unknown']);
    expect(await refused('train.control', { run: 'none', control: 'stop' })).toEqual(['run-unknown']);
    expect(await refused('files.chooseOpen', { extensions: [] })).toEqual(['unsupported']);
    expect(await refused('train.start', { document: '{', engine: 'onnx', device: 'cpu', threads: 1 })).toEqual([
      'file-damaged',
    ]);
    expect(await window.call('runs.list', {})).toEqual([]);
  });

  it('ends a line that speaks gibberish or shouts, and no other', async () => {
    const window = openWindow();
    await window.call('runs.list', {});
    const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.on('close', resolve));
    for (const gibberish of ['hello', '{"kind":"call"}', Buffer.from([1, 2, 3]), Buffer.alloc(64, 255)]) {
      const socket = await openSocket();
      socket.send(gibberish);
      expect(await closed(socket)).toBe(4007);
    }
    const socket = await openSocket();
    socket.send(Buffer.alloc(161 << 20));
    expect(await closed(socket)).toBe(1009);
    expect(await window.call('runs.list', {})).toEqual([]);
  });

  it('answers calls and nothing else', async () => {
    const socket = await openSocket();
    const answers: Message[] = [];
    socket.on('message', (data: Buffer) => answers.push(decode(data.toString())));
    socket.send(JSON.stringify({ kind: 'event', name: 'run.event', event: {} }));
    socket.send(JSON.stringify({ kind: 'call', id: 5, name: 'files.recent', args: {} }));
    await new Promise((resolve) => socket.once('message', resolve));
    expect(answers).toEqual([{ kind: 'answer', id: 5, result: [] }]);
    socket.close();
  });

  it('keeps unsaved work for the next start', async () => {
    const window = openWindow();
    await window.call('autosave.write', { key: 'window-1', path: documentPath, text: 'first' });
    await window.call('autosave.write', { key: 'window-1', path: documentPath, text: 'second' });
    await window.call('autosave.write', { key: 'window-2', path: null, text: 'unnamed' });
    writeFileSync(path.join(home, 'autosave', 'damaged.json'), '{"te');
    const other = openWindow();
    const keys = async () => (await other.call('autosave.list', {})).map(({ key }) => key).sort();
    // what a living window works on is nobody else's
    expect(await keys()).toEqual(['damaged']);
    window.close();
    await until(async () => expect(await keys()).toEqual(['damaged', 'window-1', 'window-2']));
    expect(await other.call('autosave.take', { key: 'window-1' })).toMatchObject({
      path: documentPath,
      text: 'second',
    });
    expect(await other.call('autosave.take', { key: 'window-2' })).toMatchObject({ path: null, text: 'unnamed' });
    expect(await other.call('autosave.take', { key: 'damaged' })).toBeNull();
    await other.call('autosave.drop', { key: 'window-1' });
    await other.call('autosave.drop', { key: 'window-1' });
    expect(await other.call('autosave.take', { key: 'window-1' })).toBeNull();
    expect(await keys()).toEqual(['damaged']);
  });

  it('opens and saves documents, and remembers them', async () => {
    const window = openWindow();
    const text = serialize(smallDocument());
    const { version } = await window.call('files.save', { path: documentPath, text, overwrite: false });
    expect(await window.call('files.open', { path: documentPath })).toEqual({ path: documentPath, text, version });
    const recent = async () => (await window.call('files.recent', {})).map(({ path }) => path);
    expect(await recent()).toEqual([documentPath]);
    await window.call('files.forget', { path: documentPath });
    await window.call('files.open', { path: documentPath });
    expect(await recent()).toEqual([]);
    await window.call('files.remember', { path: documentPath });
    expect(await recent()).toEqual([documentPath]);
    expect(
      (await window.call('files.list', { folder: base, extensions: ['.loom'] })).entries.map(({ name }) => name),
    ).toEqual(['bars.loom']);
    await expect(window.call('files.save', { path: documentPath, text: 'x', overwrite: false })).rejects.toThrow(
      'was changed by another program',
    );
  });

  it('keeps what a page sends beside its line, once, and nothing of what is given up', async () => {
    const window = openWindow();
    const [data, sent] = [path.join(home, 'data'), path.join(home, 'data', 'sent')];
    const id = '0123456789abcdef';
    const send = (body: Uint8Array<ArrayBuffer> | ReadableStream, signal?: AbortSignal) => {
      const at = new URL(`sent/${id}`, web.url);
      return fetch(at, { method: 'POST', body, headers: { origin: at.origin }, duplex: 'half', signal } as RequestInit);
    };
    const content = new Uint8Array(9 << 20).map((_, i) => i % 251);
    const kept = [];
    for (const _ of [1, 2]) {
      expect((await send(content)).status).toBe(204);
      kept.push((await window.call('data.keep', { name: 'large.npy', content: id })).path);
    }
    expect(kept[1]).toBe(kept[0]);
    expect(kept[0]!.startsWith(data)).toBe(true);
    expect(readFileSync(kept[0]!).equals(content)).toBe(true);
    expect(readdirSync(sent)).toEqual([]);

    const givenUp = new AbortController();
    const endless = new ReadableStream({
      async pull(to) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        to.enqueue(content.subarray(0, 1 << 16));
      },
    });
    const failed = send(endless, givenUp.signal).catch((error: Error) => error.name);
    await until(() => expect(statSync(path.join(sent, id)).size).toBeGreaterThan(0));
    givenUp.abort();
    expect(await failed).toBe('AbortError');
    await until(() => expect(readdirSync(sent)).toEqual([]));
  });

  it('shows data beside the document, with numbers as they are', async () => {
    const window = openWindow();
    const { dataset } = smallDocument().data;
    const asked = { dataset: { type: dataset!.type, settings: dataset!.settings as never }, path: documentPath };
    expect((await window.call('data.describe', asked)).rows).toEqual({ train: 407, validation: null, test: null });
    const { x, y } = await window.call('data.sample', { ...asked, split: 'train', offset: 400, count: 50 });
    expect([x!.shape, x!.data.constructor.name, y!.shape, y!.data.constructor.name]).toEqual([
      [7, 1, 8, 8],
      'Float32Array',
      [7],
      'Int32Array',
    ]);
    await expect(window.call('data.describe', { ...asked, path: null })).rejects.toThrow('was not found');
  });
});

describe('a training', () => {
  it('is started, paused, found by a later window, resumed, stopped, and asked about', async () => {
    const first = openWindow();
    const heard = follow(first);
    const document = serialize(smallDocument({ epochs: 100_000 }));
    const { run } = await first.call('train.start', {
      document,
      path: documentPath,
      engine: 'onnx',
      device: 'cpu',
      threads: 1,
    });
    await heard.until(run, (event) => event.event === 'epoch');
    expect(await first.call('runs.list', {})).toMatchObject([
      { id: run, name: 'Bars', state: 'running', resumable: false, epochs: 100_000 },
    ]);
    await expect(first.call('runs.remove', { run })).rejects.toThrow('is still being trained');
    await expect(first.call('train.resume', { run })).rejects.toThrow('is still being trained');

    await first.call('train.control', { run, control: 'pause' });
    await heard.until(run, isState('paused'));

    // another window, and the first one reloaded: each learns everything once and hears the rest
    const second = openWindow();
    const late = follow(second);
    const { summary, events, document: trained } = await second.call('runs.get', { run });
    expect(summary).toMatchObject({ id: run, state: 'paused' });
    expect(trained).toBe(document);
    expect(events).toEqual(heard.of(run).filter((event) => !isState('starting')(event)));
    await second.call('train.control', { run, control: 'resume' });
    await late.until(run, (event) => event.event === 'steps');
    expect(late.of(run)[0]).toEqual({ event: 'state', state: 'running' });

    await second.call('train.control', { run, control: 'stop' });
    await late.until(run, isState('stopped'));
    const whole = [...events, ...late.of(run)];
    const steps = stepsOf(whole);
    expect(steps).toEqual(steps.map((_, i) => i + 1));
    expect(whole.filter(({ event }) => event === 'finished')).toHaveLength(1);
    // what is on the disk is what was said
    const kept = await first.call('runs.get', { run });
    expect(kept.summary).toMatchObject({ state: 'stopped' });
    expect(stepsOf(kept.events)).toEqual(steps);

    const { metrics, rows, confusion, mistakes } = await first.call('model.evaluate', {
      run,
      split: 'test',
      mistakes: 3,
    });
    expect(confusion!.counts.reduce((a, b) => a + b)).toBe(rows);
    expect(metrics.accuracy).toBeGreaterThan(0.5);
    for (const { input } of mistakes) expect(input.data).toBeInstanceOf(Float32Array);
    const answer = await first.call('model.predict', {
      run,
      inputs: { input: { dtype: 'float32', shape: [1, 1, 8, 8], data: new Float32Array(64).fill(100) } },
    });
    const shares = answer['readout:dense']!;
    expect(shares.shape).toEqual([1, CLASSES]);
    expect([...shares.data].reduce((a, b) => a + b)).toBeCloseTo(1, 5);

    await first.call('runs.remove', { run });
    expect(await first.call('runs.list', {})).toEqual([]);
  });

  it('that dies is told with its reason, kept with its checkpoint, and goes on when it is resumed', async () => {
    const window = openWindow();
    const heard = follow(window);
    const document = serialize(smallDocument({ epochs: 100_000 }));
    const { run } = await window.call('train.start', {
      document,
      path: documentPath,
      engine: 'onnx',
      device: 'cpu',
      threads: 1,
    });
    await heard.until(run, (event) => event.event === 'checkpoint');
    const { pid } = JSON.parse(readFileSync(path.join(home, 'runs', run, 'run.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    const failed = await heard.until(run, (event) => event.event === 'failed');
    expect(failed).toMatchObject({ problem: { code: 'engine-died' } });
    await heard.until(run, isState('failed'));
    const before = heard.of(run).length;
    await window.call('train.resume', { run });
    await heard.until(run, (event) => event.event === 'steps', before);
    await window.call('train.control', { run, control: 'stopAndKeepBest' });
    await heard.until(run, isState('stopped'), before);
    const { events } = await window.call('runs.get', { run });
    const steps = stepsOf(events);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps).toEqual(steps.map((_, i) => i + 1));
    expect(events.some(({ event }) => event === 'failed')).toBe(false);
  });

  it('that cannot begin says why: at once for the graph, from the run for the data', async () => {
    const window = openWindow();
    const heard = follow(window);
    const runtime = { path: documentPath, engine: 'onnx', device: 'cpu', threads: 1 } as const;
    const unwired = documentSchema.parse({ ...smallDocument(), graph: { ...smallDocument().graph, edges: [] } });
    await expect(window.call('train.start', { document: serialize(unwired), ...runtime })).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code: 'input-missing', node: 'conv' })]) as unknown,
    });
    const { run } = await window.call('train.start', {
      document: serialize(smallDocument({}, 'nowhere.npz')),
      ...runtime,
    });
    expect(await heard.until(run, (event) => event.event === 'failed')).toMatchObject({
      problem: { code: 'dataset-missing' },
    });
    await heard.until(run, isState('failed'));
    expect((await window.call('runs.list', {})).find(({ id }) => id === run)).toMatchObject({
      state: 'failed',
      resumable: false,
    });
  });

  it('and its exported project go where they are told', async () => {
    const window = openWindow();
    const folder = path.join(base, 'project');
    const mnist = serialize((await import('../templates/index.ts')).templateOf('mnist-cnn')!.make());
    const { files } = await window.call('export.write', { document: mnist, target: 'typescript', folder });
    expect(files).toContain('src/model.ts');
    expect(existsSync(path.join(folder, 'package.json'))).toBe(true);
    await expect(window.call('export.write', { document: mnist, target: 'fortran', folder })).rejects.toMatchObject({
      problems: [{ code: 'export-unsupported' }],
    });
  });

  it('ends with a checkpoint when the host ends, and another host finds it', async () => {
    const folder = temporaryFolder();
    const own = new Host(nodePlatform(folder), { kind: 'browser', dialogs: null, takeFile: () => null });
    const server = await startWebHost({ pages: base, port: 0, host: own });
    const window = openWindow(server.url);
    const heard = follow(window);
    const { run } = await window.call('train.start', {
      document: serialize(smallDocument({ epochs: 100_000 })),
      path: documentPath,
      engine: 'onnx',
      device: 'cpu',
      threads: 1,
    });
    await heard.until(run, (event) => event.event === 'steps');
    await own.close();
    await server.close();
    expect(readdirSync(path.join(folder, 'runs', run, 'checkpoints')).length).toBeGreaterThan(0);
    const next = new Host(nodePlatform(folder), { kind: 'browser', dialogs: null, takeFile: () => null });
    const again = await startWebHost({ pages: base, port: 0, host: next });
    const later = openWindow(again.url);
    expect(await later.call('runs.list', {})).toMatchObject([{ id: run, state: 'stopped', resumable: true }]);
    await next.close();
    await again.close();
  });
});

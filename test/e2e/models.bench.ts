/**
 * What opening a model of 100 MB takes: `npm run bench:window -- models`. `MODELS="a.onnx b.keras c"` are opened beside it, c being a folder with
 * a model in several files. Each is dropped on a window and given up, then opened.
 * `NETWORK=a.loom WEIGHTS="a.safetensors a.pth"` drops each of these on the network that is open.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from 'onnx-buf';
import { node } from '../../engine/targets/onnxFile/graph.ts';
import { expect, test } from './host.ts';
import { dropped, droppedOn } from './walk.ts';

/** Milliseconds, and how many times the size of its file a model may take beside what the program does. */
const [OPENS_WITHIN, LONGEST_FRAME, MEMORY] = [5000, 250, 3];
/** What the process that reads takes before it does, in bytes. */
const PROGRAM = 120e6;

test('a model of 100 MB opens, and the window never waits', async ({ page, startShell }, { outputDir }) => {
  mkdirSync(outputDir, { recursive: true });
  const made = path.join(outputDir, 'residual.onnx');
  writeFileSync(made, residualModel(11, 512));
  for (const file of [made, ...(process.env.MODELS?.split(' ') ?? [])]) {
    const home = path.join(outputDir, `home of ${path.basename(file)}`);
    const shell = await startShell(home);
    await page.goto(shell.url);
    await dropped(page, file);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click({ timeout: 20_000 });
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Learn from a table…' })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);

    const size = sizeOf(file);
    const watched = page.evaluate(framesUntilSeen);
    await droppedOn(page, file);
    const { frames, shares, took, late } = await watched;
    const longest = Math.max(...frames);
    const most = mostMemory(home);
    console.log(
      `${path.basename(file)}, ${(size / 1e6).toFixed(0)} MB: open in ${(took / 1000).toFixed(2)} s, longest frame ` +
        `${longest.toFixed(0)} ms, ${(most / 1e6).toFixed(0)} MB at most (${(most / size).toFixed(2)} times), progress ` +
        `${shares.join(' ')}, frames that came late: ${late.join(', ')}`,
    );
    expect.soft(took, 'time').toBeLessThan(OPENS_WITHIN);
    expect.soft(longest, 'longest frame').toBeLessThan(LONGEST_FRAME);
    expect.soft((most - PROGRAM) / size, 'memory').toBeLessThan(MEMORY);
    await page.goto('about:blank');
    await shell.end();
  }
});

test('weights of 100 MB are held against the network that is open', async ({ page, startShell }, { outputDir }) => {
  const { NETWORK, WEIGHTS } = process.env;
  test.skip(!NETWORK || !WEIGHTS, 'NETWORK and WEIGHTS say which');
  for (const file of WEIGHTS!.split(' ')) {
    const home = path.join(outputDir, `home of ${path.basename(file)}`);
    const shell = await startShell(home);
    await page.goto(shell.url);
    await dropped(page, NETWORK!);
    await expect(page.locator('.react-flow__node').first()).toBeVisible();
    const began = performance.now();
    await droppedOn(page, file);
    await expect(page.getByRole('dialog', { name: `Weights from ${path.basename(file)}` })).toBeVisible();
    const took = performance.now() - began;
    const [size, most] = [sizeOf(file), mostMemory(home)];
    console.log(
      `${path.basename(file)}, ${(size / 1e6).toFixed(0)} MB: told in ${(took / 1000).toFixed(2)} s, ` +
        `${(most / 1e6).toFixed(0)} MB at most (${(most / size).toFixed(2)} times)`,
    );
    expect.soft(took, 'time').toBeLessThan(OPENS_WITHIN);
    expect.soft((most - PROGRAM) / size, 'memory').toBeLessThan(MEMORY);
    await page.goto('about:blank');
    await shell.end();
  }
});

/** Of a file, or of all in a folder. */
const sizeOf = (file: string): number =>
  statSync(file).isDirectory()
    ? readdirSync(file).reduce((sum, name) => sum + statSync(path.join(file, name)).size, 0)
    : statSync(file).size;

/** Convolutions of three by three places one behind the other, two of them in each residual unit. */
function residualModel(convolutions: number, channels: number): Uint8Array {
  const dims = [1n, BigInt(channels), 14n, 14n].map((value, axis) => ({
    value: axis === 0 ? { case: 'dimParam' as const, value: 'N' } : { case: 'dimValue' as const, value },
  }));
  const typed = (name: string) => ({
    name,
    type: { value: { case: 'tensorType' as const, value: { elemType: 1, shape: { dim: dims } } } },
  });
  const kernel = Float32Array.from({ length: channels * channels * 9 }, (_, i) => Math.sin(i) / 100);
  const initializer = Array.from({ length: convolutions }, (_, i) =>
    create(TensorProtoSchema, {
      name: `conv${i}.weight`,
      dataType: 1,
      dims: [channels, channels, 3, 3].map(BigInt),
      rawData: new Uint8Array(kernel.buffer),
    }),
  );
  const nodes = Array.from({ length: convolutions }, (_, i) => [
    node('Conv', [i === 0 ? 'x' : `out${i - 1}`, `conv${i}.weight`], [`map${i}`], { pads: [1, 1, 1, 1] }),
    node('Relu', [`map${i}`], [i % 2 === 0 ? `out${i}` : `relu${i}`]),
    ...(i % 2 === 0 ? [] : [node('Add', [`relu${i}`, i === 1 ? 'x' : `out${i - 2}`], [`out${i}`])]),
  ]).flat();
  const output = [typed(`out${convolutions - 1}`)];
  const graph = create(GraphProtoSchema, { name: 'residual', node: nodes, initializer, input: [typed('x')], output });
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 9n, opsetImport: [{ domain: '', version: 21n }], graph }),
  );
}

/** In the page: the milliseconds between frames until a network is on the canvas, and how far the work was said to be. */
function framesUntilSeen(): Promise<{ frames: number[]; shares: string[]; took: number; late: string[] }> {
  return new Promise((resolve) => {
    const frames: number[] = [];
    const shares: string[] = [];
    const late: string[] = [];
    const began = performance.now();
    let last = began;
    let seen = 0;
    const frame = () => {
      const now = performance.now();
      frames.push(now - last);
      if (now - last > 50) late.push(`${(now - last).toFixed(0)} ms at ${(now - began).toFixed(0)}`);
      last = now;
      const [share] = /\d+ %/.exec(document.querySelector('[role="dialog"]')?.textContent ?? '') ?? [];
      if (share && share !== shares.at(-1)) shares.push(share);
      // and a second after that
      if (seen === 0 && document.querySelector('.react-flow__node')) seen = now;
      if ((seen > 0 && now - seen > 1000) || frames.length > 3600)
        resolve({ frames, shares, took: seen - began, late });
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** The most memory that a process of the shell's has taken, in bytes: of those that read models. */
function mostMemory(home: string): number {
  const sizes = readdirSync('/proc').flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`LAYERLOOM_HOME=${home}`)) return [];
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('compute-process')) return [];
      return [1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])];
    } catch {
      return [];
    }
  });
  return Math.max(0, ...sizes);
}

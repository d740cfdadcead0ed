/**
 * The page of an exported TypeScript project, as a person has it: a network that was trained leaves for a folder, `npm run build` bundles
 * its page, and Chromium shows it. What the page says of a row, a text and numbers is what `npm start` says. `npm run test:typescript`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../../engine/data/formats/npy.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the projects find its node_modules
const folder = path.join(root, 'node_modules', '.loom-pages');
const at = (...names: string[]) => path.join(folder, ...names);
/** How long a page may take on a machine with much else to do. */
const WAIT = { timeout: 60_000 };
let browser: Browser | undefined;
const servers: Server[] = [];

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // the build's own files have no types
  const build: { findChromium(): string | undefined } = await import(path.join(root, 'build', 'chromium.mjs'));
  const executablePath = build.findChromium();
  // Chromium's own sandbox does not work for root
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ args, ...(executablePath && { executablePath }) });
});
afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
});

function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}
const loom = (...args: string[]) => run(folder, process.execPath, path.join(root, 'cli', 'loom.mjs'), ...args);

/** Trains a document and writes its project, whose page is bundled. */
function leave(document: string, name: string, ...training: string[]): void {
  loom('train', document, '--out', `${name}-run`, ...training);
  loom('export', document, '--to', 'typescript', '--weights', `${name}-run`, '--out', name, '--no-parity');
  run(at(name), 'npm', 'run', 'build');
}

/** The project's page; what it complains of in the console fails the test. */
async function open(name: string, complaints: string[]): Promise<Page> {
  const types: Readonly<Record<string, string>> = {
    html: 'text/html',
    js: 'text/javascript',
    wasm: 'application/wasm',
  };
  const server = createServer(({ url }, answer) => {
    const file = at(name, 'page', url === '/' ? 'index.html' : path.basename(url!));
    if (!existsSync(file)) return answer.writeHead(404).end();
    return answer.writeHead(200, { 'content-type': types[file.split('.').at(-1)!] ?? '' }).end(readFileSync(file));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const page = await browser!.newPage({ viewport: { width: 1000, height: 700 } });
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return page;
}

/** Where pictures of the pages go, for who wants to look at them. */
const look = async (page: Page, name: string) => {
  const { LOOM_PICTURES: pictures } = process.env;
  if (!pictures) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(pictures, `page-${name}-${colorScheme}.png`) });
  }
};

/** What the page says of each class, in per cent with a decimal. */
const percents = (page: Page): Promise<string[]> => page.locator('#answer .percent').allInnerTexts();
const answer = (page: Page) => page.locator('#answer').innerText();
const inPercent = (shares: readonly number[]): string[] => shares.map((share) => `${(100 * share).toFixed(1)} %`);

/** What `npm start` says of a table of one row, class by class. */
function foretold(name: string, table: string): string[] {
  writeFileSync(at('row.csv'), table);
  run(at(name), 'npm', 'start', '--', '../row.csv');
  const [file] = readdirSync(at(name, 'predictions')).filter((one) => one.endsWith('.csv'));
  const [, row] = readFileSync(at(name, 'predictions', file!), 'utf8')
    .trim()
    .split('\n');
  return inPercent(row!.split(',').slice(0, -1).map(Number));
}

it('a form of columns', async () => {
  const rows = Array.from({ length: 240 }, (_, i) => {
    const [kind, far] = [i % 3, (i * 7) % 10];
    return [(4 * kind + far / 10).toFixed(1), ['north', 'south'][far % 2], ['ash', 'birch', 'cedar'][kind]].join(',');
  });
  writeFileSync(at('trees.csv'), ['height,side,species', ...rows, ''].join('\n'));
  loom('new', '--data', 'trees.csv', '--target', 'species', '--out', 'trees.loom');
  leave('trees.loom', 'trees', '--epochs', '10');
  const complaints: string[] = [];
  const page = await open('trees', complaints);
  // it begins with a row of the data
  await expect.poll(() => percents(page), WAIT).toHaveLength(3);
  await page.getByLabel('height').fill('5.5');
  await page.getByLabel('side').selectOption('south');
  await expect.poll(() => percents(page), WAIT).toEqual(foretold('trees', 'height,side\n5.5,south\n'));
  await look(page, 'form');
  // what cannot be read, and what the network cannot do without, is said where the answer stands
  await page.getByLabel('height').fill('tall');
  await expect.poll(() => answer(page), WAIT).toBe('"tall" in the column "height" is not understood.');
  await page.getByLabel('height').fill('');
  await expect.poll(() => answer(page), WAIT).toBe('Fill in height.');
  await look(page, 'form-empty');
  expect(complaints).toEqual([]);
});

it('a text', async () => {
  const words = { good: ['fine', 'lovely', 'great'], bad: ['awful', 'dull', 'poor'] };
  const rows = Array.from({ length: 200 }, (_, i) => {
    const label = i % 2 === 0 ? 'good' : 'bad';
    const list = words[label];
    return `"a ${list[i % 3]} and ${list[(i >> 1) % 3]} film, ${i}",${label}`;
  });
  writeFileSync(at('films.csv'), ['review,verdict', ...rows, ''].join('\n'));
  loom('new', '--data', 'films.csv', '--target', 'verdict', '--out', 'films.loom');
  leave('films.loom', 'films', '--epochs', '5');
  const complaints: string[] = [];
  const page = await open('films', complaints);
  await expect.poll(() => answer(page), WAIT).toBe('Write something.');
  for (const text of ['a lovely and great film', 'a dull and awful film', 'words it has never read']) {
    await page.getByLabel('review').fill(text);
    await expect.poll(() => percents(page), WAIT).toEqual(foretold('films', `review\n${text}\n`));
  }
  await look(page, 'text');
  await page.getByLabel('review').fill('  ');
  await expect.poll(() => answer(page), WAIT).toBe('Write something.');
  expect(complaints).toEqual([]);
});

it('numbers', async () => {
  const x = Float32Array.from({ length: 4 * 120 }, (_, i) => Math.sin(i));
  writeFileSync(at('x.npy'), writeNpy({ shape: [120, 4], data: x }));
  const y = Int32Array.from({ length: 120 }, (_, i) => Number(x[4 * i]! > 0));
  writeFileSync(at('y.npy'), writeNpy({ shape: [120], data: y }));
  writeFileSync(at('sign.loom'), JSON.stringify(SIGN));
  leave('sign.loom', 'sign', '--epochs', '5');
  writeFileSync(at('row.npy'), writeNpy({ shape: [1, 4], data: Float32Array.of(0.9, -0.2, 0.1, 0.4) }));
  run(at('sign'), 'npm', 'start', '--', '../row.npy');
  const raw = [...readNpy(readFileSync(at('sign', 'predictions', 'out.npy'))).data].map((one) => Math.exp(Number(one)));
  const sum = raw.reduce((a, b) => a + b);
  const complaints: string[] = [];
  const page = await open('sign', complaints);
  await page.getByLabel('x').fill('0.9, -0.2 0.1\n0.4');
  await expect.poll(() => percents(page), WAIT).toEqual(inPercent(raw.map((one) => one / sum)));
  await look(page, 'numbers');
  for (const [wrong, said] of [
    ['0.9 0.1', 'The network reads 4 numbers, and there are 2.'],
    ['0.9 0.1 x 0.4', '"x" is no number.'],
  ] as const) {
    await page.getByLabel('x').fill(wrong);
    await expect.poll(() => answer(page), WAIT).toBe(said);
  }
  expect(complaints).toEqual([]);
});

const place = { position: { x: 0, y: 0 } };
const SIGN = {
  format: 'loom',
  version: 1,
  name: 'Sign',
  graph: {
    nodes: [
      { id: 'x', type: 'input', settings: { shape: [4] }, ...place },
      { id: 'out', type: 'dense', settings: { units: 2 }, ...place },
    ],
    edges: [{ from: { node: 'x', port: 'output' }, to: { node: 'out', port: 'input' } }],
  },
  data: {
    dataset: { type: 'numpy', settings: { inputs: 'x.npy', targets: 'y.npy' } },
    inputs: { x: { column: 'input', transforms: [] } },
    targets: { target: { column: 'target' } },
  },
  training: { losses: [{ loss: { type: 'crossEntropy' } }], batchSize: 12, learningRate: 0.05 },
};

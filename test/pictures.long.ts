/**
 * From pictures to an exported project, from the command line as a person would go: a folder of pictures by class with augmentation,
 * and pairs of pictures and masks on a disk. The figures of the exported project are those of the run. `npm run test:long`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeShapes } from './shapes.ts';

const root = path.resolve(import.meta.dirname, '..');
// inside the checkout, so that the projects find its node_modules
const folder = mkdtempSync(path.join(root, 'node_modules', '.loom-pictures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]) => path.join(folder, ...names);
const run = (program: string[], cwd = folder): string =>
  execFileSync(process.execPath, program, {
    ...{ cwd, encoding: 'utf8' as const, maxBuffer: 1 << 28 },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
const loom = (...args: string[]): string => run([path.join(root, 'cli', 'loom.mjs'), ...args]);

interface Finished {
  readonly test: Readonly<Record<string, number>>;
}
const SIZE = 32;
const KINDS = 4;

beforeAll(() => writeShapes(folder, { rows: 800, size: SIZE, kinds: KINDS }), 120_000);

/** A template's document with other data. */
function made(
  name: string,
  template: string[],
  data: Record<string, unknown>,
  training: Record<string, unknown>,
): void {
  loom('new', ...template, '--out', `${name}.loom`);
  const document = JSON.parse(readFileSync(at(`${name}.loom`), 'utf8'));
  Object.assign(document.data, data);
  Object.assign(document.training, training);
  writeFileSync(at(`${name}.loom`), JSON.stringify(document));
}

/** Trains, exports with the weights, and lets the exported project judge them on its own test rows. */
function walked(name: string): { readonly ours: Finished['test']; readonly theirs: Finished['test'] } {
  const said = loom('train', `${name}.loom`, '--out', `${name}-run`, '--json').trim().split('\n');
  const { test: ours } = JSON.parse(said.at(-1)!) as Finished;
  loom(
    'export',
    `${name}.loom`,
    '--to',
    'typescript',
    '--weights',
    `${name}-run`,
    '--out',
    `${name}-project`,
    '--no-parity',
  );
  const project = at(`${name}-project`);
  symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
  const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const judged = run([tsx, 'src/evaluate.ts'], project).trim().split('\n').at(-1)!;
  // a few steps of the project's own training on augmented rows
  expect(run([tsx, 'src/train.ts', '--steps', '3', '--epochs', '1'], project)).toContain('loss');
  return { ours, theirs: JSON.parse(judged) as Finished['test'] };
}

it('a folder of pictures is learned with augmentation, and an exported project judges alike', () => {
  made(
    'classes',
    ['cifar-resnet', '--set', `classes=${KINDS}`, '--set', `size=${SIZE}`, '--set', 'depth=20', '--set', 'width=0.5'],
    {
      dataset: { type: 'pictures', settings: { folder: at('classes'), width: SIZE, height: SIZE } },
      augment: [
        { type: 'flip', settings: {} },
        { type: 'shift', settings: { border: 'mirror' } },
        { type: 'colour', settings: { hue: 0.1 } },
      ],
    },
    { epochs: 12, batchSize: 32, optimizer: { type: 'adam', settings: {} }, learningRate: 0.003 },
  );
  const { ours, theirs } = walked('classes');
  console.log('classes', ours, theirs);
  expect(ours.accuracy).toBeGreaterThan(0.85);
  expect(theirs.accuracy! - ours.accuracy!).toBeCloseTo(0, 2);
  expect(theirs.loss! - ours.loss!).toBeCloseTo(0, 3);
}, 1_800_000);

it('pictures are cut into parts by their masks, and an exported project judges alike', () => {
  made(
    'pairs',
    ['unet', '--set', `classes=${KINDS + 1}`, '--set', `size=${SIZE}`, '--set', 'depth=2', '--set', 'width=0.125'],
    {
      dataset: { type: 'picture-pairs', settings: { folder: at('pairs'), width: SIZE, height: SIZE } },
      augment: [
        { type: 'rotate', settings: {} },
        { type: 'colour', settings: {} },
      ],
    },
    { epochs: 8, batchSize: 16, optimizer: { type: 'adam', settings: {} }, learningRate: 0.003 },
  );
  const { ours, theirs } = walked('pairs');
  console.log('pairs', ours, theirs);
  expect(ours.accuracy ?? ours.iou).toBeGreaterThan(0.6);
  for (const name of Object.keys(ours)) expect(Number(theirs[name]) - Number(ours[name]), name).toBeCloseTo(0, 2);
}, 1_800_000);

/**
 * An exported PyTorch project trained by its own `train.py`: in one process, in two (copied and sharded), stopped and resumed. The losses of
 * fifty steps are the engine's, and its record is a run that the engine reads. `npm run test:pytorch`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readSafetensors } from '../../engine/data/formats/safetensors.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { python } from './python.ts';
import { document, trainedByEngine } from './trained.ts';

const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-pytorch-processes');
const STEPS = 50;
let wanted: readonly number[] = [];

beforeAll(async () => {
  wanted = (await trainedByEngine(pytorch, folder, STEPS)).losses;
});

/** The losses in the record of a run. */
function lossesOf(run: string): number[] {
  const events = readFileSync(path.join(folder, run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return events.flatMap((event) => (event.event === 'steps' ? event.loss : []));
}
const common = (run: string) => [
  'train.py',
  '--from',
  'weights.safetensors',
  '--device',
  'cpu',
  '--workers',
  '0',
  '--record',
  run,
  '--out',
  `${run}.safetensors`,
];
const start = (...args: string[]) =>
  execFileSync(python(), ['-B', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
const many = ['-m', 'torch.distributed.run', '--nproc-per-node=2', '--master-port=29531'];
const close = (given: readonly number[]) => {
  expect(given.length).toBe(wanted.length);
  given.forEach((loss, i) => expect(Math.abs(loss - wanted[i]!) / wanted[0]!, `step ${i + 1}`).toBeLessThan(1e-4));
};

it('one process takes the engine’s steps', () => {
  start(...common('one'), '--steps', String(STEPS));
  close(lossesOf('one'));
});
it('so does one with processes that read the data', () => {
  start(...common('workers'), '--steps', String(STEPS), '--workers', '2');
  close(lossesOf('workers'));
});
it('two processes take the same', () => {
  start(...many, ...common('two'), '--steps', String(STEPS));
  close(lossesOf('two'));
});
it('two that go on from the checkpoint of two take the same', () => {
  start(...many, ...common('stopped'), '--steps', '30');
  start(...many, ...common('stopped'), '--steps', String(STEPS), '--resume');
  close(lossesOf('stopped'));
});
it('two between which the network is sharded take the same, left and taken up again', () => {
  start(...many, ...common('sharded'), '--fsdp', '--steps', '30');
  start(...many, ...common('sharded'), '--fsdp', '--steps', String(STEPS), '--resume');
  close(lossesOf('sharded'));
});
it('its record is a run, whose weights bear the names that the engine has for them', async () => {
  start(...common('whole'));
  const run = new RunFolder(disk, path.join(folder, 'whole'));
  expect((await run.info()).name).toBe('Two processes');
  expect((await run.document()).graph).toEqual(document.graph);
  const weights = readSafetensors(readFileSync(path.join(folder, 'whole', 'weights.safetensors')));
  expect([...weights.keys()].sort()).toEqual([
    'conv.bias',
    'conv.weight',
    'hidden.bias',
    'hidden.weight',
    'out.bias',
    'out.weight',
  ]);
  expect(start('evaluate.py', '--weights', 'whole.safetensors', '--split', 'validation')).toMatch(/"accuracy": 0\.\d+/);
  expect(start('predict.py', '--weights', 'whole.safetensors', 'x.npy')).toContain('out: (300, 3)');
});

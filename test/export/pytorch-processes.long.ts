/**
 * An exported PyTorch project trained by its own `train.py`: in one process, in two (copied and sharded), stopped and resumed, and with a
 * process that is killed. The losses of fifty steps are the engine's, and its record is a run that the engine reads. `npm run test:pytorch`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readSafetensors } from '../../engine/data/formats/safetensors.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { accumulating, accumulatingEvenly, document } from './trained.ts';
import { dying, STEPS, TrainedProject } from './trainedPytorch.ts';

const project = await TrainedProject.write('processes');
const many = ['-m', 'torch.distributed.run', '--nproc-per-node=2', '--master-port=29531'];
const steps = (count: number) => ['--steps', String(count)];

it('one process takes the engine’s steps', () => {
  project.train('one', steps(STEPS));
  project.holds('one');
});
it('so does one with processes that read the data', () => {
  project.train('workers', [...steps(STEPS), '--workers', '2']);
  project.holds('workers');
});
it('two processes take the same', () => {
  project.train('two', steps(STEPS), many);
  project.holds('two');
});
it('two that go on from the checkpoint of two take the same', () => {
  project.train('stopped', steps(30), many);
  project.train('stopped', [...steps(STEPS), '--resume'], many);
  project.holds('stopped');
});
it('two between which the network is sharded take the same, left and taken up again', () => {
  project.train('sharded', [...steps(30), '--fsdp'], many);
  project.train('sharded', [...steps(STEPS), '--fsdp', '--resume'], many);
  project.holds('sharded');
});
it.each([
  ['one process', accumulating, [], []],
  ['two processes', accumulating, [], many],
  ['two processes, evenly', accumulatingEvenly, [], many],
  ['two between which the network is sharded', accumulatingEvenly, ['--fsdp'], many],
])(
  '%s: updates after two batches are the engine’s, left between the two and taken up again',
  async (name, trained, more, how) => {
    const added = await TrainedProject.write('accumulating', trained);
    added.train(name, [...steps(25), ...more], how);
    added.train(name, [...steps(STEPS), ...more, '--resume'], how);
    added.holds(name);
  },
);
it('of two the second is killed: torchrun starts both again, or a person does, and the steps are the same', async () => {
  const mortal = await TrainedProject.write('mortal');
  dying(mortal.folder, 30);
  const again = [...steps(STEPS), '--checkpoint-every', '0', '--resume'];
  const restarting = [...many.filter((one) => !one.startsWith('--master')), '--max-restarts=2', '--rdzv-backend=c10d'];
  // its own restart does not come through each time
  const tries = [1, 2, 3, 4].find(() => mortal.tries('killed', again, [...restarting, '--rdzv-endpoint=localhost:0']));
  expect(mortal.diedAt(), 'the process was killed').toBe(30);
  console.info(`torchrun was started ${tries} times`);
  mortal.holds('killed');
});
it('its record is a run, whose weights bear the names that the engine has for them', async () => {
  project.train('whole');
  const run = new RunFolder(disk, path.join(project.folder, 'whole'));
  expect((await run.info()).name).toBe('Two processes');
  expect((await run.document()).graph).toEqual(document.graph);
  const weights = readSafetensors(readFileSync(path.join(project.folder, 'whole', 'weights.safetensors')));
  expect([...weights.keys()].sort()).toEqual([
    'conv.bias',
    'conv.weight',
    'hidden.bias',
    'hidden.weight',
    'out.bias',
    'out.weight',
  ]);
  expect(project.start('evaluate.py', '--weights', 'whole.safetensors', '--split', 'validation')).toMatch(
    /"accuracy": 0\.\d+/,
  );
  expect(project.start('predict.py', '--weights', 'whole.safetensors', 'x.npy')).toContain('out: (300, 3)');
});

/**
 * An exported PyTorch project on a local Ray cluster: its own `cluster/ray_train.py` with two workers takes the engine's fifty steps, also where
 * one of them is killed. `npm run test:pytorch` (PYTHON with `ray[train]`).
 */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { python } from './python.ts';
import { dying, STEPS, TrainedProject } from './trainedPytorch.ts';

const { status } = spawnSync(python(), ['-c', 'import ray.train'], { stdio: 'ignore' });
const reason = status === 0 ? '' : `: not run, ${python()} has no ray (pip install "ray[train]")`;

it.skipIf(reason)(`two workers take the engine’s steps${reason}`, async () => {
  const project = await TrainedProject.write('ray');
  project.start('cluster/ray_train.py', '--workers', '2', '--', ...project.arguments('run'), '--steps', String(STEPS));
  project.holds('run');
});

it.skipIf(reason)(`a worker that is killed is started again, and the steps are the same${reason}`, async () => {
  const project = await TrainedProject.write('ray-mortal');
  dying(project.folder, 30);
  const more = ['--steps', String(STEPS), '--checkpoint-every', '0'];
  project.start('cluster/ray_train.py', '--workers', '2', '--', ...project.arguments('run'), ...more);
  expect(project.diedAt()).toBe(30);
  project.holds('run');
});

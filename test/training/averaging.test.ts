/** Averages of the weights, statistics of steps, noise on the gradients and factored slots in a run: what is evaluated and saved, and that a run that was cut off goes on to the same bits. */
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { disk } from '../../engine/node/files/disk.ts';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readWeights } from '../../engine/runs/folder.ts';
import { evaluateWeights } from '../../engine/train/evaluateWeights.ts';
import { averaged } from '../../engine/train/store.ts';
import { follow } from './in-process.ts';
import { smallDocument, temporaryFolder, trainSmall, writePictures } from './small.ts';

const base = temporaryFolder();
writePictures(path.join(base, 'pictures.npz'));

it('evaluates and saves the averages, learns on with the weights, and resumes bit for bit', async () => {
  const document = smallDocument({
    optimizer: { type: 'adafactor', settings: {} },
    averaging: { type: 'exponential', decay: 0.9, start: 3, every: 1 },
    gradientNoise: { deviation: 0.01, decay: 0.5 },
    statisticsEvery: 7,
    learningRate: 0.05,
  });
  const { run, events } = await trainSmall(base, 'whole', document);
  const last = (await run.newest())!.tensors;
  const epoch = events.findLast((event) => event.event === 'epoch')!;
  const best = events.findLast((event) => event.event === 'epoch' && event.best)!;
  if (epoch.event !== 'epoch' || best.event !== 'epoch') throw new Error('not told');
  const { tensors: learning, fits } = await run.load(best.step);
  const { tensors } = await readWeights(disk, run.folder);
  // running statistics too: those of the weights that learn do not fit the averages
  for (const [name, { data }] of tensors) {
    expect([...data], name).toEqual([...learning.get(`${name}/average`)!.data]);
    expect([...data], name).not.toEqual([...learning.get(name)!.data]);
  }
  // what was said of the best epoch, and at the end, is what its averages say; a checkpoint's tensors stand for them too
  const { metrics } = await evaluateWeights(computeMachine, document, base, { tensors, fits }, 'validation', {
    mistakes: 0,
    threads: 1,
  });
  expect(best.validation).toEqual(metrics);
  const finished = events.find((event) => event.event === 'finished')!;
  expect(finished.event === 'finished' && finished.validation).toEqual(metrics);
  const state = await readWeights(disk, path.join(run.checkpointFolder(best.step), 'state.safetensors'));
  expect(
    await evaluateWeights(computeMachine, document, base, state, 'validation', { mistakes: 0, threads: 1 }),
  ).toMatchObject({
    metrics,
    fit: { left: [] },
  });

  const looks = events.filter((event) => event.event === 'statistics');
  // every seven, and the last
  expect(looks.map((event) => event.event === 'statistics' && event.step)).toEqual([
    ...Array.from({ length: Math.ceil(epoch.step / 7) - 1 }, (_, i) => 7 * (i + 1)),
    epoch.step,
  ]);
  const look = looks[0]!;
  if (look.event === 'statistics')
    expect([Object.keys(look.weights), look.activations.relu!.zeros > 0]).toEqual([
      [...tensors.keys()].filter((name) => !name.includes('running')),
      true,
    ]);

  const cut = await trainSmall(base, 'cut', document, { steps: 30 });
  const { steps: _, ...info } = await cut.run.info();
  await cut.run.writeInfo(info);
  await follow(cut.run.folder, 'resume');
  for (const [name, { data }] of (await cut.run.newest())!.tensors)
    expect([...data], name).toEqual([...last.get(name)!.data]);
  for (const [name, { data }] of (await readWeights(disk, cut.run.folder)).tensors)
    expect([...data], name).toEqual([...tensors.get(name)!.data]);
});

it('gathers the running statistics of equal averages anew, and checkpoints keep them', async () => {
  const document = smallDocument({
    averaging: { type: 'equal', decay: 0, start: 5, every: 3 },
    learningRate: 0.05,
    epochs: 2,
    keep: 'last',
  });
  const { run, events } = await trainSmall(base, 'equal', document);
  const last = (await run.newest())!;
  const { tensors } = await readWeights(disk, run.folder);
  for (const state of ['norm.running_mean', 'norm.running_var'])
    expect([...tensors.get(state)!.data], state).not.toEqual([...last.tensors.get(state)!.data]);
  // an unfinished run is evaluated with what its checkpoint says, a finished one with its weights
  for (const [name, { data }] of averaged(last.tensors))
    if (tensors.has(name)) expect([...tensors.get(name)!.data], name).toEqual([...data]);
  const epoch = events.findLast((event) => event.event === 'epoch')!;
  const { metrics } = await evaluateWeights(
    computeMachine,
    document,
    base,
    { tensors, fits: last.fits },
    'validation',
    {
      mistakes: 0,
      threads: 1,
    },
  );
  expect(epoch.event === 'epoch' && epoch.validation).toEqual(metrics);
});

it('saves weights in 16 bits where asked to, running statistics and checkpoints in 32', async () => {
  const { run } = await trainSmall(base, 'half', smallDocument({ savedAs: 'float16', epochs: 1 }));
  const { tensors } = (await run.newest())!;
  const { tensors: saved } = await readWeights(disk, run.folder);
  for (const [name, { data }] of saved) {
    const exact = tensors.get(name)!.data;
    const off = Math.max(
      ...Array.from(data, (value, i) => Math.abs(value - exact[i]!) / Math.max(Math.abs(exact[i]!), 2 ** -14)),
    );
    if (name.includes('running')) expect(off, name).toBe(0);
    else
      expect([off > 0 || name.endsWith('bias') || name === 'norm.weight', off <= 2 ** -11], name).toEqual([true, true]);
  }
});

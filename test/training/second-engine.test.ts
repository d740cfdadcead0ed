/** Runs on TensorFlow.js: what is asked for and not there is replaced and said; killed and gone on with, the weights have the same bits. */
import { machine } from '../../engine/node/machine.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { createRun } from '../../engine/runs/create.ts';
import type { RunFolder, RunInfo } from '../../engine/runs/folder.ts';
import { startTraining } from '../../engine/node/training/start-training.ts';
import type { TrainingEvent } from '../../engine/train/events.ts';
import { follow } from './in-process.ts';
import { smallDocument, temporaryFolder, writePictures } from './small.ts';
import { word } from '../../engine/texts/index.ts';

const base = temporaryFolder();
writePictures(path.join(base, 'pictures.npz'));
const newRun = (id: string, info: Partial<RunInfo>): Promise<RunFolder> =>
  createRun(machine, path.join(base, id), smallDocument({ epochs: 3 }), {
    id,
    engine: 'tfjs',
    device: 'wasm',
    threads: 1,
    base,
    ...info,
  });
const weights = (run: RunFolder): Buffer => readFileSync(run.weightsFile);
const lossesOf = (events: readonly TrainingEvent[]): number[] =>
  events.flatMap((event) => (event.event === 'steps' ? event.loss : []));

it('trains on WebAssembly where native TensorFlow is not installed, says so, and loses what ONNX Runtime loses', async () => {
  vi.stubEnv('LAYERLOOM_HOME', path.join(base, 'nothing here'));
  const run = await newRun('replaced', { device: 'native' });
  const events = await follow(run.folder, 'start');
  vi.unstubAllEnvs();
  const warnings = events.flatMap((event) =>
    event.event === 'log' && event.level === 'warning' ? word(event.message) : [],
  );
  expect(warnings).toEqual([expect.stringContaining('Using CPU, WebAssembly, 1 thread · TensorFlow.js instead.')]);
  expect(events.find(({ event }) => event === 'started')).toMatchObject({ engine: 'tfjs', device: 'wasm' });
  expect((await run.info()).device).toBe('wasm');
  const reference = lossesOf(
    await follow((await newRun('reference', { engine: 'onnx', device: 'cpu' })).folder, 'start'),
  );
  const losses = lossesOf(events);
  expect(losses.length).toBe(reference.length);
  losses.forEach((loss, step) =>
    expect(Math.abs(loss - reference[step]!) / reference[step]!, `step ${step + 1}`).toBeLessThan(1e-3),
  );
  losses
    .slice(0, 50)
    .forEach((loss, step) =>
      expect(Math.abs(loss - reference[step]!) / reference[step]!, `step ${step + 1}`).toBeLessThan(1e-4),
    );

  const killed = await newRun('killed', {});
  const training = startTraining(
    { folder: killed.folder, mode: 'start' },
    ({ event }) => event === 'checkpoint' && training.kill(),
  );
  await training.ended;
  await follow(killed.folder, 'resume');
  expect(weights(killed).equals(weights(run))).toBe(true);
}, 120_000);

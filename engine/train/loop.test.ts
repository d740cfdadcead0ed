import { expect, it } from 'vitest';
import { smallDocument } from '../../test/training/small.ts';
import { compile } from '../passes/compile.ts';
import { tensor } from '../types/tensor.ts';
import type { Session } from './engine.ts';
import { Controls, TrainingLoop } from './loop.ts';

const STEP = 0.01;
const EVALUATION = 0.5;
const CHECKPOINT = 0.25;

it('foresees its end from the mean pace, with validations and checkpoints in it', async () => {
  const document = smallDocument({ metrics: [], epochs: 10, keep: 'last' });
  let now = 1000;
  const session: Session = {
    run: async (kind) => {
      now += kind === 'evaluate' ? EVALUATION : STEP;
      return { loss: tensor('float32', [], [1]), costs: tensor('float32', [2], [16, 16]) };
    },
    observes: false,
    warm: async () => {},
    read: async () => new Map(),
    write: async () => {},
    rollback: async () => {},
    close: async () => {},
  };
  let batches = 0;
  /** Where the run will have come to, by each report. */
  const ends: { step: number; at: number }[] = [];
  const loop = new TrainingLoop(
    {
      run: 'run',
      document,
      model: compile(document, { target: { dtype: 'int32', shape: ['N'] } }),
      session,
      source: {
        start: ({ split }) => (batches = split === 'train' ? 25 : 1),
        next: () => (batches-- > 0 ? { rows: new Int32Array(16), feeds: {} } : null),
      },
      rows: { train: 400, validation: 80, test: 0 },
      fits: {},
      evaluation: 80,
      store: {
        append: () => {},
        save: async () => ((now += CHECKPOINT), 'checkpoint'),
        load: () => Promise.reject(new Error('there is none')),
      },
      emit: (event) => event.event === 'steps' && ends.push({ step: event.step.at(-1)!, at: now + event.secondsLeft }),
      engine: { id: 'onnx', device: 'cpu', threads: 1 },
      checkpoint: null,
      checkpointEvery: 60,
      clock: () => now,
      breathe: async () => {},
      peakMb: () => 0,
    },
    new Controls(),
  );
  const begin = now;
  await loop.run();
  const epoch = 25 * STEP + EVALUATION + CHECKPOINT;
  const afterFirst = ends.filter(({ step }) => step > 25);
  expect(afterFirst.length).toBeGreaterThan(17);
  for (const { at } of afterFirst) expect(at).toBeCloseTo(begin + 10 * epoch);
});

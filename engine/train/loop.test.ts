import { expect, it } from 'vitest';
import { smallDocument } from '../../test/training/small.ts';
import { compile } from '../passes/compile.ts';
import { tensor } from '../types/tensor.ts';
import { word } from '../texts/index.ts';
import type { Session } from './engine.ts';
import type { TrainingEvent } from './events.ts';
import { Controls, TrainingLoop } from './loop.ts';
import type { Checkpoint } from './store.ts';

const JUDGED = { unit: 'rows', guess: 'class' } as const;
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
      judged: JUDGED,
      baselines: null,
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

/** A loop of three epochs or more whose validation gives these rows [truth, logit of no, logit of yes] after each epoch. */
async function trained(
  given: Parameters<typeof smallDocument>[0],
  {
    rowsOf = () => BOTH,
    weight = () => 1,
  }: { rowsOf?: (epoch: number) => readonly number[]; weight?: (step: number) => number },
  { clock = (): number => 0, controls = new Controls(), validation = 1 } = {},
) {
  const document = smallDocument({ metrics: [{ type: 'rocAuc', settings: {} }], keep: 'last', ...given });
  const model = compile(document, { target: { dtype: 'int32', shape: ['N'] } });
  const events: TrainingEvent[] = [];
  const saved: Checkpoint[] = [];
  let [steps, epochs, left] = [0, 0, 0];
  const results = (rows: readonly number[]) => ({
    loss: tensor('float32', [], [1]),
    costs: tensor('float32', [2], [16, 16]),
    'metric:0': tensor('float32', [rows.length / 3, 3], rows),
  });
  const session: Session = {
    run: async (kind) => {
      if (kind !== 'evaluate') steps++;
      return results(kind === 'evaluate' ? rowsOf(++epochs) : BOTH);
    },
    observes: false,
    warm: async () => {},
    read: async () =>
      new Map(
        model.weights.map(({ name, shape }) => {
          const values = tensor('float32', shape);
          values.data.fill(weight(steps));
          return [name, values];
        }),
      ),
    write: async () => {},
    rollback: async () => {},
    close: async () => {},
  };
  const loop = new TrainingLoop(
    {
      run: 'run',
      document,
      model,
      session,
      source: {
        start: ({ split }) => (left = split === 'train' ? 2 : validation),
        next: () => (left-- > 0 ? { rows: new Int32Array(16), feeds: {} } : null),
      },
      rows: { train: 32, validation: 16, test: 0 },
      fits: {},
      evaluation: 16,
      judged: JUDGED,
      baselines: null,
      store: {
        append: () => {},
        save: async (checkpoint) => (saved.push(checkpoint), 'checkpoint'),
        load: async (step) => saved.find(({ loop: { step: at } }) => at === step)!,
      },
      emit: (event) => void events.push(event),
      engine: { id: 'onnx', device: 'cpu', threads: 1 },
      checkpoint: null,
      checkpointEvery: 60,
      clock,
      breathe: async () => {},
      peakMb: () => 0,
    },
    controls,
  );
  const failure = await loop.run().catch((error: unknown) => error);
  return { events, saved, failure };
}
it('ends within seconds of a stop, however long what it has come to would take to judge', async () => {
  let now = 0;
  const controls = new Controls();
  const { events, saved } = await trained(
    { epochs: 3, keep: 'best' },
    { weight: (step) => (step === 2 && controls.ask('stop'), 1), rowsOf: () => ((now += 4), BOTH) },
    { clock: () => now, controls, validation: 3 },
  );
  const told = events.flatMap((event) =>
    event.event === 'state' ? [event.state] : event.event === 'log' ? ['log'] : [],
  );
  expect(told).toEqual(['running', 'stopping', 'log', 'stopped']);
  expect(saved.map(({ loop: { step } }) => step)).toEqual([2]);
  expect(events.find(({ event }) => event === 'finished')).toMatchObject({ reason: 'stopped', validation: null });
  // three batches after the epoch, and two of three at the end
  expect(now).toBe(20);
});

/** Rows of both classes that rank rightly, the other way round, and rows of one class alone. */
const BOTH = [0, 1, 0, 1, 0, 1];
const WRONG = [0, 0, 1, 1, 1, 0];
const ALONE = [1, 0, 1, 1, 1, 0];

it('passes over epochs in which what it watches is not defined, and says so once', async () => {
  const { events, saved } = await trained(
    {
      epochs: 20,
      keep: 'best',
      earlyStopping: { monitor: 'rocAuc', patience: 2, minimumChange: 0 },
      schedule: { type: 'reduceOnPlateau', settings: { patience: 1 } },
    },
    { rowsOf: (epoch) => [ALONE, BOTH, ALONE, ALONE, ALONE, WRONG, ALONE, WRONG][epoch - 1] ?? WRONG },
  );
  const epochs = events.flatMap((event) => (event.event === 'epoch' ? [event] : []));
  expect(epochs.map(({ validation }) => validation!.rocAuc)).toEqual([null, 1, null, null, null, 0, null, 0]);
  expect(epochs.map(({ best }) => best)).toEqual([false, true, false, false, false, false, false, false]);
  expect(saved.map(({ loop: { patience } }) => patience)).toEqual([0, 0, 0, 0, 0, 1, 1, 2]);
  // the share of the learning rate falls where two epochs with a value were no better
  expect(saved.map(({ loop: { schedule } }) => schedule?.[0])).toEqual([undefined, 1, 1, 1, 1, 1, 1, 0.1]);
  const said = events.flatMap((event) => (event.event === 'log' ? [word(event.message)] : []));
  expect(said.filter((text) => text.includes('pass over'))).toEqual([
    'ROC AUC has no value in epoch 1: early stopping, the schedule and the choice of the best epoch pass over such epochs.',
  ]);
  expect(said).toContain('ROC AUC has no value on the validation rows: rows of a class and rows of others are needed.');
  expect(events.find(({ event }) => event === 'finished')).toMatchObject({
    reason: 'early',
    kept: { epoch: 2, value: 1 },
  });
});

it('keeps the last good checkpoint and does not finish where weights are no numbers', async () => {
  const { events, saved, failure } = await trained({ epochs: 3 }, { weight: (step) => (step > 4 ? Number.NaN : 1) });
  expect(failure).toMatchObject({ problems: [{ code: 'weights-not-finite', values: { step: 6 } }] });
  expect(saved.map(({ loop: { step } }) => step)).toEqual([2, 4]);
  expect(events.some(({ event }) => event === 'finished')).toBe(false);
});

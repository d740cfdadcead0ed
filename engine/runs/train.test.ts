/** Whole trainings over files in memory: how long they are, and how they go on. */
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryMachine } from '../../test/training/memory-machine.ts';
import { MemoryFiles } from '../files/memory.ts';
import { type Document, documentSchema } from '../graph/document.ts';
import { UserError } from '../problems.ts';
import { word } from '../texts/index.ts';
import type { TrainingEvent } from '../train/events.ts';
import { Controls } from '../train/loop.ts';
import { createRun } from './create.ts';
import { extendRun } from './extend.ts';
import { summarizeRun } from './list.ts';
import { RunFolder, type RunInfo } from './folder.ts';
import { type TrainingMachine, trainRun } from './train.ts';

const FOLDER = '/runs/one';
const RATE = 0.01;
/** Of 40 training rows in batches of 8. */
const STEPS_PER_EPOCH = 5;

let machine: TrainingMachine;
let run: RunFolder;
beforeEach(() => {
  const files = new MemoryFiles();
  machine = memoryMachine(files);
  run = new RunFolder(files, FOLDER);
});

const points = (training: Partial<Document['training']> = {}): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'input', type: 'input', settings: { shape: [2] }, position: { x: 0, y: 0 } },
        { id: 'dense', type: 'dense', settings: { units: 2 }, position: { x: 0, y: 72 } },
      ],
      edges: [{ from: { node: 'input', port: 'output' }, to: { node: 'dense', port: 'input' } }],
    },
    data: {
      dataset: { type: 'points', settings: { rows: 40 } },
      inputs: { input: { column: 'point' } },
      targets: { target: { column: 'label' } },
      split: { validation: 0 },
    },
    training: {
      losses: [{ loss: { type: 'crossEntropy' } }],
      batchSize: 8,
      epochs: 2,
      learningRate: RATE,
      keep: 'last',
      ...training,
    },
  });

const create = (document: Document, info: Partial<RunInfo> = {}): Promise<RunFolder> =>
  createRun(machine, FOLDER, document, { id: 'one', engine: 'onnx', device: 'cpu', threads: 1, base: '/', ...info });

async function train(mode: 'start' | 'resume' = 'start'): Promise<readonly TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  expect(await trainRun(machine, { folder: FOLDER, mode }, new Controls(), (event) => void events.push(event))).toBe(
    true,
  );
  return events;
}

/** The last step and its learning rate. */
const lastOf = (events: readonly TrainingEvent[]): { step: number; rate: number } => {
  const steps = events.findLast((event) => event.event === 'steps');
  return steps?.event === 'steps'
    ? { step: steps.step.at(-1)!, rate: steps.learningRate }
    : { step: Number.NaN, rate: Number.NaN };
};

describe('a training of so many steps', () => {
  it.each([
    ['oneCycle', {}, RATE / 25 / 10_000],
    ['cosine', {}, (RATE / 2) * (1 + Math.cos((4 / 5) * Math.PI))],
    ['linear', {}, RATE / 5],
  ] as const)('has a schedule (%s) that spans them', async (type, settings, rate) => {
    await create(points({ schedule: { type, settings } }), { length: 5 });
    const { step, rate: last } = lastOf(await train());
    expect(step).toBe(5);
    expect(last / rate).toBeCloseTo(1, 6);
  });

  it('has the epochs that they take, wherever it ends', async () => {
    await create(points(), { length: 12 });
    const events = await train();
    expect(events.find((event) => event.event === 'started')).toMatchObject({ epochs: 3 });
    expect((await run.document()).training.epochs).toBe(3);
    expect(lastOf(events).step).toBe(12);
    expect(events.at(-1)).toEqual({ event: 'state', state: 'finished' });
  });

  it('is cut off by them where its epochs are said too: the schedule spans these', async () => {
    await create(points({ schedule: { type: 'linear', settings: {} } }), { steps: 5 });
    expect(lastOf(await train())).toEqual({ step: 5, rate: expect.closeTo(RATE * (1 - 4 / 10), 8) });
  });
});

describe('a run that goes on to another end', () => {
  const weights = async () => (await run.newest())!.tensors;

  it('has the bits of one that was to end there', async () => {
    await create(points({ epochs: 4 }));
    await train();
    const expected = await weights();
    run = new RunFolder((machine = memoryMachine(new MemoryFiles())).files as MemoryFiles, FOLDER);
    await create(points());
    await train();
    await extendRun(machine, run, { epochs: 4 });
    const events = await train('resume');
    expect(events.find((event) => event.event === 'started')).toMatchObject({ epochs: 4, step: 2 * STEPS_PER_EPOCH });
    expect(lastOf(events).step).toBe(4 * STEPS_PER_EPOCH);
    for (const [name, { data }] of await weights()) expect([...data], name).toEqual([...expected.get(name)!.data]);
  });

  it.each([
    ['by steps where steps made it', { length: 5 }, { steps: 12 }, 12, { length: 12 }],
    ['by epochs where steps made it', { length: 5 }, { epochs: 2 }, 10, {}],
    ['by steps where epochs made it', { steps: 3 }, { steps: 7 }, 7, { steps: 7 }],
    ['by epochs where steps cut it off', { steps: 3 }, { epochs: 2 }, 10, {}],
    ['by both', { length: 3 }, { epochs: 3, steps: 12 }, 12, { steps: 12 }],
  ] as const)('goes there %s', async (_, made, end, steps, left) => {
    await create(points(), made);
    await train();
    await extendRun(machine, run, end);
    const events = await train('resume');
    expect(events.find((event) => event.event === 'started')).toBeDefined();
    expect((await run.checkpoints()).at(-1)).toBe(steps);
    const { length, steps: limit } = await run.info();
    expect({ ...(length && { length }), ...(limit && { steps: limit }) }).toEqual(left);
  });

  it.each([{ epochs: 1 }, { steps: 9 }])('refuses %o, which it has passed', async (end) => {
    await create(points());
    await train();
    const before = await run.info();
    await expect(extendRun(machine, run, end)).rejects.toBeInstanceOf(UserError);
    expect(await run.info()).toEqual(before);
    expect((await run.document()).training.epochs).toBe(2);
  });
});

it('tells which weights 16 bits do not hold', async () => {
  const document = points({ savedAs: 'float16', learningRate: 1e-9 });
  const initializer = { type: 'constant', settings: { value: 70_000 } };
  const nodes = document.graph.nodes.map((node) =>
    node.id === 'dense' ? { ...node, settings: { units: 2, initializer } } : node,
  );
  await create({ ...document, graph: { ...document.graph, nodes } });
  const said = (await train()).flatMap((event) => (event.event === 'log' ? [word(event.message)] : []));
  expect(said).toContain('Saved in 32 bits, since 16 hold no numbers beyond 65,504: dense.weight.');
});

describe('what a result is worth', () => {
  const verdict = (events: readonly TrainingEvent[]) => {
    const finished = events.find((event) => event.event === 'finished');
    return finished?.event === 'finished' ? finished.verdict : undefined;
  };

  it('is told, and kept in the record, beside always guessing the most frequent class', async () => {
    // weights that cannot move answer as they began
    await create(points({ learningRate: 1e-30, epochs: 1, metrics: [{ type: 'accuracy', settings: {} }] }));
    const told = verdict(await train());
    expect(told).toMatchObject({
      split: 'test',
      unit: 'rows',
      guess: 'class',
      metric: 'accuracy',
      constant: 0.75,
      first: null,
    });
    expect(told!.weak).toBe(told!.value > 0.75 ? null : 'constant');
    expect(verdict(await run.events())).toEqual(told);
    expect((await summarizeRun(machine, FOLDER)).verdict).toEqual(told);
  });

  it('is told beside the first epoch, also of a run that was cut off after it', async () => {
    const settings = { learningRate: 1e-30, epochs: 3, metrics: [{ type: 'accuracy', settings: {} }] };
    await create(points(settings));
    const whole = verdict(await train());
    expect(whole!.first).toEqual({ metric: 'accuracy', before: expect.any(Number), after: whole!.first!.before });
    expect(whole!.weak).not.toBeNull();
    run = new RunFolder((machine = memoryMachine(new MemoryFiles())).files as MemoryFiles, FOLDER);
    await create(points(settings), { steps: STEPS_PER_EPOCH });
    await train();
    await extendRun(machine, run, { steps: 3 * STEPS_PER_EPOCH });
    expect(verdict(await train('resume'))!.first).toEqual(whole!.first);
  });
});

describe('files that take long to be read', () => {
  it('are told, and a wish to stop gives them up: the run has stopped, and nothing has failed', async () => {
    await create(points());
    const controls = new Controls();
    const events: TrainingEvent[] = [];
    const waiting: TrainingMachine = {
      ...machine,
      openSource: (_document, _base, { work }) =>
        new Promise((_, reject) => {
          work!.signal!.addEventListener('abort', () => reject(work!.signal!.reason));
          work!.progress!(1, 4);
          controls.ask('stop');
        }),
    };
    const whole = await trainRun(waiting, { folder: FOLDER, mode: 'start' }, controls, (event) => events.push(event));
    expect([whole, events.map(({ event }) => event)]).toEqual([true, ['state', 'reading', 'state']]);
    expect(events.at(-1)).toEqual({ event: 'state', state: 'stopped' });
    expect((await run.events()).map(({ event }) => event)).not.toContain('reading');
    expect(await summarizeRun(machine, FOLDER)).toMatchObject({ state: 'stopped', hasWeights: false });
  });
});

it('has weights that can be taken once a checkpoint was written within the first epoch', async () => {
  await create(points(), { steps: 1 });
  await train();
  const epochs = (await run.events()).filter(({ event }) => event === 'epoch');
  expect([epochs, await summarizeRun(machine, FOLDER)]).toMatchObject([[], { epoch: 0, hasWeights: true }]);
});

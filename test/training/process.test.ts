/**
 * The process of a run: killed at any moment and gone on with, paused, stopped; the weights are the same bits as if nothing had
 * happened. What is no matter of processes takes place in the test's own, with the same bits.
 */
import { machine } from '../../engine/node/machine.ts';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { createRun } from '../../engine/runs/create.ts';
import { keptUpTo, readWeights, type RunFolder, type RunInfo } from '../../engine/runs/folder.ts';
import { summarizeRun } from '../../engine/runs/list.ts';
import { startTraining, warmUp } from '../../engine/node/training/start-training.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';
import { wordProblem } from '../../engine/problems.ts';
import { word } from '../../engine/texts/index.ts';
import type { TrainingEvent } from '../../engine/train/events.ts';
import { follow as followHere, startTraining as startHere } from './in-process.ts';
import { smallDocument, temporaryFolder, writePictures } from './small.ts';

const base = temporaryFolder();
writePictures(path.join(base, 'pictures.npz'));
const EPOCHS = 8;
const document = smallDocument({
  epochs: EPOCHS,
  warmUp: 10,
  schedule: { type: 'reduceOnPlateau', settings: { factor: 0.8, patience: 0 } },
});
let count = 0;

const newRun = (document: Document, info: Partial<RunInfo> = {}): Promise<RunFolder> => {
  const id = `run-${++count}`;
  return createRun(machine, path.join(base, id), document, {
    id,
    engine: 'onnx',
    device: 'cpu',
    threads: 1,
    base,
    ...info,
  });
};
const weights = (run: RunFolder): Buffer => readFileSync(run.weightsFile);
const lastCheckpoint = async (run: RunFolder): Promise<Buffer> =>
  readFileSync(path.join(run.checkpointFolder((await run.checkpoints()).at(-1)!), 'state.safetensors'));

/** Trains the run in a process of its own to its end; gives all that it says. */
async function follow(folder: string, mode: 'start' | 'resume'): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  await startTraining({ folder, mode }, (event) => events.push(event)).ended;
  return events;
}

/** What a life of a run takes in memory depends on the process. */
const isMemoryPlan = (event: TrainingEvent): boolean =>
  event.event === 'log' && word(event.message).startsWith('Takes about');
/** What was told, without what depends on the clock or on how steps were grouped; `pauses` leave checkpoints of their own. */
function repeatable(events: readonly TrainingEvent[]): unknown {
  const steps = events.flatMap((event) =>
    event.event === 'steps' ? event.step.map((step, i) => [step, event.loss[i], event.metrics.accuracy![i]]) : [],
  );
  const rest = events.flatMap((event): unknown[] => {
    if (event.event === 'steps' || isMemoryPlan(event)) return [];
    if (event.event === 'checkpoint')
      return event.step === event.epoch * STEPS ? [{ event: 'checkpoint', step: event.step }] : [];
    return [
      JSON.parse(
        JSON.stringify(event, (key, value) =>
          ['time', 'seconds', 'waitShare', 'peakMb', 'run'].includes(key) ? undefined : value,
        ),
      ),
    ];
  });
  return { steps, rest };
}

/** 407 rows less 40 for testing and 73 for validation, in batches of 16. */
const STEPS = Math.ceil((407 - 40 - 73) / 16);

describe('a run', async () => {
  const undisturbed = await newRun(document);
  const events = await follow(undisturbed.folder, 'start');
  const expected = weights(undisturbed);

  it('tells its whole story at a bounded rate', async () => {
    const { steps, rest } = repeatable(await undisturbed.events()) as {
      steps: number[][];
      rest: { event: string; state?: string }[];
    };
    expect(steps.map(([step]) => step)).toEqual(Array.from({ length: EPOCHS * STEPS }, (_, i) => i + 1));
    const looks = rest.filter(({ event }) => event === 'statistics');
    expect(looks).toHaveLength(Math.ceil((EPOCHS * STEPS) / 50));
    expect(rest.filter((event) => !looks.includes(event)).map(({ event, state }) => state ?? event)).toEqual([
      'started',
      'running',
      ...Array.from({ length: EPOCHS }, () => ['epoch', 'checkpoint']).flat(),
      'finished',
      'finished',
    ]);
    const finished = events.find((event) => event.event === 'finished')!;
    const grouped = events.filter(({ event }) => event === 'steps').length;
    // ten a second, and what is left at the end of each epoch
    if (finished.event === 'finished') expect(grouped).toBeLessThanOrEqual(1 + EPOCHS + finished.seconds * 10);
    expect(finished).toMatchObject({ reason: 'done', test: { accuracy: expect.closeTo(1, 1) } });
  });

  it('is trained the same by a process that was ready before it, which serves one run', async () => {
    warmUp();
    for (const _ of ['waited', 'new']) {
      const run = await newRun(document);
      const heard = await follow(run.folder, 'start');
      expect(heard.at(-1)).toMatchObject({ event: 'state', state: 'finished' });
      expect(weights(run).equals(expected)).toBe(true);
    }
  });

  it('takes the same bits again, in whichever process and whatever lies ready', async () => {
    for (const prefetch of [1, 30]) {
      const run = await newRun(document, { prefetch });
      await followHere(run.folder, 'start');
      expect(weights(run).equals(expected), `prefetch ${prefetch}`).toBe(true);
    }
  });

  it('killed at random moments and gone on with has the bits of one that never stopped', async () => {
    const run = await newRun(document, { checkpointEvery: 0.003 });
    const lives: number[] = [];
    const beganWithinEpoch = () => lives.some((step) => step % STEPS !== 0);
    const toBeKilled = () => lives.length < 3 || (!beganWithinEpoch() && lives.length < 15);
    let finished = false;
    while (!finished && toBeKilled()) {
      let patience = 2 + Math.floor(Math.random() * 12);
      const training = startTraining({ folder: run.folder, mode: lives.length === 0 ? 'start' : 'resume' }, (event) => {
        if (event.event === 'started') lives.push(event.step);
        // right after a checkpoint within an epoch, until a life has begun from one; else some moments after some word of progress, so that every life gets on a little
        if (event.event === 'checkpoint' && event.step % STEPS !== 0 && lives.length >= 2 && !beganWithinEpoch())
          training.kill();
        else if ((event.event === 'steps' || event.event === 'checkpoint') && --patience === 0)
          setTimeout(() => training.kill(), Math.random() * 20);
        if (event.event === 'finished') finished = true;
      });
      await training.ended;
      if (finished) continue;
      expect(await summarizeRun(machine, run.folder)).toMatchObject({ state: 'failed' });
      // what a cut off write leaves behind
      appendFileSync(path.join(run.folder, 'metrics.jsonl'), '{"event":"steps","step":[');
      mkdirSync(path.join(run.folder, 'checkpoints', '.99999.tmp'), { recursive: true });
    }
    if (!finished) {
      await run.writeInfo({ ...(await run.info()), checkpointEvery: 300 });
      for (const event of await followHere(run.folder, 'resume')) if (event.event === 'started') lives.push(event.step);
    }
    expect(lives.length).toBeGreaterThan(1);
    expect(beganWithinEpoch(), JSON.stringify(lives)).toBe(true);
    expect(weights(run).equals(expected)).toBe(true);
    expect(repeatable(await run.events())).toEqual(repeatable(await undisturbed.events()));
  });

  it('goes on from the checkpoint before a damaged one, and says so', async () => {
    const run = await newRun(document, { steps: 5 * STEPS });
    await followHere(run.folder, 'start');
    const [before, newest] = (await run.checkpoints()).slice(-2) as [number, number];
    truncateSync(path.join(run.checkpointFolder(newest), 'state.safetensors'), 1000);
    const { steps: _, ...info } = await run.info();
    await run.writeInfo(info);
    const resumed = await followHere(run.folder, 'resume');
    const log = resumed.find((event) => event.event === 'log')!;
    expect(log.level).toBe('warning');
    expect(word(log.message)).toMatch(
      new RegExp(`is damaged at the checkpoint: .* Going on from the checkpoint before it, step ${before}`),
    );
    expect(resumed.find((event) => event.event === 'started')).toMatchObject({ step: before });
    expect(weights(run).equals(expected)).toBe(true);
    // where every one is damaged, nothing is touched
    for (const step of await run.checkpoints()) writeFileSync(path.join(run.checkpointFolder(step), 'loop.json'), '{');
    const record = await run.events();
    expect(await followHere(run.folder, 'resume')).toContainEqual(
      expect.objectContaining({ event: 'failed', problem: expect.objectContaining({ code: 'file-damaged' }) }),
    );
    expect((await run.events()).slice(0, record.length)).toEqual(record);
    expect(weights(run).equals(expected)).toBe(true);
  });

  it('pauses with a checkpoint, rests, and goes on', async () => {
    const run = await newRun(document);
    let during = Number.NaN;
    const training = startHere({ folder: run.folder, mode: 'start' }, async (event) => {
      if (event.event === 'started') setTimeout(() => training.control('pause'), 50);
      if (event.event === 'state' && event.state === 'paused') {
        const size = (await run.events()).length;
        setTimeout(async () => {
          during = (await run.events()).length - size;
          training.control('resume');
        }, 200);
      }
    });
    await training.ended;
    expect(during).toBe(0);
    expect((await run.events()).filter(({ event }) => event === 'state')).toMatchObject([
      { state: 'running' },
      { state: 'paused' },
      { state: 'running' },
      { state: 'finished' },
    ]);
    expect(weights(run).equals(expected)).toBe(true);
  });

  it('stops with its last weights, and can be gone on with to the same end', async () => {
    const run = await newRun(document);
    const training = startTraining(
      { folder: run.folder, mode: 'start' },
      (event) => void (event.event === 'epoch' && event.epoch === 3 && training.control('stop')),
    );
    await training.ended;
    const [finished] = (await run.events()).filter((event) => event.event === 'finished');
    expect(finished).toMatchObject({ reason: 'stopped', test: { accuracy: expect.any(Number) } });
    expect(await summarizeRun(machine, run.folder)).toMatchObject({ state: 'stopped', resumable: true });
    await followHere(run.folder, 'resume');
    expect(weights(run).equals(expected)).toBe(true);
    expect(repeatable(await run.events())).toEqual(repeatable(await undisturbed.events()));
  });

  it('stops with its best weights where that was asked for', async () => {
    // the loss only rises with such steps, so that the first epoch is the best
    const run = await newRun(smallDocument({ epochs: 100, learningRate: 0.5, metrics: [] }));
    const training = startHere(
      { folder: run.folder, mode: 'start' },
      (event) => void (event.event === 'epoch' && event.epoch === 5 && training.control('stopAndKeepBest')),
    );
    await training.ended;
    const epochs = (await run.events()).filter((event) => event.event === 'epoch');
    const best = epochs.findLast((event) => event.event === 'epoch' && event.best)!;
    const finished = (await run.events()).find((event) => event.event === 'finished')!;
    if (best.event !== 'epoch' || finished.event !== 'finished') throw new Error('not told');
    expect(finished.reason).toBe('stopped');
    expect(finished.validation!.loss).toBe(best.validation!.loss);
    expect(finished.train).toEqual(best.train);
    expect(best.validation!.loss).toBe(
      Math.min(...epochs.map((event) => (event.event === 'epoch' ? event.validation!.loss! : 0))),
    );
    // nothing of the last step is lost either
    expect((await lastCheckpoint(run)).length).toBeGreaterThan(weights(run).length);
  });

  it('keeps the best epoch at its end, the last step where that is asked for or a limit of steps ends it', async () => {
    // as above: the last epoch is not the best
    const training = { epochs: 4, learningRate: 0.5, metrics: [] };
    const finish = async (changes: Partial<Document['training']>, info: Partial<RunInfo> = {}) => {
      const run = await newRun(smallDocument({ ...training, ...changes }), info);
      const events = await followHere(run.folder, 'start');
      const finished = events.find((event) => event.event === 'finished')!;
      return {
        run,
        finished,
        epochs: events.filter((event) => event.event === 'epoch'),
        tensors: (await readWeights(machine.files, run.folder)).tensors,
      };
    };
    const best = await finish({});
    const of = best.epochs.findLast((epoch) => epoch.best)!;
    expect(of.epoch).toBeLessThan(4);
    expect(of.validation!.loss).toBe(Math.min(...best.epochs.map(({ validation }) => validation!.loss!)));
    expect(best.finished).toMatchObject({
      reason: 'done',
      kept: { epoch: of.epoch, split: 'validation', metric: 'loss', value: of.validation!.loss },
      train: of.train,
      validation: of.validation,
    });
    const { tensors } = await best.run.load(of.step);
    for (const [name, { data }] of best.tensors) expect([...data], name).toEqual([...tensors.get(name)!.data]);

    for (const { run, finished, epochs, tensors: weights } of [
      await finish({ keep: 'last' }),
      await finish({ epochs: 9 }, { steps: 4 * STEPS }),
    ]) {
      expect(finished).toMatchObject({
        reason: 'done',
        kept: null,
        train: epochs.at(-1)!.train,
        validation: epochs.at(-1)!.validation,
      });
      expect(finished).not.toMatchObject({ validation: of.validation });
      const { tensors } = await run.load(4 * STEPS);
      for (const [name, { data }] of weights) expect([...data], name).toEqual([...tensors.get(name)!.data]);
    }
  });

  it('takes no epoch for the best whose value is no number', async () => {
    // a single validation row has no variance, so R² is 1 - x / 0: of numbers whose squares are exact
    const rows = 50;
    const [x, y] = [2, 1].map((width) => ({
      shape: [rows, width],
      data: Float32Array.from({ length: rows * width }, (_, i) => (i % 5) / 2),
    }));
    writeFileSync(path.join(base, 'steps.npz'), zipSync({ 'x.npy': writeNpy(x!), 'y.npy': writeNpy(y!) }));
    const run = await newRun(
      documentSchema.parse({
        format: 'loom',
        version: 1,
        graph: {
          nodes: [
            { id: 'in', type: 'input', settings: { shape: [2] }, position: { x: 0, y: 0 } },
            { id: 'out', type: 'dense', settings: { units: 1 }, position: { x: 0, y: 72 } },
          ],
          edges: [{ from: { node: 'in', port: 'output' }, to: { node: 'out', port: 'input' } }],
        },
        data: {
          dataset: { type: 'numpy', settings: { inputs: 'steps.npz' } },
          inputs: { in: { column: 'x' } },
          targets: { target: { column: 'y' } },
          split: { validation: 0.02, test: 0 },
        },
        training: {
          losses: [{ loss: { type: 'meanSquaredError' } }],
          metrics: [{ type: 'r2' }],
          epochs: 9,
          earlyStopping: { monitor: 'r2', patience: 2 },
        },
      }),
    );
    const events = await followHere(run.folder, 'start');
    expect(events.filter((event) => event.event === 'epoch').map(({ best }) => best)).toEqual(Array(9).fill(false));
    expect(
      events.flatMap((event) => (event.event === 'log' && !isMemoryPlan(event) ? [word(event.message)] : [])),
    ).toEqual([
      'R² has no value on the validation rows: the targets of no output vary.',
      'R² has no value in epoch 1: early stopping, the schedule and the choice of the best epoch pass over such epochs.',
      'No epoch gave a finite value of R², so the weights are those of the last step.',
    ]);
    expect(events.find((event) => event.event === 'finished')).toMatchObject({ reason: 'done', kept: null });
  });

  it('stops early and keeps the best epoch', async () => {
    const run = await newRun(
      smallDocument({
        epochs: 100,
        learningRate: 0.5,
        metrics: [],
        earlyStopping: { monitor: 'loss', patience: 3, minimumChange: 0 },
      }),
    );
    const events = await followHere(run.folder, 'start');
    const epochs = events.filter((event) => event.event === 'epoch');
    const best = epochs.findLast(({ best }) => best)!;
    expect(epochs.at(-1)!.epoch).toBe(best.epoch + 3);
    expect(events.find((event) => event.event === 'finished')).toMatchObject({
      reason: 'early',
      kept: { epoch: best.epoch },
      validation: best.validation,
    });
    expect(await run.checkpoints()).toContain(best.step);
    // the same for one that is cut off just before its end
    const kept = weights(run);
    const again = await followHere(run.folder, 'resume');
    expect(again.filter(({ event }) => event === 'epoch')).toEqual([]);
    expect(weights(run).equals(kept)).toBe(true);
  });

  it('says so when its process dies, also to those who look later', async () => {
    const deaths = [
      { when: (event: TrainingEvent) => event.event === 'epoch' && event.epoch === 2, resumable: true },
      { when: (event: TrainingEvent) => event.event === 'state' && event.state === 'starting', resumable: false },
    ];
    for (const { when, resumable } of deaths) {
      const run = await newRun(document);
      const heard: TrainingEvent[] = [];
      const training = startTraining({ folder: run.folder, mode: 'start' }, (event) => {
        heard.push(event);
        if (when(event)) training.kill();
      });
      await training.ended;
      const kept = keptUpTo(resumable ? await run.lastCheckpoint() : null);
      expect(word(kept)).toBe(
        resumable
          ? `The run is kept up to its checkpoint of step ${await run.lastCheckpoint()}: resume it.`
          : 'There was no checkpoint yet: train again.',
      );
      const died = {
        event: 'failed',
        problem: { code: 'engine-died', values: { reason: phrase('signal', { name: verbatim('SIGKILL') }), kept } },
      };
      expect(heard.slice(-2)).toMatchObject([died, { event: 'state', state: 'failed' }]);
      expect((await run.events()).slice(-2)).toMatchObject([died, { event: 'state', state: 'failed' }]);
      expect(await summarizeRun(machine, run.folder)).toMatchObject({ state: 'failed', resumable });
    }
  });

  it('is trained by one process at a time', async () => {
    const run = await newRun(document);
    let second: Promise<TrainingEvent[]> | undefined;
    const training = startTraining({ folder: run.folder, mode: 'start' }, (event) => {
      if (event.event === 'epoch') second ??= followHere(run.folder, 'resume').finally(() => training.control('stop'));
      if (event.event === 'epoch' && event.epoch === 1) training.control('pause');
    });
    await training.ended;
    expect(await second).toContainEqual(
      expect.objectContaining({ event: 'failed', problem: expect.objectContaining({ code: 'run-in-progress' }) }),
    );
    expect((await run.events()).some(({ event }) => event === 'failed')).toBe(false);
  });

  const disk = path.join(base, 'disk');
  mkdirSync(disk);
  const mounted =
    process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
  if (mounted) afterAll(() => void spawnSync('umount', [disk]));
  it.skipIf(!mounted)(
    `keeps what it has when the disk is full, and goes on once there is room${mounted ? '' : ' (needs root, to mount a small disk)'}`,
    async () => {
      const run = await createRun(machine, path.join(disk, 'run'), document, {
        id: 'full',
        engine: 'onnx',
        device: 'cpu',
        threads: 1,
        base,
      });
      const filler = path.join(disk, 'filler');
      const heard: TrainingEvent[] = [];
      await startHere({ folder: run.folder, mode: 'start' }, (event) => {
        heard.push(event);
        if (event.event !== 'epoch' || event.epoch !== 3) return;
        for (const size of [65_536, 4096])
          try {
            for (;;) appendFileSync(filler, Buffer.alloc(size));
          } catch {
            // full
          }
      }).ended;
      expect((await run.newest())!.loop.epoch).toBeGreaterThanOrEqual(2);
      const failed = heard.find((event) => event.event === 'failed')!;
      expect(failed.problem.code).toBe('disk-full');
      expect(wordProblem(failed.problem)).toMatch(
        new RegExp(
          `^No space is left to write .*disk/run.*\\. Free some space, then resume the run: its checkpoint of step ${await run.lastCheckpoint()} is kept\\.$`,
        ),
      );
      rmSync(filler);
      expect(await summarizeRun(machine, run.folder)).toMatchObject({ state: 'failed', resumable: true });
      await followHere(run.folder, 'resume');
      expect(weights(run).equals(expected)).toBe(true);
      expect(repeatable(await run.events())).toEqual(repeatable(await undisturbed.events()));
    },
  );
});

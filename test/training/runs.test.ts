/** What a window asks about runs and data: lists, evaluations with their mistakes, answers for single rows, samples. */
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { machine } from '../../engine/node/machine.ts';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { describeDataset, sampleDataset } from '../../engine/data/preview.ts';
import { RunModels } from '../../engine/runs/models.ts';
import { createRun } from '../../engine/runs/create.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import { listRuns, lockRun, removeRun, summarizeRun } from '../../engine/runs/list.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { readWeights, RunFolder } from '../../engine/runs/folder.ts';
import { CLASSES, smallDocument, temporaryFolder, trainSmall, writePictures } from './small.ts';

describe('finished runs', async () => {
  const base = temporaryFolder();
  writePictures(path.join(base, 'pictures.npz'));
  const runs = path.join(base, 'runs');
  const document = smallDocument();
  const run = await createRun(machine, path.join(runs, 'one'), document, {
    id: 'one',
    engine: 'onnx',
    device: 'cpu',
    threads: 1,
    base,
  });
  const { events } = await trainSmall(base, path.join('runs', 'two'), document);

  it('are listed with what they came to', async () => {
    mkdirSync(path.join(runs, 'no run'));
    const [newest, oldest, ...others] = await listRuns(machine, runs);
    expect(others).toEqual([]);
    const best = events.filter((event) => event.event === 'epoch' && event.best).at(-1);
    expect(newest).toMatchObject({
      id: 'two',
      name: 'Bars',
      state: 'finished',
      epoch: 4,
      epochs: 4,
      resumable: false,
      best: best?.event === 'epoch' && best.validation,
    });
    expect(oldest).toMatchObject({ id: 'one', state: 'starting', epoch: 0, best: null, resumable: false });
  });

  it('are evaluated in sight, and no further once nobody wants it', async () => {
    const models = new RunModels(computeMachine);
    const told: number[][] = [];
    const { rows } = await models.evaluate(path.join(runs, 'two'), 'train', {
      mistakes: 0,
      progress: (...how) => void told.push(how),
    });
    expect(told.at(-1)).toEqual([rows, rows]);
    const unwanted = new AbortController();
    const given = models.evaluate(path.join(runs, 'two'), 'train', {
      mistakes: 0,
      machine: asLongAsWanted(computeMachine, unwanted.signal),
      progress: () => unwanted.abort(),
    });
    await expect(given).rejects.toThrow('no longer wanted');
  });

  it('are evaluated with a confusion matrix and the surest mistakes', async () => {
    const models = new RunModels(computeMachine);
    const folder = path.join(runs, 'two');
    const { metrics, rows, confusion, mistakes } = await models.evaluate(folder, 'train', { mistakes: 256 });
    // the same again, by the other way through the engine: raw rows of the split
    const data = await Pipeline.open(document, diskFiles(base), (await readWeights(disk, folder)).fits);
    const { train } = data.splits;
    const { 'readout:dense': shares } = await models.predict(folder, {
      input: data.raw(train, 'input:input', train.rows),
    });
    const truths = data.raw(train, 'target:target', train.rows).data;
    const counts = new Array<number>(CLASSES * CLASSES).fill(0);
    const wrong: { row: number; truth: number; prediction: number; probability: number }[] = [];
    truths.forEach((truth: number, i: number) => {
      const row = [...shares!.data.subarray(i * CLASSES, (i + 1) * CLASSES)];
      const prediction = row.indexOf(Math.max(...row));
      counts[truth * CLASSES + prediction]!++;
      if (prediction !== truth) wrong.push({ row: train.rows[i]!, truth, prediction, probability: row[prediction]! });
    });
    expect(rows).toBe(train.rows.length);
    expect(confusion).toEqual({ classes: ['0', '1', '2'], counts });
    expect(metrics.accuracy).toBeCloseTo(1 - wrong.length / rows, 10);
    expect(wrong.length).toBeGreaterThan(0);
    wrong.sort((a, b) => b.probability - a.probability);
    expect(mistakes.map(({ row, truth, prediction }) => ({ row, truth, prediction }))).toEqual(
      wrong.map(({ row, truth, prediction }) => ({ row, truth, prediction })),
    );
    mistakes.forEach((mistake, i) => {
      if (mistake.kind !== 'class') throw new Error('a row has one class');
      const { probability, row, input } = mistake;
      expect(probability).toBeCloseTo(wrong[i]!.probability, 5);
      expect(input).toEqual({ dtype: 'float32', shape: [1, 8, 8], data: data.raw(train, 'input:input', [row]).data });
    });
    expect((await models.evaluate(folder, 'train', { mistakes: 1 })).mistakes).toHaveLength(1);
    // every answer of a cell is found there, page by page, the right ones too
    const cells = counts.map((count, cell) => ({
      truth: Math.floor(cell / CLASSES),
      prediction: cell % CLASSES,
      count,
    }));
    for (const { truth, prediction, count } of cells) {
      const most = Math.max(1, Math.ceil(count / 2));
      const ask = (from: number) => models.cell(folder, 'train', { truth, prediction, from, most });
      const [first, second] = [await ask(0), await ask(most)];
      expect([first.total, second.total]).toEqual([count, count]);
      const found = [...first.answers, ...second.answers];
      expect(new Set(found.map(({ row }) => row)).size).toBe(count);
      for (const answer of found) expect(answer).toMatchObject({ truth, prediction, place: null });
    }
    await models.close();
  });

  it('answer many questions at once and say what they cannot read', async () => {
    const models = new RunModels(computeMachine);
    const folder = path.join(runs, 'two');
    const { x } = await sampleDataset(document.data.dataset!, diskFiles(base), {
      split: 'train',
      offset: 0,
      count: 300,
    });
    const together = await models.predict(folder, { input: x! });
    expect(together['output:dense']!.shape).toEqual([300, CLASSES]);
    const single = (row: number) =>
      models.predict(folder, {
        input: { dtype: 'float32', shape: [1, 1, 8, 8], data: x!.data.slice(row * 64, row * 64 + 64) as Float32Array },
      });
    const answers = await Promise.all([3, 1, 299].map(single));
    [3, 1, 299].forEach((row, i) =>
      answers[i]!['output:dense']!.data.forEach((value: number, c: number) =>
        expect(value).toBeCloseTo(together['output:dense']!.data[row * CLASSES + c]!, 5),
      ),
    );
    await expect(
      models.predict(folder, { input: { dtype: 'float32', shape: [1, 1, 9, 9], data: new Float32Array(81) } }),
    ).rejects.toThrow('The data has 1×9×9');
    await models.close();
  });

  it('are removed, but not while they train', async () => {
    const lock = await lockRun(machine, run.folder);
    await expect(removeRun(machine, run.folder)).rejects.toThrow('The run one is still being trained');
    expect(existsSync(run.folder)).toBe(true);
    lock.release();
    // a process number that came round again owns nothing
    await run.writeInfo({ ...(await run.info()), pid: process.ppid, started: new Date().toISOString() });
    expect(await summarizeRun(machine, run.folder)).toMatchObject({ state: 'failed', resumable: false });
    await removeRun(machine, run.folder);
    expect(existsSync(run.folder)).toBe(false);
    await expect(removeRun(machine, base)).rejects.toThrow('this is no run folder');
    expect(existsSync(base)).toBe(true);
  });

  it('have the best checkpoint of each of the newest two, should one of them be damaged', async () => {
    const folder = new RunFolder(disk, path.join(base, 'checkpoints'));
    const left: number[][] = [];
    for (const [step, best] of [
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 4],
      [5, 4],
      [6, 4],
    ] as const) {
      const loop = {
        step,
        epoch: step,
        stepInEpoch: 0,
        sums: { costs: [], metrics: [] },
        best: { value: 1, step: best, epoch: best, train: {} },
        patience: 0,
        seconds: 0,
      };
      await folder.save({ loop, tensors: new Map(), fits: {} });
      left.push(await folder.checkpoints());
    }
    expect(left).toEqual([[1], [1, 2], [1, 2, 3], [1, 3, 4], [4, 5], [4, 5, 6]]);
  });

  it('are read up to a line that was cut off', async () => {
    const two = new RunFolder(disk, path.join(runs, 'two'));
    const whole = await two.events();
    expect(whole.map(({ event }) => event)).toEqual(
      events
        .filter(({ event, ...rest }) => event !== 'state' || !('state' in rest && rest.state === 'starting'))
        .map(({ event }) => event),
    );
    appendFileSync(path.join(two.folder, 'metrics.jsonl'), '{"event":"steps","step":[1,');
    expect(await two.events()).toEqual(whole);
  });
});

describe('datasets', () => {
  it('are described and sampled raw', async () => {
    const mnist = { type: 'mnist', settings: {} };
    const { columns, rows } = await describeDataset(mnist, diskFiles('.'));
    expect(rows).toEqual({ train: 60_000, validation: null, test: 10_000 });
    expect(columns.map(({ name, kind, shape }) => ({ name, kind, shape }))).toEqual([
      { name: 'image', kind: 'image', shape: [1, 28, 28] },
      { name: 'label', kind: 'category', shape: [] },
    ]);
    const { image, label } = await sampleDataset(mnist, diskFiles('.'), { split: 'test', offset: 9998, count: 5 });
    expect(image!.shape).toEqual([2, 1, 28, 28]);
    // the last two digits of the test file
    expect([...label!.data]).toEqual([5, 6]);
    expect(Math.max(...image!.data)).toBeGreaterThan(200);
  });
});

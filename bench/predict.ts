/**
 * `npm run bench:predict [-- CASE... --rounds N]`: one row through a network as this program predicts, and through the same network as an
 * ONNX file with its weights in it by ONNX Runtime alone, in turns; the fifth part of all times, which other programs on the machine
 * disturb least. Wanted: no more than 1.1 times as long.
 */
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import { onnxInput, toOnnx } from '../engine/targets/onnx/lower.ts';
import { caseOf } from './index.ts';
import { openModel, quantile } from './measure.ts';

/** As the program predicts a single row: one thread answers faster than several that wait for each other. */
const THREADS = 1;
/** A round of either side lasts about this long, in milliseconds. */
const ROUND = 100;

/** The milliseconds of each call in a round. */
async function timesOf(predict: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const until = performance.now() + ROUND; performance.now() < until; ) {
    const start = performance.now();
    await predict();
    times.push(performance.now() - start);
  }
  return times;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string' } } });
console.log(`${'case'.padEnd(22)}${'ours ms'.padStart(10)}${'alone ms'.padStart(10)}${'ratio'.padStart(8)}`);
for (const name of positionals.length > 0
  ? positionals
  : [
      'seed-cnn/32',
      'mlp/128',
      'resnet18-32px/32',
      'resnet18/4',
      'mobilenetv2/4',
      'lstm-text/32',
      'transformer-4x128/16',
    ]) {
  const { model, session, data } = await openModel(caseOf(name)!, { threads: THREADS, fixed: true });
  const feeds = Object.fromEntries(Object.entries(data(1)).filter(([key]) => key.startsWith('input:')));
  const alone = await ort.InferenceSession.create(toOnnx(model.program('predict', 1), await session.read()), {
    intraOpNumThreads: THREADS,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const fed = Object.fromEntries(
    Object.entries(feeds).map(([key, { dtype, shape, data }]) => [
      onnxInput(key),
      new ort.Tensor(dtype, data as never, shape),
    ]),
  );
  const sides = { ours: () => session.run('predict', 1, feeds), alone: () => alone.run(fed) };
  const times: Record<keyof typeof sides, number[]> = { ours: [], alone: [] };
  for (let round = -1; round < Number(values.rounds ?? 10); round++)
    for (const side of ['ours', 'alone'] as const) {
      const found = await timesOf(sides[side]);
      // the first round warms up
      if (round >= 0) times[side].push(...found);
    }
  await session.close();
  await alone.release();
  const [ours, theirs] = [quantile(times.ours, 0.2), quantile(times.alone, 0.2)];
  console.log(
    `${name.padEnd(22)}${ours.toFixed(3).padStart(10)}${theirs.toFixed(3).padStart(10)}${(ours / theirs).toFixed(2).padStart(8)}`,
  );
}

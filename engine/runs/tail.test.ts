import { beforeEach, expect, it } from 'vitest';
import { MemoryFiles } from '../files/memory.ts';
import { RecordTail } from './tail.ts';

const FILE = '/run/metrics.jsonl';
const steps = (from: number, count = 1) =>
  `${JSON.stringify({ event: 'steps', step: Array.from({ length: count }, (_, i) => from + i), loss: Array(count).fill(0.5), time: 1 })}\n`;

let files: MemoryFiles;
let tail: RecordTail;
beforeEach(() => {
  files = new MemoryFiles();
  tail = new RecordTail(files, FILE, 400);
});

const read = async () => {
  const { events, anew } = await tail.read();
  return [
    anew,
    ...events.flatMap((event): readonly (string | number)[] => (event.event === 'steps' ? event.step : [event.event])),
  ];
};

it('reads what was added, and a last line once it is whole', async () => {
  expect(await read()).toEqual([false]);
  await files.write(FILE, steps(1));
  expect(await read()).toEqual([false, 1]);
  expect(await read()).toEqual([false]);
  const next = steps(2);
  files.append(FILE, next.slice(0, 20));
  expect(await read()).toEqual([false]);
  files.append(FILE, next.slice(20));
  files.append(FILE, 'no json\n{"event":"unknown"}\n{"event":"state","state":"finished"}\n');
  expect(await read()).toEqual([false, 2, 'state']);
});

it('begins anew where the file was cut off or replaced, and says so', async () => {
  await files.write(FILE, steps(1) + steps(2));
  expect(await read()).toEqual([false, 1, 2]);
  await files.write(FILE, steps(1));
  expect(await read()).toEqual([true, 1]);
  // longer than the one before it, with another beginning
  await files.write(FILE, steps(7) + steps(8) + steps(9));
  expect(await read()).toEqual([true, 7, 8, 9]);
  await files.remove(FILE);
  expect(await read()).toEqual([false]);
  await files.write(FILE, steps(7) + steps(8) + steps(9) + steps(10));
  expect(await read()).toEqual([false, 10]);
});

it('reads a long file in parts, and passes over a line that is longer than one', async () => {
  await files.write(FILE, Array.from({ length: 40 }, (_, i) => steps(i + 1)).join(''));
  expect(await read()).toEqual([false, ...Array.from({ length: 40 }, (_, i) => i + 1)]);
  files.append(FILE, `{"event":"log","level":"info","message":"${'x'.repeat(2000)}"}\n${steps(41)}`);
  expect(await read()).toEqual([false, 41]);
});

it('adds what other programs leave out', async () => {
  await files.write(
    FILE,
    '{"event": "epoch", "epoch": 1, "step": 2, "train": {"loss": null}}\n' +
      '{"event": "steps", "step": [1], "loss": [null]}\n' +
      '{"event": "finished", "train": {}, "kept": 3}\n' +
      '{"event": "failed", "problem": {"message": "no room"}}\n',
  );
  const { events } = await tail.read();
  expect(events).toMatchObject([
    { validation: null, best: false, seconds: 0 },
    { loss: [Number.NaN], metrics: {}, stepsPerSecond: 0, secondsLeft: 0 },
    { reason: 'done', kept: null, validation: null, test: null, peakMb: 0 },
    { problem: { code: 'recorded-in-words' } },
  ]);
});

import { expect, it } from 'vitest';
import { Builder } from '../ir/builder.ts';
import { interpret } from '../ir/interpret.ts';
import { randomStream } from '../ir/random.ts';
import { differentiate } from '../passes/differentiate.ts';
import { ctc } from './losses/ctc.ts';

const [TIME, CLASSES] = [7, 4];

/** The losses of rows of labels on the same outputs, added up, and their gradient by these. */
function lossOf(labels: readonly (readonly number[])[], blank: number): readonly [loss: number, gradient: number[]] {
  const [rows, count] = [labels.length, labels[0]!.length];
  const b = new Builder();
  const outputs = b.input('outputs', 'float32', [rows, TIME, CLASSES]);
  const { sum: loss } = ctc.lower(b, outputs, b.input('labels', 'int32', [rows, count]), { blank }, undefined);
  b.output('loss', loss);
  b.output('gradient', differentiate(b, loss, [outputs])[0]!);
  const next = randomStream(3, 'outputs');
  const found = interpret(
    b.finish(),
    {
      outputs: { shape: outputs.shape, data: Array.from({ length: rows * TIME * CLASSES }, () => 4 * next() - 2) },
      labels: { shape: [rows, count], data: labels.flat() },
    },
    { precision: 'float64' },
  );
  return [found.loss!.data[0]!, [...found.gradient!.data]];
}

it.each([
  [
    0,
    [
      [1, 0, 2, 0],
      [0, 0, 3, 1],
      [2, 2, 0, 2],
      [0, 0, 0, 0],
    ],
    [
      [1, 2, 0, 0],
      [3, 1, 0, 0],
      [2, 2, 2, 0],
      [0, 0, 0, 0],
    ],
  ],
  [3, [[3, 0, 3, 1]], [[0, 1, 3, 3]]],
])('passes over the blanks (class %i) between labels', (blank, given, meant) => {
  const [loss, gradient] = lossOf(given, blank);
  const [wanted, wantedGradient] = lossOf(meant, blank);
  expect(loss).toBeCloseTo(wanted, 12);
  gradient.forEach((value, i) => expect(value).toBeCloseTo(wantedGradient[i]!, 12));
});

import { expect, test } from 'vitest';
import { Drawing } from './drawing.ts';
import { withProposedTraining } from './training.ts';

type Output = readonly [units: number, ...behind: string[]];

/** A Dense layer of so many units for each output, and what stands behind it. */
function networkOf(...outputs: Output[]) {
  const drawing = new Drawing();
  const input = drawing.end(drawing.add({ type: 'input', settings: { shape: [8] } }));
  const ends = outputs.map(([units, ...behind]) =>
    behind.reduce(
      (id, type) => drawing.add({ type, inputs: { input: drawing.end(id) } }),
      drawing.add({ type: 'dense', settings: { units }, inputs: { input } }),
    ),
  );
  return withProposedTraining(drawing.finish('network', ends).document);
}
const lossesOf = (...outputs: Output[]) =>
  networkOf(...outputs).training.losses.map(({ output, target, loss }) => `${loss.type} of ${output} with ${target}`);

test('a loss reads the raw outputs before a softmax or a sigmoid, also behind an Identity', () => {
  expect(lossesOf([3, 'softmax'])).toEqual(['crossEntropy of dense_1 with target']);
  expect(lossesOf([3, 'logSoftmax', 'identity'])).toEqual(['crossEntropy of dense_1 with target']);
  expect(lossesOf([1, 'sigmoid'])).toEqual(['binaryCrossEntropy of dense_1 with target']);
});

test('several numbers of a row are classes, one is a number, and so is what came in', () => {
  expect(lossesOf([3])).toEqual(['crossEntropy of dense_1 with target']);
  expect(lossesOf([1])).toEqual(['meanSquaredError of dense_1 with target']);
  expect(lossesOf([8])).toEqual(['meanSquaredError of dense_1 with target']);
});

test('each of several outputs has a target and metrics of its own; a loss that is there stays alone', () => {
  const { training } = networkOf([3, 'softmax'], [1]);
  expect(training.losses.map(({ target }) => target)).toEqual(['target_1', 'target_2']);
  expect(training.metrics.map(({ type, target }) => `${type} of ${target}`)).toEqual([
    'accuracy of target_1',
    'confusionMatrix of target_1',
    'meanAbsoluteError of target_2',
    'r2 of target_2',
  ]);
  const known = networkOf([3]);
  expect(withProposedTraining(known)).toBe(known);
});

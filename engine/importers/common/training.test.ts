import { expect, test } from 'vitest';
import { Drawing } from './drawing.ts';
import { judgedFor, withProposedTraining, withTask } from './training.ts';

type Output = readonly [units: number, ...behind: string[]];

interface Asked {
  readonly shape?: readonly number[];
  readonly values?: 'int32';
  readonly body?: readonly string[];
  readonly name?: string;
}

/** A Dense layer of so many units for each output, and what stands behind it. */
function networkOf(outputs: readonly Output[], { shape = [8], values, body = [], name }: Asked = {}) {
  const drawing = new Drawing();
  const read = drawing.end(drawing.add({ type: 'input', settings: { shape, ...(values && { values }) } }));
  const input = body.reduce((end, type) => drawing.end(drawing.add({ type, inputs: { input: end } })), read);
  const ends = outputs.map(([units, ...behind]) =>
    behind.reduce(
      (id, type) => drawing.add({ type, inputs: { input: drawing.end(id) } }),
      drawing.add({ type: 'dense', settings: { units }, inputs: { input }, ...(name !== undefined && { name }) }),
    ),
  );
  return withProposedTraining(drawing.finish('network', ends).document);
}
const lossesOf = (...outputs: Output[]) =>
  networkOf(outputs).document.training.losses.map(
    ({ output, target, loss }) => `${loss.type} of ${output} with ${target}`,
  );

test('a loss reads the raw outputs before a softmax or a sigmoid, also behind what only shapes', () => {
  expect(lossesOf([3, 'softmax'])).toEqual(['crossEntropy of dense_1 with target']);
  expect(lossesOf([3, 'logSoftmax', 'identity'])).toEqual(['crossEntropy of dense_1 with target']);
  expect(lossesOf([3, 'softmax', 'flatten'])).toEqual(['crossEntropy of dense_1 with target']);
  expect(lossesOf([1, 'sigmoid'])).toEqual(['binaryCrossEntropy of dense_1 with target']);
  expect(networkOf([[3, 'softmax']]).guesses).toEqual([]);
});

const IMAGE = { shape: [3, 8, 8], body: ['conv2d', 'flatten'] };
test.each<[string, number, Asked, string, string | undefined]>([
  ['a row of a table', 2, {}, 'number', 'classes'],
  ['a row of a table, one number', 1, {}, 'number', 'labels'],
  ['as many as went in', 8, {}, 'number', undefined],
  ['a row of a table, by its name', 2, { name: 'classifier.3' }, 'classes', 'number'],
  ['by a name of Keras', 10, { name: 'predictions' }, 'classes', 'number'],
  ['a picture', 10, IMAGE, 'classes', 'number'],
  ['a picture, two places', 2, IMAGE, 'number', 'classes'],
  ['a picture, two classes of a ResNet', 2, { ...IMAGE, name: 'fc' }, 'classes', 'number'],
  ['a picture without convolutions', 10, { shape: [1, 8, 8], body: ['flatten'] }, 'classes', 'number'],
  ['the next of each token', 20, { shape: [5], values: 'int32', body: ['embedding'] }, 'classes', 'number'],
])('raw numbers of %s: %i', (_, units, asked, task, other) => {
  const { guesses, document } = networkOf([[units]], asked);
  const { loss } = document.training.losses[0]!;
  expect(loss.type).toBe({ classes: 'crossEntropy', number: 'meanSquaredError' }[task]);
  expect(guesses).toEqual(other === undefined ? [] : [{ target: 'target', task, other }]);
});

test('what was guessed is made the other by one change, which leaves other targets alone', () => {
  const { document, guesses } = networkOf([[2], [3, 'softmax']]);
  expect(guesses).toEqual([{ target: 'target_1', task: 'number', other: 'classes' }]);
  const { losses, metrics } = withTask(document.training, 'target_1', 'classes', 2);
  expect(losses.map(({ loss }) => loss.type)).toEqual(['crossEntropy', 'crossEntropy']);
  expect(metrics.map(({ type, target }) => `${type} of ${target}`)).toEqual([
    'accuracy of target_2',
    'confusionMatrix of target_2',
    'accuracy of target_1',
    'confusionMatrix of target_1',
  ]);
});

test('what draws again what it was given is judged by its numbers, where it ends; one press reads it before its sigmoid', () => {
  const { document, guesses } = networkOf([[8, 'sigmoid', 'identity']]);
  const [only] = document.training.losses;
  expect(only).toMatchObject({ output: 'identity_1', loss: { type: 'meanSquaredError' } });
  expect(guesses).toEqual([{ target: 'target', task: 'number', other: 'labels' }]);
  expect(judgedFor(document.graph, 'identity_1', 'labels')).toBe('dense_1');
  expect(judgedFor(document.graph, 'dense_1', 'number')).toBe('identity_1');
  expect(withTask(document.training, 'target', 'labels', 8, 'dense_1').losses).toMatchObject([
    { output: 'dense_1', loss: { type: 'binaryCrossEntropy' } },
  ]);
  const yesOrNo = networkOf([[1, 'sigmoid']], { shape: [1] });
  expect(yesOrNo.document.training.losses).toMatchObject([{ output: 'dense_1', loss: { type: 'binaryCrossEntropy' } }]);
});

test('each of several outputs has a target and metrics of its own; a loss that is there stays alone', () => {
  const { training } = networkOf([[3, 'softmax'], [1]]).document;
  expect(training.losses.map(({ target }) => target)).toEqual(['target_1', 'target_2']);
  expect(training.metrics.map(({ type, target }) => `${type} of ${target}`)).toEqual([
    'accuracy of target_1',
    'confusionMatrix of target_1',
    'meanAbsoluteError of target_2',
    'r2 of target_2',
  ]);
  const known = networkOf([[3]]).document;
  expect(withProposedTraining(known).document).toBe(known);
});

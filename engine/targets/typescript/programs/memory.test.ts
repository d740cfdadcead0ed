import { expect, it } from 'vitest';
import { templateOf } from '../../../../templates/index.ts';
import { checkGraph } from '../../../passes/check.ts';
import { expandDocument } from '../../../passes/expand.ts';
import { guessTargets } from '../../guess.ts';
import { rowsAtATime } from './memory.ts';

const rowsOf = (template: string, settings = {}) => {
  const written = templateOf(template)!.make(settings);
  const checked = checkGraph(written.graph);
  const document = expandDocument(written);
  return { asked: written.training.batchSize, ...rowsAtATime(document, checked, guessTargets(document, checked)) };
};

it('takes as many rows as the document where they fit', () =>
  expect(rowsOf('mnist-cnn')).toEqual({ asked: 32, training: 32, judging: 500 }));

it('takes fewer where WebAssembly could not hold a step of so many', () => {
  const { asked, training, judging, tooMuch } = rowsOf('transformer');
  expect(asked).toBe(64);
  expect(training).toBeLessThanOrEqual(8);
  expect(judging).toBeLessThan(64);
  expect(tooMuch).toBeUndefined();
});

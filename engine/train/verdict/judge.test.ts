import { expect, it } from 'vitest';
import { smallDocument } from '../../../test/training/small.ts';
import type { Document } from '../../graph/document.ts';
import type { Metrics } from '../events.ts';
import { verdictOf } from './judge.ts';
import { resultText, worthText } from './text.ts';

const judge = (
  metrics: Metrics,
  constant: Metrics | null,
  course: { epochs?: number; first?: number | null; watched?: Metrics } = {},
  training: Partial<Document['training']> = {},
) =>
  verdictOf({
    document: smallDocument(training),
    judged: { unit: 'rows', guess: 'class' },
    split: 'test',
    metrics,
    constant,
    watched: metrics,
    kept: null,
    epochs: 1,
    first: null,
    ...course,
  })!;

it('calls a result weak that always guessing the most frequent class would have, or a better one', () => {
  const dead = judge({ loss: 2.3, accuracy: 0.1135 }, { loss: 2.3, accuracy: 0.1135 });
  expect(dead.weak).toBe('constant');
  expect(resultText(dead)).toBe('11.35 % of the test rows are right.');
  expect(worthText(dead)).toBe('That is no better than always guessing the most frequent class, which gives 11.35 %.');
  expect(judge({ accuracy: 0.1 }, { accuracy: 0.1135 }).weak).toBe('constant');
  const alive = judge({ accuracy: 0.98 }, { accuracy: 0.1135 });
  expect(alive.weak).toBeNull();
  expect(worthText(alive)).toBe('Always guessing the most frequent class would give 11.35 %.');
});

it('goes by the first metric that can be better, the other way round for errors, else by the loss', () => {
  const errors = { metrics: [{ type: 'meanAbsoluteError', settings: {} }] };
  expect(judge({ loss: 1, meanAbsoluteError: 0.5 }, { loss: 2, meanAbsoluteError: 0.4 }, {}, errors).weak).toBe(
    'constant',
  );
  expect(judge({ loss: 1, meanAbsoluteError: 0.3 }, { loss: 2, meanAbsoluteError: 0.4 }, {}, errors).weak).toBeNull();
  const undefinedThere = judge({ loss: 1, accuracy: null }, { loss: 0.9, accuracy: 0.5 });
  expect(undefinedThere).toMatchObject({ metric: 'loss', weak: 'constant' });
  // what rounding makes of an equal loss
  expect(judge({ loss: 0.51237009 }, { loss: 0.51237012 }, {}, { metrics: [] }).weak).toBe('constant');
});

it('calls a result weak that is no better than after the first epoch, where there were more', () => {
  const better = { accuracy: 0.1 };
  const stuck = judge({ accuracy: 0.9 }, better, { epochs: 3, first: 0.9 });
  expect(stuck.weak).toBe('first');
  expect(worthText(stuck)).toBe(
    'That is no better than after the first epoch: its accuracy was 90.00 % then, and is 90.00 % at the end.',
  );
  expect(judge({ accuracy: 0.9 }, better, { epochs: 1, first: 0.9 }).weak).toBeNull();
  expect(judge({ accuracy: 0.91 }, better, { epochs: 3, first: 0.9 }).weak).toBeNull();
  // of an older checkpoint
  expect(verdictOf({ ...outcome(), first: undefined })!.weak).toBeNull();
});

const outcome = () => ({
  document: smallDocument(),
  judged: { unit: 'rows', guess: 'class' } as const,
  split: 'test' as const,
  metrics: { accuracy: 0.9 },
  constant: null,
  watched: { accuracy: 0.9 },
  kept: null,
  epochs: 3,
  first: 0.9,
});

it('says nothing where nothing was measured', () => {
  expect(verdictOf({ ...outcome(), metrics: null })).toBeNull();
});

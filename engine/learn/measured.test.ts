import { expect, it } from 'vitest';
import { documentSchema, FORMAT_VERSION } from '../graph/document.ts';
import { measured } from './measured.ts';
import { metricNamed, metricPhrase, titleOfMetric } from './metricText.ts';
import { comparable, headline, monitored } from './monitored.ts';

const documentOf = (training: object) =>
  documentSchema.parse({ format: 'loom', version: FORMAT_VERSION, training: { losses: LOSSES, ...training } });
const LOSSES = [
  { target: 'species', output: 'a', loss: { type: 'crossEntropy' } },
  { target: 'body.mass', output: 'b', loss: { type: 'meanSquaredError' } },
];

it('metrics are of the target that they name, else of the first, each under a name of its own', () => {
  const document = documentOf({
    metrics: [
      { type: 'confusionMatrix' },
      { type: 'topK' },
      { type: 'topK', settings: { k: 3 } },
      { type: 'r2', target: 'body.mass' },
      { type: 'accuracy', target: 'species' },
      { type: 'r2', target: 'gone' },
    ],
  });
  expect(measured(document.training).map(({ name, loss }) => [name, loss])).toEqual([
    ['confusionMatrix', 0],
    ['topK', 0],
    ['topK_2', 0],
    ['body.mass.r2', 1],
    ['species.accuracy', 0],
    ['gone.r2', -1],
  ]);
  expect(metricNamed('body.mass.r2')?.id).toBe('r2');
  expect(metricNamed('topK_2')?.id).toBe('topK');
  expect(titleOfMetric('body.mass.r2')).toBe('R² of body.mass');
  expect(metricPhrase('body.mass.r2')).toMatchObject({ text: 'phrases.metric-of' });
});

it('a result is known by the first metric that can be better or worse, early stopping by what it watches', () => {
  const metrics = [
    { type: 'confusionMatrix' },
    { type: 'meanAbsoluteError', target: 'body.mass' },
    { type: 'accuracy' },
  ];
  const document = documentOf({ metrics });
  expect(comparable(document.training)).toEqual(['body.mass.meanAbsoluteError', 'accuracy']);
  expect(headline(document.training)).toBe('body.mass.meanAbsoluteError');
  expect(monitored(document)).toEqual({ monitor: 'loss', better: 'lower' });
  const watched = documentOf({ metrics, earlyStopping: { monitor: 'accuracy' } });
  expect(monitored(watched)).toEqual({ monitor: 'accuracy', better: 'higher' });
  expect(headline(documentOf({}).training)).toBe('loss');
});

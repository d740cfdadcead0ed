/** What is wrong with the settings of a document's data, whatever the data holds: nothing is read. */
import type { Choice, DataConfig } from '../graph/document.ts';
import { phrase, verbatim } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';
import { badSettings } from '../settingProblems.ts';
import { datasetOf, transformOf } from './index.ts';

export function settingProblems({ dataset, inputs, targets }: DataConfig): Problem[] {
  const columns = [...Object.values(inputs), ...Object.values(targets)];
  return [
    ...(dataset ? datasetProblems(dataset) : []),
    ...columns.flatMap(({ column, transforms }) => transforms.flatMap((one) => transformProblems(one, column))),
  ];
}

function datasetProblems({ type, settings }: Choice): Problem[] {
  const dataset = datasetOf(type);
  return dataset
    ? badSettings('datasets', dataset, settings)
    : [
        problem('dataset-missing', {
          what: phrase('the-data'),
          where: phrase('quoted', { name: verbatim(type) }),
        }),
      ];
}

function transformProblems({ type, settings }: Choice, column: string): Problem[] {
  const transform = transformOf(type);
  return transform
    ? badSettings('transforms', transform, settings)
    : [
        problem('bad-training-setting', {
          setting: phrase('transform-of', { title: verbatim(type), column: verbatim(column) }),
          expected: phrase('given', { what: phrase('transform-of-this-version') }),
          received: verbatim(type),
        }),
      ];
}

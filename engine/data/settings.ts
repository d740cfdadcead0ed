/** What is wrong with the settings of a document's data, whatever the data holds: nothing is read. */
import type { Choice, DataConfig } from '../graph/document.ts';
import { phrase, verbatim } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';
import { badSettings } from '../settingProblems.ts';
import { augmentationOf } from './augment/index.ts';
import { datasetOf, transformOf } from './index.ts';

export function settingProblems({ dataset, inputs, targets, augment = [] }: DataConfig): Problem[] {
  const columns = [...Object.values(inputs), ...Object.values(targets)];
  return [
    ...(dataset ? datasetProblems(dataset) : []),
    ...augment.flatMap(augmentationProblems),
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

export function augmentationProblems({ type, settings }: Choice): Problem[] {
  const augmentation = augmentationOf(type);
  return augmentation
    ? badSettings('augmentations', augmentation, settings)
    : [
        problem('bad-training-setting', {
          setting: phrase('augmentation'),
          expected: phrase('given', { what: phrase('augmentation-of-this-version') }),
          received: verbatim(type),
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

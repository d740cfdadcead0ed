import { describeDataset, sampleDataset } from '../../engine/node/datasets.ts';
import { baseOf, type Calls } from './define.ts';

export function dataCalls(): Calls<'data'> {
  return {
    'data.describe': ({ dataset, path }) => describeDataset(dataset, baseOf(path)),
    'data.sample': ({ dataset, path, split, offset, count }) => sampleDataset(dataset, baseOf(path), split, offset, count),
  };
}

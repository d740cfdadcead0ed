import { parseDocument } from '../../../engine/graph/file.ts';
import { describeColumns, describeDataset, sampleDataset } from '../../../engine/node/data/datasets.ts';
import { RunFolder } from '../../../engine/runs/folder.ts';
import { runFolder } from '../../runs.ts';
import { baseOf, type Calls, type Places } from '../../calls/define.ts';

export function dataCalls(places: Places): Calls<'data'> {
  const base = async (path: string | null | undefined, run: string | undefined) =>
    run === undefined
      ? baseOf(places, path)
      : (await new RunFolder(places.machine.files, runFolder(places.machine.files, places.home, run)).info()).base;
  return {
    'data.describe': async ({ dataset, path, run }) => describeDataset(dataset, await base(path, run)),
    'data.statistics': async ({ document, path }) =>
      describeColumns(parseDocument(document, 'The document'), baseOf(places, path)),
    'data.sample': async ({ dataset, path, run, split, offset, count }) =>
      sampleDataset(dataset, await base(path, run), split, offset, count),
  };
}

import { describeDataset, sampleDataset } from '../../engine/data/preview.ts';
import { dataStatistics } from '../../engine/data/statistics.ts';
import { propose } from '../../engine/data/propose.ts';
import { proposeFirst, proposeSeries } from '../../engine/data/series/propose.ts';
import { findings } from '../../engine/data/findings/facts.ts';
import { tableColumns, tableRows } from '../../engine/data/studyTable.ts';
import { parseDocument } from '../../engine/graph/file.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { augmentedSheet } from '../../engine/train/inspect/augmented.ts';
import { columnSteps } from '../../engine/train/inspect/steps.ts';
import { strayRows } from '../../engine/train/inspect/strayRows.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import type { Calls } from '../calls/define.ts';
import { baseOf, runFolder } from '../places.ts';
import type { ComputeContext } from '../platform.ts';

export function dataCalls(context: ComputeContext): Omit<Calls<'data'>, 'data.allow' | 'data.keep'> {
  const { machine } = context;
  const filesOf = async (path: string | null | undefined, run: string | undefined) =>
    machine.dataFiles(
      run === undefined
        ? baseOf(context, path)
        : (await new RunFolder(machine.files, runFolder(context, run)).info()).base,
    );
  return {
    'data.describe': async ({ dataset, path, run }) => describeDataset(dataset, await filesOf(path, run)),
    'data.propose': ({ file, target, overTime }) => {
      const files = machine.dataFiles(context.userFolder);
      if (overTime) return proposeSeries(files, file, target, overTime);
      return target === undefined ? proposeFirst(files, file) : propose(files, file, target);
    },
    'data.columns': async ({ dataset, path, target }, { signal, progress }) =>
      tableColumns(dataset, target, await filesOf(path, undefined), {
        breathe: asLongAsWanted(machine, signal).breathe,
        progress,
      }),
    'data.table': async ({ dataset, path, filters, sort, ...page }) =>
      tableRows(dataset, { filters, sort }, page, await filesOf(path, undefined)),
    'data.findings': async ({ document, path }, { signal, progress }) =>
      findings(parseDocument(document, 'The document'), await filesOf(path, undefined), {
        breathe: asLongAsWanted(machine, signal).breathe,
        progress,
      }),
    async 'data.statistics'({ document, path }, { signal }) {
      const { data } = parseDocument(document, 'The document');
      const { breathe } = asLongAsWanted(machine, signal);
      return dataStatistics(data, await filesOf(path, undefined), breathe);
    },
    'data.steps': async ({ document, path, place, ...part }) =>
      columnSteps(parseDocument(document, 'The document'), await filesOf(path, undefined), place, part),
    'data.augmented': async ({ document, path, ...part }) =>
      augmentedSheet(parseDocument(document, 'The document'), await filesOf(path, undefined), part),
    'data.rows': async ({ document, path }) =>
      strayRows(parseDocument(document, 'The document'), await filesOf(path, undefined)),
    'data.sample': async ({ dataset, path, run, split, offset, count }) =>
      sampleDataset(dataset, await filesOf(path, run), split, offset, count),
  };
}

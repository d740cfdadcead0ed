import { describeDataset, sampleDataset } from '../../engine/data/preview.ts';
import { dataStatistics } from '../../engine/data/statistics.ts';
import { recognize } from '../../engine/data/given/index.ts';
import { proposeData } from '../../engine/data/given/propose.ts';
import { propose } from '../../engine/data/propose.ts';
import { proposeFirst, proposeSeries } from '../../engine/data/series/propose.ts';
import { skipping, skippingLines } from '../../engine/data/given/skipping.ts';
import { findings } from '../../engine/data/findings/facts.ts';
import { tableColumns, tableRows } from '../../engine/data/studyTable.ts';
import type { ReadingWork, WantedFile } from '../../engine/data/tables.ts';
import { dealtFor } from '../../engine/data/index.ts';
import type { Dealt } from '../../engine/graph/document.ts';
import { parseDocument } from '../../engine/graph/file.ts';
import type { CallArguments, Caller } from '../../engine/protocol.ts';
import { everyPath } from '../../engine/data/paths.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { augmentedSheet } from '../../engine/train/inspect/augmented.ts';
import { columnSteps } from '../../engine/train/inspect/steps.ts';
import { strayRows } from '../../engine/train/inspect/strayRows.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import type { Calls } from '../calls/define.ts';
import { baseOf, runFolder } from '../places.ts';
import type { ComputeContext } from '../platform.ts';

export function dataCalls(context: ComputeContext): Omit<Calls<'data'>, 'data.allow' | 'data.keep' | 'data.files'> {
  const { machine } = context;
  const workOf = ({ signal, progress }: Caller) => ({ breathe: asLongAsWanted(machine, signal).breathe, progress });
  const filesOf = async (work: ReadingWork, path: string | null | undefined, run?: string) =>
    machine.dataFiles(
      run === undefined
        ? baseOf(context, path)
        : (await new RunFolder(machine.files, await runFolder(context, run)).info()).base,
      work,
    );
  /** A run's tokens are those that it learned with. */
  const dealtOf = async (run: string | undefined, dealt: Dealt | undefined) =>
    run === undefined
      ? dealt
      : dealtFor((await new RunFolder(machine.files, await runFolder(context, run)).document()).data);
  /** Files that a person gives. */
  const filesToLookAt = (work: ReadingWork, skip: boolean | undefined) => {
    const files = machine.dataFiles(context.userFolder, work);
    return skip ? skippingLines(files) : files;
  };
  const filesIn = (wanted: CallArguments['data.tables']['wanted']): WantedFile[] =>
    wanted.flatMap(({ dataset, path }) =>
      everyPath(dataset).map((file) => ({ path: file, base: baseOf(context, path) })),
    );
  return {
    'data.describe': async ({ dataset, path, run, dealt }, caller) =>
      describeDataset(dataset, await filesOf(caller, path, run), await dealtOf(run, dealt)),
    'data.propose': async ({ file, overTime, skip, ...wish }, caller) => {
      const files = filesToLookAt(caller, skip);
      const proposal = overTime
        ? await proposeSeries(files, file, wish.targets?.[0], overTime)
        : await (wish.targets || wish.inputs ? propose(files, file, wish) : proposeFirst(files, file, wish));
      return skip ? { ...proposal, dataset: skipping(proposal.dataset) } : proposal;
    },
    'data.recognize': async ({ paths, skip, target }, caller) => {
      const files = filesToLookAt(caller, skip);
      const recognized = await recognize(files, paths);
      const found = skip ? skipping(recognized) : recognized;
      return found.type === 'table' ? { table: found } : { proposal: await proposeData(files, found, target) };
    },
    'data.columns': async ({ dataset, path, target }, caller) =>
      tableColumns(dataset, target, await filesOf(caller, path), workOf(caller)),
    'data.table': async ({ dataset, path, filters, sort, ...page }, caller) =>
      tableRows(dataset, { filters, sort }, page, await filesOf(caller, path)),
    'data.findings': async ({ document, path }, caller) =>
      findings(parseDocument(document, 'The document'), await filesOf(caller, path), workOf(caller)),
    'data.tables': async ({ wanted }) =>
      (await machine.tables.list(filesIn(wanted))).map(({ folder: _, ...table }) => table),
    'data.cleanTables': async ({ wanted }) => ({ freed: await machine.tables.clean(filesIn(wanted)) }),
    async 'data.statistics'({ document, path }, caller) {
      const { data } = parseDocument(document, 'The document');
      return dataStatistics(data, await filesOf(caller, path), workOf(caller).breathe);
    },
    'data.steps': async ({ document, path, place, ...part }, caller) =>
      columnSteps(parseDocument(document, 'The document'), await filesOf(caller, path), place, part),
    'data.augmented': async ({ document, path, ...part }, caller) =>
      augmentedSheet(parseDocument(document, 'The document'), await filesOf(caller, path), part),
    'data.rows': async ({ document, path }, caller) =>
      strayRows(parseDocument(document, 'The document'), await filesOf(caller, path)),
    'data.sample': async ({ dataset, path, run, dealt, ...rows }, caller) =>
      sampleDataset(dataset, await filesOf(caller, path, run), { ...rows, dealt: await dealtOf(run, dealt) }),
  };
}

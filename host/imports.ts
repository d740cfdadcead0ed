/** What became of the nodes of models that were imported: kept under the import's name, and under the files that documents of it were saved as. */
import { contentName } from '../engine/files/contentName.ts';
import { readText } from '../engine/files/fileSystem.ts';
import { writeFile } from '../engine/files/write.ts';
import type { ModelReport } from '../engine/importers/define.ts';
import type { CallArguments, CallResults } from '../engine/protocol.ts';
import { type Places, resolvePath } from './places.ts';

export interface KeptReport {
  /** What the model's file is called. */
  readonly name: string;
  readonly report: ModelReport;
}

/** The file of the weights that came of one called `name`: it bears that name, in a folder of the import's. */
export function weightsFile({ machine: { files }, home }: Places, id: string, name: string): string {
  const { basename, extname, join } = files.paths;
  return join(home, 'imported', id, `${basename(name, extname(name))}.safetensors`);
}

/** More than this is no report's. */
const LARGEST = 32 << 20;

const fileOf = ({ machine, home }: Places, id: string): string =>
  machine.files.paths.join(home, 'imported', `${id}.report.json`);

/** Where the report lies of the document in a file. */
const idOf = (places: Places, path: string): Promise<string> => contentName(`saved ${resolvePath(places, path)}`);

export const keepReport = (places: Places, id: string, kept: KeptReport): Promise<void> =>
  writeFile(places.machine.files, fileOf(places, id), JSON.stringify(kept));

/** Null where there is none, or none that can be read. */
export async function keptReport(
  places: Places,
  { from }: CallArguments['models.report'],
): Promise<CallResults['models.report']> {
  const id = 'id' in from ? from.id : await idOf(places, from.path);
  try {
    const bytes = fileOf(places, id);
    if ((await places.machine.files.stat(bytes)).size > LARGEST) return null;
    const { name, report } = JSON.parse(await readText(places.machine.files, bytes)) as KeptReport;
    const isWhole = typeof name === 'string' && [report.kinds, report.rows, report.guesses].every(Array.isArray);
    return isWhole && typeof report.counts === 'object' ? { id, name, report } : null;
  } catch {
    return null;
  }
}

/** The document of an import has been saved there. */
export async function keepSaved(places: Places, { id, path }: CallArguments['models.saved']): Promise<void> {
  const kept = await keptReport(places, { from: { id } });
  if (kept) await keepReport(places, await idOf(places, path), { name: kept.name, report: kept.report });
}

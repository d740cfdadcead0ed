/** The columns of the table that a document's data names, to be studied. */
import type { Choice } from '../graph/document.ts';
import { verbatim } from '../phrases.ts';
import { problem, stopAtErrors, UserError } from '../problems.ts';
import { badSettings } from '../settingProblems.ts';
import { resolveSettings } from '../settings.ts';
import { series } from './datasets/series.ts';
import { table } from './datasets/table.ts';
import type { Files } from './define.ts';
import type { RowPage, RowView, Study, StudyWork, TableProfile } from './study.ts';
import { AS_FOUND, type TableOptions } from './tables.ts';

/** Throws a `UserError` where the data is no table, or cannot be read. */
export async function studyTable(
  choice: Choice,
  files: Files,
): Promise<{ readonly study: Study; readonly file: string }> {
  const spec = [table, series].find(({ id }) => id === choice.type);
  if (!spec) throw new UserError(problem('no-table', { type: verbatim(choice.type) }));
  stopAtErrors(badSettings('datasets', spec, choice.settings));
  const settings = resolveSettings(spec.settings, choice.settings).settings as unknown as TableOptions & {
    readonly file: string;
  };
  const options = Object.fromEntries(
    Object.keys(AS_FOUND).map((name) => [name, settings[name as keyof TableOptions]]),
  ) as unknown as TableOptions;
  const { study } = await files.table(settings.file, options);
  return { study, file: settings.file.split(/[\\/]/).at(-1)! };
}

/** What its columns hold, held against a target. */
export async function tableColumns(
  choice: Choice,
  target: string | undefined,
  files: Files,
  work: StudyWork,
): Promise<TableProfile> {
  return (await studyTable(choice, files)).study.profile(target, work);
}

export async function tableRows(
  choice: Choice,
  view: RowView,
  { offset, count }: { readonly offset: number; readonly count: number },
  files: Files,
): Promise<RowPage> {
  return (await studyTable(choice, files)).study.page(view, offset, count);
}

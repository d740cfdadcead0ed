/** How long the texts are that a network reads, beside what it reads of each. */
import type { ColumnConfig, DataConfig } from '../../graph/document.ts';
import { resolveSettings } from '../../settings.ts';
import type { Column, Files } from '../define.ts';
import { readText } from '../language/chain.ts';
import { measureTexts } from '../language/measure.ts';
import { fitAll } from '../pipeline.ts';
import type { Split } from '../splits.ts';
import type { StudyWork } from '../study.ts';
import { truncate } from '../transforms/truncate.ts';
import { placesOf } from './cures.ts';
import type { TextFacts } from './define.ts';

/** Texts that are cut into tokens for it, evenly some of many. */
const MOST_TEXTS = 5000;

/** Of the columns that are texts; without a document, as they would be read. */
export async function textsAmong(
  columns: readonly Column[],
  train: Split,
  files: Files,
  { breathe }: StudyWork,
  data?: DataConfig,
): Promise<readonly TextFacts[]> {
  const { table } = train;
  const count = Math.min(train.rows.length, MOST_TEXTS);
  const rows = Int32Array.from({ length: count }, (_, i) => train.rows[Math.floor((i * train.rows.length) / count)]!);
  const found: TextFacts[] = [];
  for (const column of columns.filter(({ kind }) => kind === 'text')) {
    await breathe();
    const config = data ? placesOf(data, column.name)[0]?.config : usualFor(column.name, { table, rows });
    const at = config?.transforms.findIndex(({ type }) => type === truncate.id) ?? -1;
    if (!config || at < 0 || count === 0) continue;
    const { length, keep } = resolveSettings(truncate.settings, config.transforms[at]!.settings).settings as {
      readonly length: number;
      readonly keep: TextFacts['keep'];
    };
    const fits = await fitAll(
      { ...config, transforms: config.transforms.slice(0, at + 1) },
      column,
      { table, rows },
      files,
    );
    const { longer = 0, longest = 0 } = fits[at] as { readonly longer?: number; readonly longest?: number };
    found.push({ column: column.name, length, keep, rows: count, longer, longest });
  }
  return found;
}

function usualFor(column: string, rows: Split): ColumnConfig {
  const { length, vocabulary } = measureTexts(column, rows);
  return { column, transforms: [...readText(length, vocabulary)] };
}

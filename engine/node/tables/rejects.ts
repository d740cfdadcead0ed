/** Lines of a text that do not fit the others: they stop the reading unless they may be left out, which is told. */
import path from 'node:path';
import type { TableOptions } from '../../data/tables.ts';
import { shortened } from '../../data/findings/valueNotes.ts';
import { type Phrase, phrase, type Value, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import type { Duck, Row } from './duckdb.ts';

/** `rejects`: DuckDB's table of such lines. Throws a `UserError` that names the first. */
export async function linesLeftOut(
  duck: Duck,
  rejects: string | undefined,
  file: string,
  { faulty }: TableOptions,
): Promise<Phrase[]> {
  if (rejects === undefined) return [];
  // each scan of the file tells of them again, and of a line each value that is over or is lacking
  const lines = await duck.rows(
    `SELECT line, arg_min(error_message, column_idx) AS least, arg_max(error_message, column_idx) AS most,
     any_value(error_type) AS fault, any_value(csv_line) AS text FROM ${rejects} GROUP BY line ORDER BY line`,
  );
  const [first] = lines;
  if (!first) return [];
  const values = {
    count: lines.length,
    line: Number(first.line),
    text: verbatim(
      shortened(
        String(first.text ?? '')
          .trim()
          .split('\n', 1)[0]!,
      ),
    ),
    why: faultOf(first),
  };
  if (faulty === 'skip') return [phrase('lines-left-out', { file: verbatim(path.basename(file)), ...values })];
  throw new UserError(
    problem(
      'table-lines',
      { file: verbatim(path.basename(file)), ...values },
      {
        repairs: [
          {
            title: phrase('leave-lines-out'),
            actions: [{ kind: 'configure', path: ['data', 'dataset', 'settings', 'faulty'], value: 'skip' }],
          },
        ],
      },
    ),
  );
}

/** By DuckDB's kinds of errors; its own words where it says something else. */
function faultOf({ fault, least, most }: Row): Value {
  const message = fault === 'MISSING COLUMNS' ? least : most;
  const [, expected, found] = /Columns: (\d+) Found: (\d+)/.exec(String(message)) ?? [];
  if (found !== undefined) return phrase('line-has-values', { count: Number(found), expected: Number(expected) });
  if (fault === 'UNQUOTED VALUE') return phrase('line-quote-open');
  return verbatim(String(message).replace(/[.\s]+$/, ''));
}

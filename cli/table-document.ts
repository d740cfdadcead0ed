/** A document that is made for a table, as the command line asks for it. */
import { homedir } from 'node:os';
import path from 'node:path';
import { expandHome } from '../engine/data/paths.ts';
import { proposalLines, propose } from '../engine/data/propose.ts';
import { readyTable } from '../engine/data/ready/index.ts';
import { proposeSeries, type SeriesWish } from '../engine/data/series/propose.ts';
import type { Document } from '../engine/graph/document.ts';
import { verbatim } from '../engine/phrases.ts';
import { t, word } from '../engine/texts/index.ts';
import { documentFromTable } from '../templates/fromTable.ts';
import { type Arguments, say, UsageError, whole } from './define.ts';
import { filesToRead } from './reading.ts';

/** What can be said of what is to be learned of it. */
export const TABLE_OPTIONS = {
  target: { type: 'string' },
  time: { type: 'string' },
  group: { type: 'string', multiple: true },
  window: { type: 'string' },
  horizon: { type: 'string' },
  stride: { type: 'string' },
  lead: { type: 'string' },
} as const;

/** A document that predicts a column of a table; what it does is told. */
export async function tableDocument(args: Arguments, table: string): Promise<Document> {
  const { target } = args.options;
  const ready = readyTable(table);
  const file = ready ? table : path.resolve(expandHome(table, homedir()));
  const wanted = typeof target === 'string' ? target : undefined;
  const wish = seriesWish(args);
  const files = filesToRead('');
  const proposal = wish ? await proposeSeries(files, file, wanted, wish) : await propose(files, file, wanted);
  for (const line of [...proposalLines(proposal), ...proposal.notes]) say(word(line));
  return documentFromTable(proposal, ready ? ready.title : path.basename(table, path.extname(table)));
}

/** What is said of a series; undefined where the table is none. */
function seriesWish(args: Arguments): SeriesWish | undefined {
  const { time, group } = args.options;
  const other = ['group', 'window', 'horizon', 'stride', 'lead'].find((name) => args.options[name] !== undefined);
  if (typeof time !== 'string') {
    if (other !== undefined)
      throw new UsageError(t('cli.needsTime', '{{option}} needs --time.', { option: verbatim(`--${other}`) }));
    return undefined;
  }
  return {
    time,
    ...(Array.isArray(group) && { groups: group as string[] }),
    length: whole(args, 'window'),
    horizon: whole(args, 'horizon'),
    stride: whole(args, 'stride'),
    lead: whole(args, 'lead', 0),
  };
}

/** What the rows of a document's data hold and its network cannot take. */
import { serialize } from '../../../engine/graph/file.ts';
import { isError } from '../../../engine/problems.ts';
import { strayRowsDependOn } from '../../../engine/train/inspect/rowQuestion.ts';
import { ask } from '../host.ts';
import { askedOfData } from './asked.ts';
import { checkedOf } from './checked.ts';
import { describedOf } from './data.ts';
import type { OpenDocument } from './workspace.ts';

const questions = new WeakMap<OpenDocument['document'], string>();

/** Null where the data is not known, or the network has errors. */
function questionOf(open: OpenDocument): string | null {
  const { document, path } = open;
  if (describedOf(open).state !== 'ready' || checkedOf(document).problems.some(isError)) return null;
  let question = questions.get(document);
  if (question === undefined) {
    question = JSON.stringify([path, strayRowsDependOn(document, checkedOf(document))]);
    questions.set(document, question);
  }
  return question;
}

const rows = askedOfData({
  of: questionOf,
  ask: ({ document, path }, signal) => ask('data.rows', { document: serialize(document), path }, signal),
  settled: 500,
});
export const followRows = rows.follow;
export const strayRowsOf = rows.answerFor;
export const useNewestRows = rows.useNewest;

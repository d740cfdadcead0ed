/** What the rows of a document's data show that is worth a look. */
import { hasFindings } from '../../../engine/data/findings/folders/kinds.ts';
import { serialize } from '../../../engine/graph/file.ts';
import { t } from '../../../engine/texts/index.ts';
import { ask } from '../host.ts';
import { inBackground } from '../work.ts';
import { askedOfData } from './asked.ts';
import { describedOf } from './data.ts';
import type { OpenDocument } from './workspace.ts';

const questions = new WeakMap<OpenDocument['document'], string>();

/** Null where there is nothing that is looked through, or it is not known yet. */
function questionOf(open: OpenDocument): string | null {
  const { document, path } = open;
  const { data, training } = document;
  if (!data.dataset || !hasFindings(data.dataset) || describedOf(open).state !== 'ready') return null;
  let question = questions.get(document);
  if (question === undefined) {
    question = JSON.stringify([data, training.losses]);
    questions.set(document, question);
  }
  return `${path} ${question}`;
}

const findings = askedOfData({
  of: questionOf,
  ask: ({ document, path }, signal) =>
    inBackground(
      t('work.findings', 'Looking through the rows'),
      (wanted, progress) => ask('data.findings', { document: serialize(document), path }, wanted, progress),
      signal,
    ),
  settled: 800,
});
export const followFindings = findings.follow;
export const findingsFor = findings.answerFor;
export const useNewestFindings = findings.useNewest;

/** All that is wrong with a document and with training it, as far as is known by now. */
import type { Document } from '../../../engine/graph/document.ts';
import { type Problem, wordProblem } from '../../../engine/problems.ts';
import { t } from '../../../engine/texts/index.ts';
import { obstaclesOf, type TrainingProblems, trainingProblems } from '../../../engine/train/obstacles.ts';
import { checkedOf } from './checked.ts';
import { type Described, describedOf, useDescribed } from './data.ts';
import { memoryReportOf, useMemoryReport } from './memory.ts';
import { findingsFor, useNewestFindings } from './findings.ts';
import { strayRowsOf, useNewestRows } from './rows.ts';
import { type OpenDocument, useActive } from './workspace.ts';

interface Known {
  readonly data: Described;
  readonly rows: readonly Problem[] | null;
  readonly findings: readonly Problem[] | null;
  readonly memory: Problem | null;
}

const found = new WeakMap<Document, Known & { readonly problems: TrainingProblems }>();

const knownOf = (open: OpenDocument): Known => ({
  data: describedOf(open),
  rows: strayRowsOf(open),
  findings: findingsFor(open),
  memory: memoryReportOf(open)?.problem ?? null,
});

export function problemsOf(open: OpenDocument, { data, rows, findings, memory } = knownOf(open)): TrainingProblems {
  const { document } = open;
  const before = found.get(document);
  if (before?.data === data && before.rows === rows && before.findings === findings && before.memory === memory)
    return before.problems;
  const problems = trainingProblems(document, checkedOf(document), { data, rows, findings, memory });
  found.set(document, { data, rows, findings, memory, problems });
  return problems;
}

export function useProblems(): TrainingProblems | undefined {
  const data = useDescribed();
  const rows = useNewestRows();
  const findings = useNewestFindings();
  const memory = useMemoryReport()?.problem ?? null;
  return useActive((open) =>
    problemsOf(open, { data, rows: strayRowsOf(open, rows), findings: findingsFor(open, findings), memory }),
  );
}

/** Why a Train button can do nothing; undefined where it can. */
export function useWhyUntrainable(): string | undefined {
  const found = useProblems();
  const [first, ...others] = found ? obstaclesOf(found) : [];
  if (!first) return undefined;
  const said = wordProblem(first);
  return others.length === 0
    ? t('train.blocked', 'Cannot be trained yet: {{said}}', { said })
    : t('train.blocked.more', 'Cannot be trained yet: {{said}} And {{count}} more.', { said, count: others.length });
}

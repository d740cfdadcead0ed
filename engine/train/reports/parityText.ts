/** What a comparison found, in words: for the command line and the window. */
import { phrase, type Value, verbatim } from '../../phrases.ts';
import { word } from '../../texts/index.ts';
import type { ParityReport } from './parity.ts';

const share = (value: number | null): Value =>
  value === null ? phrase('parity-not-finite') : verbatim(value === 0 ? '0' : value.toExponential(1));

/** The first says whether it passed, the others by how much it is off. */
export function parityLines(report: ParityReport): Value[] {
  if (report.status === 'not run')
    return report.command === ''
      ? [phrase('parity-not-run', { reason: report.reason })]
      : [phrase('parity-not-run-do', { reason: report.reason, command: verbatim(report.command) })];
  const { status, rows, outputs, loss, lossReason } = report;
  const by = { rows, with: verbatim(report.with) };
  return [
    status === 'passed' ? phrase('parity-passed', by) : phrase('parity-failed', by),
    ...outputs.map(({ name, difference, allowed }) =>
      phrase('parity-output', { name: verbatim(name), difference: share(difference), allowed: share(allowed) }),
    ),
    ...(loss
      ? [
          phrase('parity-loss', {
            steps: loss.steps,
            difference: share(loss.difference),
            allowed: share(loss.allowed),
          }),
        ]
      : []),
    ...(lossReason === undefined ? [] : [phrase('parity-no-loss', { reason: lossReason })]),
  ];
}

export const parityText = (report: ParityReport): string => parityLines(report).map(word).join('\n');

/** How a written export compares with the engine: how far the comparison is, then what it found. */
import { Check, CircleSlash, X } from 'lucide-react';
import { t, word } from '../../../engine/texts/index.ts';
import { parityLines } from '../../../engine/train/reports/parityText.ts';
import type { ParityReport } from '../../../engine/train/reports/parity.ts';
import { PROVING } from '../../actions/export.ts';
import { Working } from '../../fields/Working.tsx';
import styles from './ExportDialog.module.css';

const ICONS = { passed: Check, failed: X, 'not run': CircleSlash } as const;

interface ParityProps {
  /** Null as long as it goes on. */
  readonly report: ParityReport | null;
  /** Why it could not be done. */
  readonly error: string | null;
}

export function Parity({ report, error }: ParityProps) {
  if (error !== null)
    return (
      <p className={styles.error} role="alert">
        {error}
      </p>
    );
  if (!report) return <Working title={PROVING()} />;
  const [first, ...others] = parityLines(report);
  const Icon = ICONS[report.status];
  return (
    <section className={styles.parity} aria-label={t('export.parity', 'Comparison with the engine')}>
      <p data-status={report.status}>
        <Icon size={14} strokeWidth={1.75} aria-hidden />
        {word(first!)}
      </p>
      {others.map((line) => (
        <p key={word(line)} className={styles.hint}>
          {word(line)}
        </p>
      ))}
    </section>
  );
}

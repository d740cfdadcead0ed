/** How a written export compares with the engine: how far the comparison is, then what it found. */
import { Check, CircleSlash, X } from 'lucide-react';
import { t, word } from '../../../engine/texts/index.ts';
import { parityLines } from '../../../engine/train/reports/parityText.ts';
import type { ParityReport } from '../../../engine/train/reports/parity.ts';
import { PROVING } from '../../actions/export.ts';
import { useWorks } from '../../state/work.ts';
import { Button } from '../../ui/Button.tsx';
import { WorkBar } from '../../ui/WorkBar.tsx';
import styles from './ExportDialog.module.css';

const ICONS = { passed: Check, failed: X, 'not run': CircleSlash } as const;

interface ParityProps {
  /** Null as long as it goes on. */
  readonly report: ParityReport | null;
  /** Why it could not be done. */
  readonly error: string | null;
}

export function Parity({ report, error }: ParityProps) {
  const title = PROVING();
  const work = useWorks().findLast((one) => one.title === title);
  if (error !== null)
    return (
      <p className={styles.error} role="alert">
        {error}
      </p>
    );
  if (!report)
    return (
      <div className={styles.proving} data-passing>
        <span>{t('work.goesOn', '{{title}}…', { title })}</span>
        <WorkBar label={title} share={work?.share ?? null} />
        {work && (
          <Button look="quiet" onClick={work.cancel}>
            {t('common.cancel', 'Cancel')}
          </Button>
        )}
      </div>
    );
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

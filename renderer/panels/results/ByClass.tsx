/** What each class comes to by itself: how often it is said rightly, and found. */
import { UNDEFINED } from '../../../engine/learn/metricText.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Judgement } from '../../../engine/train/reports/evaluation.ts';
import { perClass } from '../../../engine/train/reports/perClass.ts';
import { formatPercent } from '../../charts/format.ts';
import { grouped } from '../../ui/bytes.ts';
import styles from './Results.module.css';
import { visible } from './tokens.ts';

export function ByClass({ confusion }: { readonly confusion: NonNullable<Judgement['confusion']> }) {
  const share = (value: number | null) => (value === null ? UNDEFINED : formatPercent(value));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className={styles.byClass} tabIndex={0} aria-label={t('results.byClass', 'By class')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('results.class', 'Class')}</th>
            <th scope="col">{t('results.class.precision', 'Precision')}</th>
            <th scope="col">{t('results.class.recall', 'Recall')}</th>
            <th scope="col">F1</th>
            <th scope="col">{t('results.class.count', 'Count')}</th>
          </tr>
        </thead>
        <tbody>
          {perClass(confusion).map(({ class: name, count, precision, recall, f1 }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they stand in the order of the classes
            <tr key={i}>
              <th scope="row" title={name}>
                {visible(name)}
              </th>
              <td>{share(precision)}</td>
              <td>{share(recall)}</td>
              <td>{share(f1)}</td>
              <td>{grouped(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

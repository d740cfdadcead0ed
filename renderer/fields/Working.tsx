/** Work of some title that goes on, where its outcome will be: how far it is, and a way to cancel it. */
import type { Worded } from '../../engine/texts/index.ts';
import { t } from '../../engine/texts/index.ts';
import { useWorks } from '../state/work.ts';
import { Button } from '../ui/Button.tsx';
import { WorkBar } from '../ui/WorkBar.tsx';
import styles from './Working.module.css';

export function Working({ title }: { readonly title: Worded }) {
  const work = useWorks().findLast((one) => one.title === title);
  return (
    <div className={styles.working} data-passing>
      <span>{t('work.goesOn', '{{title}}…', { title })}</span>
      <span className={styles.control}>
        <WorkBar label={title} share={work?.share ?? null} />
        {work && (
          <Button look="quiet" onClick={work.cancel}>
            {t('common.cancel', 'Cancel')}
          </Button>
        )}
      </span>
    </div>
  );
}

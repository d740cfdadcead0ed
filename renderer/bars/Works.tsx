/** What goes on in the background, in the status bar, once it takes so long that one would wonder; each can be cancelled. */
import { X } from 'lucide-react';
import { formatDuration } from '../charts/format.ts';
import { t } from '../../engine/texts/index.ts';
import { useWorks } from '../state/work.ts';
import { WorkBar } from '../ui/WorkBar.tsx';
import styles from './StatusBar.module.css';

/** More would leave no room for the rest. */
const MOST = 2;

export function Works() {
  const works = useWorks();
  return (
    <>
      {works.slice(-MOST).map(({ id, title, share, secondsLeft, cancel }) => (
        <span key={id} className={styles.work}>
          {title}
          <WorkBar label={title} share={share} />
          {share !== null && <b>{Math.floor(100 * share)} %</b>}
          {secondsLeft !== null && <span>{formatDuration(secondsLeft)}</span>}
          <button type="button" aria-label={t('work.cancel', 'Cancel: {{title}}', { title })} onClick={cancel}>
            <X size={12} strokeWidth={1.75} />
          </button>
        </span>
      ))}
    </>
  );
}

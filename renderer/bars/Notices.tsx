import { X } from 'lucide-react';
import { t } from '../../engine/texts/index.ts';
import { useActive } from '../state/document/workspace.ts';
import { dismiss, useNotices } from '../state/notices.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import styles from './Notices.module.css';

export function Notices() {
  const front = useActive(({ key }) => key);
  const shown = useNotices().filter(({ about }) => about === undefined || about === front);
  return (
    <div className={styles.list} role="status" aria-live="polite">
      {shown.map(({ id, kind, text, action }) => (
        <div key={id} className={`${styles.notice} ${styles[kind]}`}>
          <p>{text}</p>
          {action && <Button onClick={() => (dismiss(id), action.run())}>{action.title}</Button>}
          <IconButton
            label={t('notices.dismiss', 'Dismiss')}
            icon={<X size={14} strokeWidth={1.5} />}
            onClick={() => dismiss(id)}
          />
        </div>
      ))}
    </div>
  );
}

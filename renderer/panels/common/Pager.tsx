import { ChevronLeft, ChevronRight } from 'lucide-react';
import { t } from '../../../engine/texts/index.ts';
import { grouped } from '../../ui/bytes.ts';
import { IconButton } from '../../ui/Button.tsx';
import styles from './Pager.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

interface PagerProps {
  /** What the buttons say. */
  readonly earlier: string;
  readonly later: string;
  /** The first that is shown, from 0; how many are shown at most; and how many there are. */
  readonly from: number;
  readonly most: number;
  readonly total: number;
  readonly onChange: (from: number) => void;
}

/** Goes through many things a page at a time. */
export function Pager({ earlier, later, from, most, total, onChange }: PagerProps) {
  const last = Math.min(from + most, total);
  return (
    <>
      <IconButton
        label={earlier}
        icon={<ChevronLeft {...ICON} />}
        disabled={from === 0}
        onClick={() => onChange(Math.max(0, from - most))}
      />
      <code className={styles.range}>
        {most === 1
          ? t('data.page.one', '{{number}} of {{total}}', { number: grouped(last), total: grouped(total) })
          : t('data.page', '{{first}}–{{last}} of {{total}}', {
              first: grouped(Math.min(from + 1, total)),
              last: grouped(last),
              total: grouped(total),
            })}
      </code>
      <IconButton
        label={later}
        icon={<ChevronRight {...ICON} />}
        disabled={last >= total}
        onClick={() => onChange(from + most)}
      />
    </>
  );
}

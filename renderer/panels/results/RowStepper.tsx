import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../ui/Button.tsx';
import type { RunModel } from './model.ts';
import styles from './Results.module.css';
import { t } from '../../../engine/texts/index.ts';

const ICON = { size: 14, strokeWidth: 1.5 } as const;

interface TestRowsProps extends Pick<RowStepperProps, 'row' | 'onChange'> {
  readonly model: Pick<RunModel, 'rows'>;
  readonly optional?: boolean;
}

/** Of the test split, or of the rows that it learned from where the data have no other. */
export function TestRows({ model: { rows }, optional = false, ...rest }: TestRowsProps) {
  const label = rows.test === null ? t('rows.one', 'Row') : t('results.testRow', 'Test row');
  return <RowStepper {...rest} label={label} total={rows.test ?? rows.train} optional={optional} />;
}

interface RowStepperProps {
  readonly label: string;
  /** From 0; null where no row is shown. */
  readonly row: number | null;
  readonly total: number;
  /** Whether the field may be emptied. */
  readonly optional: boolean;
  readonly onChange: (row: number | null) => void;
}

/** Chooses a row of the data: the one before, the one after, or by its number, from 1 as everywhere where a person sees it. */
function RowStepper({ label, row, total, optional, onChange }: RowStepperProps) {
  // on the way to another number
  const [empty, setEmpty] = useState(false);
  const type = (text: string) => {
    setEmpty(text === '');
    if (text !== '') onChange(Math.max(1, Math.min(total, Math.trunc(Number(text)) || 1)) - 1);
    else if (optional) onChange(null);
  };
  return (
    <span className={styles.stepper}>
      <IconButton
        label={t('results.earlier', 'Earlier row')}
        icon={<ChevronLeft {...ICON} />}
        disabled={row === null || row === 0}
        onClick={() => onChange((row ?? 1) - 1)}
      />
      <input
        aria-label={label}
        placeholder={t('results.row.hint', 'row')}
        inputMode="numeric"
        value={empty || row === null ? '' : row + 1}
        onChange={({ target }) => type(target.value)}
        onBlur={() => setEmpty(false)}
      />
      <IconButton
        label={t('results.later', 'Later row')}
        icon={<ChevronRight {...ICON} />}
        disabled={row !== null && row >= total - 1}
        onClick={() => onChange((row ?? -1) + 1)}
      />
    </span>
  );
}

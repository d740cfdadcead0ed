import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '../../ui/Button.tsx';
import type { RunModel } from './model.ts';
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
  /** Null where no row is shown. */
  readonly row: number | null;
  readonly total: number;
  /** Whether the field may be emptied. */
  readonly optional: boolean;
  readonly onChange: (row: number | null) => void;
}

/** Chooses a row of the data: the one before, the one after, or by its number. */
function RowStepper({ label, row, total, optional, onChange }: RowStepperProps) {
  const type = (text: string) =>
    onChange(text === '' && optional ? null : Math.max(0, Math.min(total - 1, Math.trunc(Number(text)) || 0)));
  return (
    <>
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
        value={row ?? ''}
        onChange={({ target }) => type(target.value)}
      />
      <IconButton
        label={t('results.later', 'Later row')}
        icon={<ChevronRight {...ICON} />}
        disabled={row !== null && row >= total - 1}
        onClick={() => onChange((row ?? -1) + 1)}
      />
    </>
  );
}

import { t } from '../../../engine/texts/index.ts';
import { sizeOf } from '../../../engine/types/shape.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { Picture } from '../../charts/Picture.tsx';
import { inputFormOf } from './inputForm.ts';
import { type Answered, type RunModel, rangeOf } from './model.ts';
import styles from './Results.module.css';
import { SeriesForm } from './SeriesForm.tsx';
import { TextForm } from './TextForm.tsx';
import { textOf, trimmed } from './tokens.ts';
import { ValueForm } from './ValueForm.tsx';

/** Numbers of a window that are shown as text. */
const MOST_TYPED = 5000;

interface RowInputProps {
  readonly model: RunModel;
  readonly row: number;
  /** What it is asked about, by the fields' keys; null while it is read. */
  readonly values: Readonly<Record<string, Tensor>> | null;
  readonly onChange: (key: string, tensor: Tensor) => void;
  readonly unknown: Answered['unknown'];
}

/** The row that the network is asked about, in the form that suits it. */
export function RowInput({ model, row, values, onChange, unknown }: RowInputProps) {
  const { fields } = model;
  const form = inputFormOf(model);
  const [only] = fields;
  if (form === 'series' && only && sizeOf(only.column.shape) <= MOST_TYPED)
    return (
      values?.[only.key] && (
        <SeriesForm
          key={row}
          column={only.column}
          value={values[only.key]!}
          onChange={(typed) => onChange(only.key, typed)}
        />
      )
    );
  if (form === 'row' || form === 'series')
    return (
      <p className={styles.hint}>
        {fields
          .map(({ column }) => `${column.name}: ${column.shape.join('×') || t('results.oneNumber', 'one number')}`)
          .join(', ')}
      </p>
    );
  if (form === 'values')
    return values && <ValueForm fields={fields} values={values} unknown={unknown} onChange={onChange} />;
  const { key, column } = fields[0]!;
  const value = values?.[key];
  if (form === 'text') {
    if (!value) return null;
    return (
      <TextForm
        key={row}
        column={column}
        text={textOf(trimmed(value.data), column)}
        onChange={(typed) => onChange(key, typed)}
      />
    );
  }
  // the pad's place stays where it was drawn on
  if (!value && form === 'picture') return null;
  return (
    <div className={styles.pad}>
      {value && (
        <Picture
          tensor={value}
          {...rangeOf(column)}
          label={t('results.testRow.nth', 'Test row {{row}}', { row: row + 1 })}
        />
      )}
    </div>
  );
}

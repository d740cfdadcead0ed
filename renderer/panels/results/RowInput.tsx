import type { Tensor } from '../../../engine/types/tensor.ts';
import { Picture } from '../../charts/Picture.tsx';
import type { Sample } from '../common/sample.ts';
import { inputFormOf } from './inputForm.ts';
import { type RunModel, rangeOf } from './model.ts';
import { NumberForm } from './NumberForm.tsx';
import styles from './Results.module.css';
import { t } from '../../../engine/texts/index.ts';

interface RowInputProps {
  readonly model: RunModel;
  readonly row: number;
  readonly sample: Sample | null;
  /** What was typed over the row's own numbers. */
  readonly typed: Tensor | null;
  readonly onType: (tensor: Tensor) => void;
}

/** The row that the network is asked about, in the form that suits it. */
export function RowInput({ model, row, sample, typed, onType }: RowInputProps) {
  const { inputs } = model;
  const form = inputFormOf(model);
  if (form === 'row')
    return (
      <p className={styles.hint}>
        {inputs
          .map(({ column }) => `${column.name}: ${column.shape.join('×') || t('results.oneNumber', 'one number')}`)
          .join(', ')}
      </p>
    );
  const { name } = inputs[0]!.column;
  const value = sample?.[name];
  if (form === 'numbers') return value && <NumberForm tensor={typed ?? value} name={name} onChange={onType} />;
  // the pad's place stays where it was drawn on
  if (!value && form === 'picture') return null;
  return (
    <div className={styles.pad}>
      {value && (
        <Picture
          tensor={value}
          {...rangeOf(inputs[0]!.column)}
          label={t('results.testRow.nth', 'Test row {{row}}', { row })}
        />
      )}
    </div>
  );
}

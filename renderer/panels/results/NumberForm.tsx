import type { Tensor } from '../../../engine/types/tensor.ts';
import styles from './Results.module.css';

interface NumberFormProps {
  readonly tensor: Tensor;
  readonly name: string;
  readonly onChange: (tensor: Tensor) => void;
}

/** A row of few numbers, each in a field of its own. */
export function NumberForm({ tensor, name, onChange }: NumberFormProps) {
  const change = (at: number, text: string) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) return;
    const data = tensor.data.slice();
    data[at] = value;
    onChange({ ...tensor, data } as Tensor);
  };
  return (
    <div className={styles.form}>
      {Array.from(tensor.data, (value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a number's place is its name
        <label key={i} style={{ display: 'contents' }}>
          {tensor.data.length === 1 ? name : `${name} ${i}`}
          <input
            key={value}
            defaultValue={String(Number(value.toPrecision(6)))}
            inputMode="decimal"
            onBlur={({ target }) => change(i, target.value)}
            onKeyDown={({ key, currentTarget }) => key === 'Enter' && change(i, currentTarget.value)}
          />
        </label>
      ))}
    </div>
  );
}

import type { Column } from '../../../engine/data/define.ts';
import { typedNumber } from '../../../engine/data/kinds/number.ts';
import { hasTexts, textsTensor } from '../../../engine/data/language/ragged.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { sizeOf } from '../../../engine/types/shape.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { Picture } from '../../charts/Picture.tsx';
import { type Answered, type RunModel, rangeOf } from './model.ts';
import styles from './Results.module.css';

interface ValueFormProps {
  readonly fields: RunModel['fields'];
  /** By key. */
  readonly values: Readonly<Record<string, Tensor>>;
  readonly onChange: (key: string, tensor: Tensor) => void;
  /** Of columns of texts, how many tokens there are and how many the network does not know. */
  readonly unknown: Answered['unknown'];
}

/** A row of few values, each in a field of its own: a number or a text is typed, a class is chosen. */
export function ValueForm({ fields, values, unknown, onChange }: ValueFormProps) {
  return (
    <div className={styles.form}>
      {fields.flatMap(({ key, column }) => {
        const value = values[key]!;
        if (column.kind === 'image')
          return (
            <div key={key} className={styles.long}>
              <span>{column.name}</span>
              <Picture tensor={value} {...rangeOf(column)} label={column.name} />
            </div>
          );
        if (hasTexts(value))
          return (
            <TextValue
              key={key}
              name={column.name}
              text={value.texts[0] ?? ''}
              unknown={unknown[column.name]}
              onChange={(text) => onChange(key, textsTensor([text]))}
            />
          );
        return Array.from(value.data, (number, i) => {
          const name =
            sizeOf(column.shape) === 1
              ? column.name
              : t('results.field', '{{name}} {{place}}', { name: verbatim(column.name), place: i });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a value's place is its name
            <div key={`${key}.${i}`} style={{ display: 'contents' }}>
              <span title={column.name}>{name}</span>
              <Value
                name={name}
                column={column}
                value={number}
                onChange={(next) => onChange(key, changed(value, i, next))}
              />
            </div>
          );
        });
      })}
    </div>
  );
}

interface TextValueProps {
  readonly name: string;
  readonly text: string;
  readonly unknown: readonly [tokens: number, unknown: number] | undefined;
  readonly onChange: (text: string) => void;
}

/** A text that is typed, and how much of it the network does not know. */
function TextValue({ name, text, unknown, onChange }: TextValueProps) {
  return (
    <div className={styles.long}>
      <label>
        <span title={name}>{name}</span>
        <textarea className={styles.text} rows={6} value={text} onChange={({ target }) => onChange(target.value)} />
      </label>
      {unknown && unknown[1] > 0 && (
        <p className={styles.hint}>
          {t('results.text.never', '{{count}} of {{all}} tokens are not in its vocabulary.', {
            count: unknown[1],
            all: unknown[0],
          })}
        </p>
      )}
    </div>
  );
}

function changed(tensor: Tensor, at: number, value: number): Tensor {
  const data = tensor.data.slice();
  data[at] = value;
  return { ...tensor, data } as Tensor;
}

interface ValueProps {
  readonly name: string;
  readonly column: Column;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Value({ name, column, value, onChange }: ValueProps) {
  if (column.kind === 'category' && column.classes)
    return (
      <select aria-label={name} value={value} onChange={({ target }) => onChange(Number(target.value))}>
        {column.classes.map((name, i) => (
          <option key={name} value={i}>
            {name}
          </option>
        ))}
      </select>
    );
  const shown = Number.isNaN(value) ? '' : String(Number(value.toPrecision(6)));
  const take = (field: HTMLInputElement) => {
    if (field.value === shown) return;
    const next = typedNumber(field.value, column);
    // what is no number is not predicted from
    if (next === undefined || Object.is(next, value)) field.value = shown;
    else onChange(next);
  };
  return (
    <input
      key={value}
      aria-label={name}
      defaultValue={shown}
      inputMode="decimal"
      onBlur={({ target }) => take(target)}
      onKeyDown={({ key, currentTarget }) => key === 'Enter' && take(currentTarget)}
    />
  );
}

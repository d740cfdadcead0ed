import { useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { type Tensor, tensor } from '../../../engine/types/tensor.ts';
import styles from './Results.module.css';
import { stepsIn, textOfSteps } from './steps.ts';

interface SeriesFormProps {
  readonly column: Column;
  /** The window that stands there at first. */
  readonly value: Tensor;
  readonly onChange: (tensor: Tensor) => void;
}

/** A window of a series that is typed or pasted: a line for each step. */
export function SeriesForm({ column: { shape, each }, value, onChange }: SeriesFormProps) {
  const [length, width] = [shape[0]!, shape.slice(1).reduce((a, b) => a * b, 1)];
  const [typed, setTyped] = useState(() => textOfSteps(value.data, width));
  const read = stepsIn(typed, length, width);
  const change = (next: string) => {
    setTyped(next);
    const found = stepsIn(next, length, width);
    if ('values' in found) onChange(tensor('float32', [1, ...shape], found.values));
  };
  return (
    <>
      <p className={styles.hint}>
        {each
          ? t('results.steps.names', 'A line for each of {{count}} steps, the newest last: {{names}}.', {
              count: length,
              names: each.map((name) => verbatim(name)),
            })
          : t('results.steps', 'A line for each of {{count}} steps, the newest last, of {{width}} numbers.', {
              count: length,
              width,
            })}
      </p>
      <textarea
        className={styles.text}
        aria-label={t('results.steps.label', 'Steps that the network reads')}
        rows={8}
        spellCheck={false}
        value={typed}
        onChange={({ target }) => change(target.value)}
      />
      {'line' in read && (
        <p className={styles.error}>
          {t('results.steps.line', 'Line {{line}} is not {{width}} numbers.', { line: read.line, width })}
        </p>
      )}
      {'steps' in read && (
        <p className={styles.error}>
          {t('results.steps.few', 'There are {{steps}} steps, and it reads {{count}}.', {
            steps: read.steps,
            count: length,
          })}
        </p>
      )}
      {'left' in read && read.left > 0 && (
        <p className={styles.hint}>
          {t(
            'results.steps.left',
            { one: 'The first line is left out.', other: 'The first {{count}} lines are left out.' },
            { count: read.left },
          )}
        </p>
      )}
    </>
  );
}

import { useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t, word } from '../../../engine/texts/index.ts';
import { partRead, type Reading } from '../../../engine/train/generate/reading.ts';
import { type Tensor, tensor } from '../../../engine/types/tensor.ts';
import styles from './Results.module.css';
import { rowOf, tokensIn, visible } from './tokens.ts';

interface TextFormProps {
  readonly column: Column;
  /** What stands there at first. */
  readonly text: string;
  readonly onChange: (tensor: Tensor) => void;
}

/** A text that is typed, and what of it the network does not know. */
export function TextForm({ column, text, onChange }: TextFormProps) {
  const [typed, setTyped] = useState(text);
  const { tokens, unknown } = tokensIn(typed, column);
  const length = column.shape[0]!;
  const change = (next: string) => {
    setTyped(next);
    onChange(tensor('int32', [1, length], rowOf(tokensIn(next, column).tokens, length)));
  };
  return (
    <>
      <textarea
        className={styles.text}
        aria-label={t('results.text', 'Text that the network reads')}
        rows={5}
        value={typed}
        onChange={({ target }) => change(target.value)}
      />
      <Unread
        unknown={unknown}
        reading={{ all: tokens.length, read: Math.min(tokens.length, length), which: 'last' }}
      />
    </>
  );
}

interface UnreadProps {
  readonly unknown: readonly string[];
  /** Of the text; undefined before one is read. */
  readonly reading: Reading | undefined;
}

/** What of a text is not read. */
export function Unread({ unknown, reading }: UnreadProps) {
  const part = reading && partRead(reading);
  return (
    <>
      {unknown.length > 0 && (
        <p className={styles.hint}>
          {t('results.text.unknown', 'Not in its vocabulary: {{words}}.', {
            words: unknown.slice(0, 8).map((word) => verbatim(visible(word))),
          })}
        </p>
      )}
      {part && <p className={styles.hint}>{word(part)}</p>}
    </>
  );
}

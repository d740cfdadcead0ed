import { useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
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
      <Unread unknown={unknown} first={tokens.length - length} />
    </>
  );
}

interface UnreadProps {
  readonly unknown: readonly string[];
  /** How many tokens more there are than it reads, where it reads the last ones; and where it reads the first. */
  readonly first?: number;
  readonly last?: number;
}

/** What of a text is not read. */
export function Unread({ unknown, first = 0, last = 0 }: UnreadProps) {
  return (
    <>
      {unknown.length > 0 && (
        <p className={styles.hint}>
          {t('results.text.unknown', 'Not in its vocabulary: {{words}}.', {
            words: unknown.slice(0, 8).map((word) => verbatim(visible(word))),
          })}
        </p>
      )}
      {first > 0 && (
        <p className={styles.hint}>
          {t(
            'results.text.long',
            { one: 'The first token is left out.', other: 'The first {{count}} tokens are left out.' },
            { count: first },
          )}
        </p>
      )}
      {last > 0 && (
        <p className={styles.hint}>
          {t(
            'results.text.unread',
            { one: 'The last token is not read.', other: 'The last {{count}} tokens are not read.' },
            { count: last },
          )}
        </p>
      )}
    </>
  );
}

/** A text that the network goes on with, token by token as it is written. */
import { PenLine, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { tensor } from '../../../engine/types/tensor.ts';
import { messageOf } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { useSample } from '../common/sample.ts';
import { continued } from './continuation.ts';
import { predict, type RunModel } from './model.ts';
import styles from './Results.module.css';
import { textOf, tokensIn } from './tokens.ts';

const ICON = { size: 14, strokeWidth: 1.5 } as const;
const MOST_WRITTEN = 2000;

interface ContinuationProps {
  readonly model: RunModel;
  /** Of the test split, whose text it shall go on with; null for one of one's own. */
  readonly row: number | null;
}

interface Writing {
  readonly written: readonly number[];
  readonly error: string | null;
  readonly busy: boolean;
  readonly write: (prompt: string, temperature: number, length: number) => Promise<void>;
  readonly stop: () => void;
}

/** What the network has written so far. Another question, and the end of the panel, end it. */
function useWriting(model: RunModel): Writing {
  const { key, column } = model.fields[0]!;
  const [written, setWritten] = useState<readonly number[]>([]);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const writing = useRef<object | null>(null);
  useEffect(() => () => void (writing.current = null), []);
  const stop = () => {
    writing.current = null;
    setBusy(false);
  };
  const write: Writing['write'] = async (prompt, temperature, length) => {
    const mine = {};
    writing.current = mine;
    setBusy(true);
    setWritten([]);
    setError(null);
    const window = column.shape[0]!;
    const ask = async (tokens: Int32Array) =>
      (await predict(model, { [key]: tensor('int32', [1, window], tokens) })).values;
    const { tokens } = tokensIn(prompt, column);
    try {
      let count = 0;
      for await (const token of continued(tokens, { ask, length: window, temperature, random: Math.random })) {
        if (writing.current !== mine) return;
        setWritten((before) => [...before, token]);
        if (++count >= length) break;
      }
    } catch (problem) {
      setError(messageOf(problem));
    }
    if (writing.current === mine) stop();
  };
  return { written, error, busy, write, stop };
}

export function Continuation({ model, row }: ContinuationProps) {
  const { column } = model.fields[0]!;
  const [prompt, setPrompt] = useState('');
  const [temperature, setTemperature] = useState(0.8);
  const [length, setLength] = useState(200);
  const { written, error, busy, write, stop } = useWriting(model);
  const split = model.rows.test === null ? 'train' : 'test';
  const { sample } = useSample(model.document.data.dataset, split, row ?? 0, 1, model.run);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a row's text comes in once
  useEffect(() => {
    if (sample) setPrompt(textOf([...sample[column.name]!.data], column));
  }, [sample]);

  return (
    <div className={styles.continuation}>
      <textarea
        className={styles.text}
        aria-label={t('results.prompt', 'Text to go on with')}
        rows={3}
        value={prompt}
        onChange={({ target }) => setPrompt(target.value)}
      />
      <div className={styles.under}>
        <label>
          {t('results.temperature', 'Temperature')}
          <input
            type="number"
            min={0}
            max={5}
            step={0.1}
            value={temperature}
            title={t(
              'results.temperature.doc',
              '0 takes the likeliest each time; the higher, the more is left to chance.',
            )}
            onChange={({ target }) => setTemperature(Math.max(0, Math.min(5, Number(target.value) || 0)))}
          />
        </label>
        <label>
          {t('results.length', 'Length')}
          <input
            type="number"
            min={1}
            max={MOST_WRITTEN}
            value={length}
            onChange={({ target }) =>
              setLength(Math.max(1, Math.min(MOST_WRITTEN, Math.trunc(Number(target.value)) || 1)))
            }
          />
        </label>
        <span style={{ flex: 1 }} />
        {busy ? (
          <Button icon={<Square {...ICON} />} onClick={stop}>
            {t('results.stopWriting', 'Stop')}
          </Button>
        ) : (
          <Button icon={<PenLine {...ICON} />} onClick={() => void write(prompt, temperature, length)}>
            {t('results.write', 'Write on')}
          </Button>
        )}
      </div>
      {error !== null && <p className={styles.error}>{error}</p>}
      <output className={styles.written} aria-live="off" aria-label={t('results.written', 'What the network wrote')}>
        {written.length === 0 ? (
          <span className={styles.hint}>{t('results.written.empty', 'What it writes appears here.')}</span>
        ) : (
          textOf(written, column)
        )}
      </output>
    </div>
  );
}

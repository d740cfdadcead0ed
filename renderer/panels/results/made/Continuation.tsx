/** A text that the network goes on with, or one that it reads and answers, token by token as it is written. */
import { PenLine, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Column } from '../../../../engine/data/define.ts';
import { verbatim } from '../../../../engine/phrases.ts';
import { t } from '../../../../engine/texts/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { useSample } from '../../common/sample.ts';
import type { RunModel } from '../model.ts';
import { NumberField } from './NumberField.tsx';
import styles from '../Results.module.css';
import { TestRows } from '../RowStepper.tsx';
import { Unread } from '../TextForm.tsx';
import { textOf, trimmed } from '../tokens.ts';
import { useWriting, type WritingSettings } from './useWriting.ts';

const ICON = { size: 14, strokeWidth: 1.5 } as const;
const MOST_WRITTEN = 2000;
const MOST_SEED = 2 ** 31 - 1;
const START: Omit<WritingSettings, 'prompt'> = { temperature: 0.8, topK: 0, topP: 1, seed: 0, length: 200 };

interface ContinuationProps {
  readonly model: RunModel;
  /** Of the test split, whose text it shall go on with; null for one of one's own. */
  readonly row: number | null;
  readonly onRow: (row: number | null) => void;
}

export function Continuation({ model, row, onRow }: ContinuationProps) {
  const answers = model.writes === 'answer';
  const { column } = model.fields[0]!;
  const [typed, setTyped] = useState<string | null>(null);
  const [settings, setSettings] = useState(answers ? { ...START, temperature: 0 } : START);
  const { text, unknown, reading, error, busy, write, stop } = useWriting(model);
  const split = model.rows.test === null ? 'train' : 'test';
  const { sample } = useSample(model.document.data.dataset, split, row ?? 0, 1, model.run);

  const textIn = (of: Column) => {
    const tokens = [...sample![of.name]!.data];
    // an answer ends where filling begins; a text that is gone on with has none
    return textOf(answers ? trimmed(tokens) : tokens, of);
  };

  // a row's text stands there until another is typed, however late it comes
  const prompt = typed ?? (sample ? textIn(column) : '');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row has another text
  useEffect(() => setTyped(null), [row]);

  const asked = answers ? t('results.source', 'Text to answer') : t('results.prompt', 'Text to go on with');
  // what is being written stays in sight
  const output = useRef<HTMLOutputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new token may be a new line
  useEffect(() => {
    if (busy) output.current?.scrollIntoView({ block: 'nearest' });
  }, [busy, text]);

  return (
    <div className={styles.continuation}>
      <textarea
        className={styles.text}
        aria-label={asked}
        placeholder={asked}
        rows={3}
        value={prompt}
        onChange={({ target }) => setTyped(target.value)}
      />
      <div className={styles.under}>
        <Drawing
          settings={settings}
          ends={answers}
          onChange={(change) => setSettings((before) => ({ ...before, ...change }))}
        />
        <TestRows model={model} row={row ?? 0} onChange={onRow} />
        {busy ? (
          <Button icon={<Square {...ICON} />} onClick={stop}>
            {t('results.stopWriting', 'Stop')}
          </Button>
        ) : (
          <Button icon={<PenLine {...ICON} />} onClick={() => void write({ prompt, ...settings })}>
            {answers ? t('results.answer', 'Answer') : t('results.write', 'Write on')}
          </Button>
        )}
      </div>
      <Unread unknown={unknown} reading={reading} />
      {error !== null && <p className={styles.error}>{error}</p>}
      <output
        ref={output}
        className={styles.written}
        aria-live="off"
        aria-label={t('results.written', 'What the network wrote')}
      >
        {text === '' ? (
          <span className={styles.hint}>{t('results.written.empty', 'What it writes appears here.')}</span>
        ) : (
          text
        )}
      </output>
      {answers && sample && model.target && prompt === textIn(column) && (
        <p className={styles.hint}>
          {t('results.truth', 'truth: {{value}}', { value: verbatim(textIn(model.target)) })}
        </p>
      )}
    </div>
  );
}

interface DrawingProps {
  readonly settings: Omit<WritingSettings, 'prompt'>;
  /** Where it ends by itself nobody says how long it shall be. */
  readonly ends: boolean;
  readonly onChange: (change: Partial<WritingSettings>) => void;
}

/** How much is left to chance, and how long the text shall be. */
function Drawing({ settings, ends, onChange }: DrawingProps) {
  const of = (key: keyof DrawingProps['settings']) => ({
    value: settings[key],
    onChange: (value: number) => onChange({ [key]: value }),
  });
  return (
    <>
      <NumberField
        {...of('temperature')}
        label={t('results.temperature', 'Temperature')}
        doc={t('results.temperature.doc', '0 takes the likeliest each time; the higher, the more is left to chance.')}
        most={5}
        step={0.1}
      />
      <NumberField
        {...of('topK')}
        label={t('results.topK', 'Top-k')}
        doc={t('results.topK.doc', 'Only so many of the likeliest tokens are drawn from; 0 is all.')}
        most={1_000_000}
      />
      <NumberField
        {...of('topP')}
        label={t('results.topP', 'Top-p')}
        doc={t(
          'results.topP.doc',
          'Only the likeliest tokens that together reach this share are drawn from; 1 is all.',
        )}
        most={1}
        step={0.05}
      />
      <NumberField
        {...of('seed')}
        label={t('results.seed', 'Seed')}
        doc={t('results.seed.doc', 'The same seed writes the same text.')}
        most={MOST_SEED}
      />
      {!ends && (
        <NumberField
          {...of('length')}
          label={t('results.length', 'Length')}
          doc={t('results.length.doc', 'Tokens that it writes.')}
          least={1}
          most={MOST_WRITTEN}
        />
      )}
      <span style={{ flex: 1 }} />
    </>
  );
}

/** The trained network asked live: a drawing, a row of the test split, or numbers typed in. */
import { ChevronLeft, ChevronRight, Eraser } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { sizeOf } from '../../../engine/types/shape.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { formatNumber } from '../../charts/format.ts';
import { Picture } from '../../charts/Picture.tsx';
import { ClassBars } from '../../charts/ClassBars.tsx';
import { messageOf } from '../../state/notices.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { cell, useSample } from '../data/Rows.tsx';
import { type Ink, toDigit } from './digit.ts';
import { givesClasses, outputNames, predict, type RunModel } from './model.ts';
import { newestOnly } from './newest.ts';
import { Pad, type PadHandle } from './Pad.tsx';
import styles from './Results.module.css';

const ICON = { size: 14, strokeWidth: 1.5 } as const;
/** Rows with no more numbers than this can be typed. */
const TYPED = 16;

export function Try({
  model,
  row,
  onRow,
}: {
  readonly model: RunModel /** Of the test split; null while the pad is drawn on. */;
  readonly row: number | null;
  readonly onRow: (row: number | null) => void;
}) {
  const { inputs, document, rows } = model;
  const [answer, setAnswer] = useState<Float32Array | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [drawn, setDrawn] = useState<Tensor | null>(null);
  const [typed, setTyped] = useState<Tensor | null>(null);
  const pad = useRef<PadHandle>(null);
  const only = inputs.length === 1 ? inputs[0]! : undefined;
  const drawable =
    only?.column.kind === 'image' && only.column.shape[0] === 1 && only.column.shape[1] === only.column.shape[2];
  const at = row ?? (drawable ? null : 0);
  const split = rows.test === null ? 'train' : 'test';
  const total = rows.test ?? rows.train;
  const { sample, error: unread } = useSample(at === null ? null : document.data.dataset, split, at ?? 0, 1, model.run);

  const put = useMemo(
    () =>
      newestOnly(async (asked: Readonly<Record<string, Tensor>> | null) => {
        try {
          setAnswer(asked && (await predict(model, asked)));
          setError(null);
        } catch (problem) {
          setAnswer(null);
          setError(messageOf(problem));
        }
      }),
    [model],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a row is asked about once, when it comes
  useEffect(() => {
    if (at === null || !sample) return;
    setTyped(null);
    pad.current?.clear();
    setDrawn(null);
    put(Object.fromEntries(inputs.map(({ node, column }) => [node.id, sample[column.name]!])));
  }, [sample]);

  const ink = (given: Ink | null) => {
    const size = only!.column.shape[1] as number;
    const digit = given && toDigit(given, size, only!.column.range?.[1] ?? 255);
    const tensor: Tensor | null = digit && { dtype: 'float32', shape: [1, 1, size, size], data: digit };
    if (row !== null) onRow(null);
    setDrawn(tensor);
    put(tensor && { [only!.node.id]: tensor });
  };
  const clear = () => {
    pad.current?.clear();
    setDrawn(null);
    onRow(null);
    put(null);
  };
  const type = (tensor: Tensor) => {
    setTyped(tensor);
    put({ [only!.node.id]: tensor });
  };

  const raw = only && sample?.[only.column.name];
  const picture = only?.column.kind === 'image';
  const small = only && !picture && sizeOf(only.column.shape) <= TYPED;
  return (
    <div className={styles.try}>
      <div>
        {drawable &&
          (at === null ? (
            <Pad ref={pad} onInk={ink} />
          ) : (
            <div className={styles.pad}>
              {raw && (
                <Picture
                  tensor={raw}
                  {...(only.column.range && { range: only.column.range })}
                  label={`Test row ${at}`}
                />
              )}
            </div>
          ))}
        {picture && !drawable && raw && (
          <div className={styles.pad}>
            <Picture tensor={raw} {...(only.column.range && { range: only.column.range })} label={`Test row ${at}`} />
          </div>
        )}
        {small && raw && <Numbers tensor={typed ?? raw} name={only.column.name} onChange={type} />}
        {!picture && !small && (
          <p className={styles.hint}>
            {inputs.map(({ column }) => `${column.name}: ${column.shape.join('×') || 'one number'}`).join(', ')}
          </p>
        )}
        <div className={styles.under}>
          {drawable && (
            <Button look="quiet" icon={<Eraser {...ICON} />} onClick={clear}>
              Clear
            </Button>
          )}
          <span style={{ flex: 1 }} />
          <IconButton
            label="Earlier row"
            icon={<ChevronLeft {...ICON} />}
            disabled={at === null || at === 0}
            onClick={() => onRow((at ?? 1) - 1)}
          />
          <input
            aria-label={split === 'test' ? 'Test row' : 'Row'}
            placeholder="row"
            inputMode="numeric"
            value={at ?? ''}
            onChange={({ target: { value } }) =>
              onRow(value === '' && drawable ? null : Math.max(0, Math.min(total - 1, Math.trunc(Number(value)) || 0)))
            }
          />
          <IconButton
            label="Later row"
            icon={<ChevronRight {...ICON} />}
            disabled={at !== null && at >= total - 1}
            onClick={() => onRow((at ?? -1) + 1)}
          />
        </div>
        {drawn && at === null && (
          <div className={styles.seen}>
            <Picture
              tensor={drawn}
              {...(only?.column.range && { range: only.column.range })}
              label="The drawing as the network sees it"
            />{' '}
            as the network sees it
          </div>
        )}
        {at !== null && sample && model.target && (
          <div className={styles.seen}>truth: {cell(model.target, sample[model.target.name]!, 0)}</div>
        )}
      </div>
      <div aria-live="polite">
        {(error ?? unread) !== null ? (
          <p className={styles.error}>{error ?? unread}</p>
        ) : (
          <Answer model={model} values={answer} />
        )}
      </div>
    </div>
  );
}

function Answer({ model, values }: { readonly model: RunModel; readonly values: Float32Array | null }) {
  const count = values?.length ?? model.target?.classes?.length ?? 0;
  const names = outputNames(model, count);
  if (givesClasses(model))
    return <ClassBars label="Probabilities of the classes" classes={names} values={values} winner />;
  if (!values) return <p className={styles.hint}>The prediction appears here.</p>;
  return (
    <dl className={styles.facts}>
      {Array.from(values.subarray(0, 32), (value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an output's place is its name
        <div key={i} style={{ display: 'contents' }}>
          <dt>{count === 1 ? 'Prediction' : `Output ${names[i]}`}</dt>
          <dd>{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Numbers({
  tensor,
  name,
  onChange,
}: {
  readonly tensor: Tensor;
  readonly name: string;
  readonly onChange: (tensor: Tensor) => void;
}) {
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

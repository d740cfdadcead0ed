/** The trained network asked live: a drawing, a row of the test split, or numbers typed in. */
import { Eraser } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { sizeOf } from '../../../engine/types/shape.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { Picture } from '../../charts/Picture.tsx';
import { Button } from '../../ui/Button.tsx';
import { type Sample, textOfValue, useSample } from '../common/sample.ts';
import { Continuation } from './made/Continuation.tsx';
import { Diffusion } from './made/Diffusion.tsx';
import { Towers } from './towers/Towers.tsx';
import { towersOf } from './towers/towers.ts';
import { type Ink, toDigit } from './digit.ts';
import { inputFormOf } from './inputForm.ts';
import { type RunModel, rangeOf } from './model.ts';
import { Pad, type PadHandle } from './Pad.tsx';
import { PredictedValues } from './PredictedValues.tsx';
import styles from './Results.module.css';
import { RowInput } from './RowInput.tsx';
import { TestRows } from './RowStepper.tsx';
import { type Prediction, usePrediction } from './usePrediction.ts';
import { t } from '../../../engine/texts/index.ts';

interface TryProps {
  readonly model: RunModel;
  /** Of the test split; null while the pad is drawn on. */
  readonly row: number | null;
  readonly onRow: (row: number | null) => void;
}

export function Try(props: TryProps) {
  const { model, row, onRow } = props;
  const towers = useMemo(() => towersOf(model), [model]);
  if (towers) return <Towers model={model} towers={towers} row={row ?? 0} onRow={onRow} />;
  switch (inputFormOf(model)) {
    case 'continuation':
      return <Continuation model={model} row={row} onRow={onRow} />;
    case 'diffusion':
      return <Diffusion model={model} />;
    default:
      return <TryRow {...props} />;
  }
}

/** Numbers that are said in words. */
const MOST_SAID = 8;

type Values = Readonly<Record<string, Tensor>>;

function TryRow({ model, row, onRow }: TryProps) {
  const { fields, document, rows } = model;
  const prediction = usePrediction(model);
  const [drawn, setDrawn] = useState<Tensor | null>(null);
  const [typed, setTyped] = useState<Values | null>(null);
  const pad = useRef<PadHandle>(null);
  const form = inputFormOf(model);
  const drawable = form === 'drawing';
  const at = row ?? (drawable ? null : 0);
  const split = rows.test === null ? 'train' : 'test';
  const { sample, error: unread } = useSample(at === null ? null : document.data.dataset, split, at ?? 0, 1, model.run);
  const error = prediction.error ?? unread;
  const own = useMemo(() => sample && valuesOf(fields, sample), [fields, sample]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a row is asked about once, when it comes
  useEffect(() => {
    if (at === null || !sample) return;
    setTyped(null);
    pad.current?.clear();
    setDrawn(null);
    prediction.ask(valuesOf(fields, sample));
  }, [sample]);

  const draw = (ink: Ink | null) => {
    const { key, column } = fields[0]!;
    const tensor = ink && pictureOf(ink, column);
    if (row !== null) onRow(null);
    setDrawn(tensor);
    prediction.ask(tensor && { [key]: tensor });
  };
  const clear = () => {
    pad.current?.clear();
    setDrawn(null);
    onRow(null);
    prediction.ask(null);
  };
  const type = (key: string, tensor: Tensor) => {
    const values = { ...(typed ?? own), [key]: tensor };
    setTyped(values);
    prediction.ask(values);
  };

  // under a picture it is the picture's name; beside fields it stands where the prediction is compared with it
  const truths = at !== null && typed === null && sample && <Truths model={model} sample={sample} />;

  return (
    <div className={styles.try} data-form={form}>
      <div>
        {drawable && at === null ? (
          <Pad ref={pad} onInk={draw} />
        ) : (
          <RowInput model={model} row={at ?? 0} values={typed ?? own} unknown={prediction.unknown} onChange={type} />
        )}
        <div className={styles.under}>
          {drawable && (
            <Button look="quiet" icon={<Eraser size={14} strokeWidth={1.5} />} onClick={clear}>
              {t('results.clear', 'Clear')}
            </Button>
          )}
          <span style={{ flex: 1 }} />
          <TestRows model={model} row={at} optional={drawable} onChange={onRow} />
        </div>
        {drawn && at === null && <SeenDrawing drawing={drawn} column={fields[0]!.column} />}
        {form !== 'values' && truths}
      </div>
      <div aria-live="polite">
        {error !== null ? (
          <p className={styles.error}>{error}</p>
        ) : (
          <Predicted model={model} values={prediction.values} sample={typed || at === null ? null : sample} />
        )}
        {form === 'values' && truths}
      </div>
    </div>
  );
}

interface PredictedProps {
  readonly model: RunModel;
  readonly values: Prediction['values'];
  readonly sample: Sample | null;
}

/** What each output says, under the name of its target where there are several. */
function Predicted({ model, values, sample }: PredictedProps) {
  return [model, ...model.others].map((one) => (
    <div key={one.target?.name ?? one.output}>
      {model.others.length > 0 && <h4 className={styles.answer}>{one.target?.name}</h4>}
      <PredictedValues model={one} values={values?.[one.output] ?? null} sample={sample} />
    </div>
  ));
}

const Truths = ({ model, sample }: { readonly model: RunModel; readonly sample: Sample }) =>
  [model, ...model.others].map(
    ({ target }) =>
      target && <Truth key={target.name} column={target} sample={sample} several={model.others.length > 0} />,
  );

/** The row's own values by the fields' keys; what another split's file lacks is left out. */
const valuesOf = (fields: RunModel['fields'], sample: Sample): Values =>
  Object.fromEntries(fields.flatMap(({ key, column }) => (sample[column.name] ? [[key, sample[column.name]!]] : [])));

/** A drawing as the network's data has its pictures; null where there is no ink. */
function pictureOf(ink: Ink, { shape, range }: Column): Tensor | null {
  const size = shape[1] as number;
  const data = toDigit(ink, size, range?.[1] ?? 255);
  return data && { dtype: 'float32', shape: [1, 1, size, size], data };
}

function SeenDrawing({ drawing, column }: { readonly drawing: Tensor; readonly column: Column }) {
  return (
    <div className={styles.seen}>
      <Picture tensor={drawing} {...rangeOf(column)} label={t('results.seen', 'The drawing as the network sees it')} />{' '}
      {t('results.seen.caption', 'as the network sees it')}
    </div>
  );
}

interface TruthProps {
  readonly column: Column;
  readonly sample: Sample;
  /** Its name says of which target it is. */
  readonly several: boolean;
}

/** What the row that is asked about really is; a map, a series and labels of places stand beside the prediction. */
function Truth({ column, sample, several }: TruthProps) {
  if (sizeOf(column.shape) > MOST_SAID && !column.classes) return null;
  if (column.shape.length > 1 || (column.kind === 'category' && sizeOf(column.shape) > 1)) return null;
  const value = textOfValue(column, sample[column.name]!, 0);
  return (
    <div className={styles.seen}>
      {several
        ? t('results.truth.of', '{{column}}, truth: {{value}}', { column: verbatim(column.name), value })
        : t('results.truth', 'truth: {{value}}', { value })}
    </div>
  );
}

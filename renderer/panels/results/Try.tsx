/** The trained network asked live: a drawing, a row of the test split, or numbers typed in. */
import { Eraser } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { Picture } from '../../charts/Picture.tsx';
import { Button } from '../../ui/Button.tsx';
import { type Sample, textOfValue, useSample } from '../common/sample.ts';
import { type Ink, toDigit } from './digit.ts';
import { inputFormOf } from './inputForm.ts';
import type { RunModel } from './model.ts';
import { NumberForm } from './NumberForm.tsx';
import { Pad, type PadHandle } from './Pad.tsx';
import { PredictedValues } from './PredictedValues.tsx';
import styles from './Results.module.css';
import { RowStepper } from './RowStepper.tsx';
import { usePrediction } from './usePrediction.ts';

interface TryProps {
  readonly model: RunModel;
  /** Of the test split; null while the pad is drawn on. */
  readonly row: number | null;
  readonly onRow: (row: number | null) => void;
}

export function Try({ model, row, onRow }: TryProps) {
  const { inputs, document, rows } = model;
  const prediction = usePrediction(model);
  const [drawn, setDrawn] = useState<Tensor | null>(null);
  const [typed, setTyped] = useState<Tensor | null>(null);
  const pad = useRef<PadHandle>(null);
  const drawable = inputFormOf(model) === 'drawing';
  const at = row ?? (drawable ? null : 0);
  const split = rows.test === null ? 'train' : 'test';
  const { sample, error: unread } = useSample(at === null ? null : document.data.dataset, split, at ?? 0, 1, model.run);
  const error = prediction.error ?? unread;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a row is asked about once, when it comes
  useEffect(() => {
    if (at === null || !sample) return;
    setTyped(null);
    pad.current?.clear();
    setDrawn(null);
    prediction.ask(Object.fromEntries(inputs.map(({ node, column }) => [node.id, sample[column.name]!])));
  }, [sample]);

  const draw = (ink: Ink | null) => {
    const { node, column } = inputs[0]!;
    const size = column.shape[1] as number;
    const digit = ink && toDigit(ink, size, column.range?.[1] ?? 255);
    const tensor: Tensor | null = digit && { dtype: 'float32', shape: [1, 1, size, size], data: digit };
    if (row !== null) onRow(null);
    setDrawn(tensor);
    prediction.ask(tensor && { [node.id]: tensor });
  };
  const clear = () => {
    pad.current?.clear();
    setDrawn(null);
    onRow(null);
    prediction.ask(null);
  };
  const type = (tensor: Tensor) => {
    setTyped(tensor);
    prediction.ask({ [inputs[0]!.node.id]: tensor });
  };

  return (
    <div className={styles.try}>
      <div>
        {drawable && at === null ? (
          <Pad ref={pad} onInk={draw} />
        ) : (
          <RowInput model={model} row={at ?? 0} sample={sample} typed={typed} onType={type} />
        )}
        <div className={styles.under}>
          {drawable && (
            <Button look="quiet" icon={<Eraser size={14} strokeWidth={1.5} />} onClick={clear}>
              Clear
            </Button>
          )}
          <span style={{ flex: 1 }} />
          <RowStepper
            label={split === 'test' ? 'Test row' : 'Row'}
            row={at}
            total={rows.test ?? rows.train}
            optional={drawable}
            onChange={onRow}
          />
        </div>
        {drawn && at === null && (
          <div className={styles.seen}>
            <Picture tensor={drawn} {...rangeOf(model)} label="The drawing as the network sees it" /> as the network
            sees it
          </div>
        )}
        {at !== null && sample && model.target && (
          <div className={styles.seen}>truth: {textOfValue(model.target, sample[model.target.name]!, 0)}</div>
        )}
      </div>
      <div aria-live="polite">
        {error !== null ? (
          <p className={styles.error}>{error}</p>
        ) : (
          <PredictedValues model={model} values={prediction.values} />
        )}
      </div>
    </div>
  );
}

const rangeOf = ({ inputs }: RunModel) => {
  const range = inputs[0]?.column.range;
  return range && { range };
};

interface RowInputProps {
  readonly model: RunModel;
  readonly row: number;
  readonly sample: Sample | null;
  /** What was typed over the row's own numbers. */
  readonly typed: Tensor | null;
  readonly onType: (tensor: Tensor) => void;
}

/** The row that the network is asked about, in the form that suits it. */
function RowInput({ model, row, sample, typed, onType }: RowInputProps) {
  const { inputs } = model;
  const form = inputFormOf(model);
  if (form === 'row')
    return (
      <p className={styles.hint}>
        {inputs.map(({ column }) => `${column.name}: ${column.shape.join('×') || 'one number'}`).join(', ')}
      </p>
    );
  const { name } = inputs[0]!.column;
  const value = sample?.[name];
  if (form === 'numbers') return value && <NumberForm tensor={typed ?? value} name={name} onChange={onType} />;
  // the pad's place stays where it was drawn on
  if (!value && form === 'picture') return null;
  return (
    <div className={styles.pad}>
      {value && <Picture tensor={value} {...rangeOf(model)} label={`Test row ${row}`} />}
    </div>
  );
}

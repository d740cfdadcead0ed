/** A row of tokens or of steps in a table: what tokens are called, a spectrogram as a picture, a series or a sound as a line. */
import type { Column } from '../../../engine/data/define.ts';
import { sizeOf } from '../../../engine/types/shape.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { Picture } from '../../charts/Picture.tsx';
import { SeriesPlot } from '../../charts/SeriesPlot.tsx';
import styles from './Data.module.css';

export function TokenNames({ names }: { readonly names: readonly string[] }) {
  return (
    <div className={styles.said}>
      {names.map((name, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a token's place is its name
        <i key={i}>{name}</i>
      ))}
    </div>
  );
}

interface StepsCellProps {
  /** As the network is fed with it. */
  readonly column: Column;
  readonly tensor: Tensor;
  /** Which row of the tensor. */
  readonly at: number;
  readonly label: string;
}

/** Points of a line: a sound has more samples than a line has pixels. */
const MOST_POINTS = 240;

/** Of steps with several values the first is drawn. */
export function StepsCell({ column, tensor, at, label }: StepsCellProps) {
  const { shape } = column;
  const size = sizeOf(shape);
  const values = tensor.data.subarray(at * size, (at + 1) * size);
  if (shape.length === 3) {
    const range = rangeOf(values);
    return <Picture tensor={tensor} row={at} range={range} label={label} />;
  }
  const inner = sizeOf(shape.slice(1));
  const length = size / inner;
  const stride = Math.max(1, Math.floor(length / MOST_POINTS));
  const line = Array.from({ length: Math.ceil(length / stride) }, (_, i) => values[i * stride * inner]!);
  return (
    <div className={styles.line}>
      <SeriesPlot lines={[{ kind: 'past', name: column.name, from: 0, values: line }]} label={label} bare />
    </div>
  );
}

/** The least and the most of some numbers. */
export function rangeOf(values: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) [low, high] = [Math.min(low, values[i]!), Math.max(high, values[i]!)];
  return [low, high];
}

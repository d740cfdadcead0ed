import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { formatNumber } from '../../charts/format.ts';
import { Picture } from '../../charts/Picture.tsx';
import { type SeriesLine, SeriesPlot } from '../../charts/SeriesPlot.tsx';
import { type RunModel, rangeOf } from './model.ts';
import styles from './Results.module.css';

interface NumbersBesideProps {
  readonly model: RunModel;
  /** The raw row; null where it is not known. */
  readonly input: Tensor | null;
  readonly truth: Tensor | null;
  readonly prediction: Tensor;
  readonly bare?: boolean;
}

/** Numbers that a network says beside the true ones: as a plot of the series, as pictures, or as they are. */
export function NumbersBeside({ model, input, truth, prediction, bare = false }: NumbersBesideProps) {
  const { target } = model;
  if (target?.kind === 'image')
    return (
      <span className={styles.maps}>
        {truth && (
          <Picture tensor={truth} {...rangeOf(target)} label={t('results.picture.truth', 'The true picture')} />
        )}
        <Picture tensor={prediction} {...rangeOf(target)} label={t('results.picture.said', 'The picture it draws')} />
      </span>
    );
  const past = model.unit === 'series' && input ? firstSeries(input) : [];
  if (past.length > 0 || prediction.data.length > 1) {
    const lines: SeriesLine[] = [
      ...(past.length > 0
        ? [{ kind: 'past' as const, name: t('results.series.past', 'Past'), from: 0, values: past }]
        : []),
      ...(truth
        ? [{ kind: 'truth' as const, name: t('results.series.truth', 'Truth'), from: past.length, values: truth.data }]
        : []),
      {
        kind: 'prediction',
        name: t('results.series.prediction', 'Forecast'),
        from: past.length,
        values: prediction.data,
      },
    ];
    return (
      <SeriesPlot lines={lines} label={t('results.series', 'The series and what is predicted of it')} bare={bare} />
    );
  }
  return (
    <code>
      {t('results.numbers.beside', '{{truth}} → {{prediction}}', {
        truth: verbatim(truth ? formatNumber(truth.data[0]!) : '?'),
        prediction: verbatim(formatNumber(prediction.data[0]!)),
      })}
    </code>
  );
}

/** Of several values at each step the first. */
function firstSeries({ shape, data }: Tensor): number[] {
  const width = shape.length > 1 ? shape.at(-1)! : 1;
  return Array.from({ length: data.length / width }, (_, step) => data[step * width]!);
}

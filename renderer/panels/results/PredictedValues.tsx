import type { Column } from '../../../engine/data/define.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { sizeOf } from '../../../engine/types/shape.ts';
import { tensor } from '../../../engine/types/tensor.ts';
import { ClassBars } from '../../charts/ClassBars.tsx';
import { ClassMap, cssColourOf } from '../../charts/ClassMap.tsx';
import { formatNumber } from '../../charts/format.ts';
import type { Sample } from '../common/sample.ts';
import { givesClasses, likeliest, outputNames, type RunModel } from './model.ts';
import { NumbersBeside } from './NumbersBeside.tsx';
import styles from './Results.module.css';
import { textOf } from './tokens.ts';

const MOST_SHOWN = 32;

interface PredictedValuesProps {
  readonly model: RunModel;
  readonly values: Float32Array | null;
  /** The row that is asked about, where it is one of the data. */
  readonly sample: Sample | null;
}

/** A prediction in the network's kind: probabilities of classes, a map, labels of a text, a forecast, or numbers with their names. */
export function PredictedValues({ model, values, sample }: PredictedValuesProps) {
  const { target, unit } = model;
  if (givesClasses(model) && unit !== 'rows' && target)
    return values && <Places model={model} target={target} values={values} sample={sample} />;
  const count = values?.length ?? target?.classes?.length ?? 0;
  const names = outputNames(model, count);
  if (givesClasses(model))
    return (
      <ClassBars
        label={t('results.probabilities', 'Probabilities of the classes')}
        classes={names}
        values={values}
        winner
      />
    );
  if (!values) return <p className={styles.hint}>{t('results.prediction.empty', 'The prediction appears here.')}</p>;
  if (target && (unit === 'series' || target.kind === 'image') && sizeOf(target.shape) === values.length)
    return (
      <NumbersBeside
        model={model}
        input={sample && rowIn(sample, model.fields[0]?.column)}
        truth={sample && rowIn(sample, target)}
        prediction={tensor('float32', target.shape, values)}
      />
    );
  return (
    <dl className={styles.facts}>
      {Array.from(values.subarray(0, MOST_SHOWN), (value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an output's place is its name
        <div key={i} style={{ display: 'contents' }}>
          <dt>
            {count === 1
              ? target
                ? verbatim(target.name)
                : t('results.prediction', 'Prediction')
              : t('results.output', 'Output {{name}}', { name: verbatim(names[i]!) })}
          </dt>
          <dd>{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The one row of a sample, without its first axis. */
function rowIn(sample: Sample, column: Column | undefined) {
  const value = column && sample[column.name];
  return value ? tensor(value.dtype, value.shape.slice(1), value.data) : null;
}

interface PlacesProps {
  readonly model: RunModel;
  readonly target: Column;
  readonly values: Float32Array;
  readonly sample: Sample | null;
}

/** A class for each place of the row. */
function Places({ model, target, values, sample }: PlacesProps) {
  const labels = likeliest(values, sizeOf(target.shape));
  const truth = sample?.[target.name]?.data;
  const name = (label: number) => target.classes?.[label] ?? String(label);
  if (model.unit === 'pixels') {
    const [height, width] = target.shape.slice(-2) as [number, number];
    const present = [...new Set([...labels, ...(truth ?? [])])].sort((a, b) => a - b);
    return (
      <>
        <span className={styles.maps}>
          {truth && (
            <ClassMap labels={truth} height={height} width={width} label={t('results.map.truth', 'Its mask')} />
          )}
          <ClassMap
            labels={labels}
            height={height}
            width={width}
            label={t('results.map.prediction', 'The predicted mask')}
          />
        </span>
        <p className={styles.hint}>{truth && t('results.map.order', 'left the truth, right the prediction')}</p>
        <ul className={styles.legend}>
          {present.slice(0, MOST_SHOWN).map((label) => (
            <li key={label}>
              <i style={{ background: cssColourOf(label) }} />
              {name(label)}
            </li>
          ))}
        </ul>
      </>
    );
  }
  if (target.kind === 'tokens') return <q className={styles.said}>{textOf([...labels], target)}</q>;
  return <Tags model={model} labels={labels} truth={truth} name={name} sample={sample} />;
}

interface TagsProps extends Pick<PlacesProps, 'model' | 'sample'> {
  readonly labels: Int32Array;
  readonly truth: ArrayLike<number> | undefined;
  readonly name: (label: number) => string;
}

/** Each place with its label; wrong ones behind the truth. */
function Tags({ model, labels, truth, name, sample }: TagsProps) {
  const column = model.fields[0]?.column;
  const read = column && sample?.[column.name]?.data;
  const end = read && column.kind === 'tokens' ? read.findLastIndex((token: number) => token !== 0) + 1 : labels.length;
  return (
    <dl className={styles.facts}>
      {Array.from(labels.subarray(0, Math.min(end, MOST_SHOWN)), (label, i) => {
        const isWrong = truth !== undefined && truth[i] !== label;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is its name
          <div key={i} style={{ display: 'contents' }}>
            <dt>{column?.classes && read ? (column.classes[read[i]!] ?? i) : i}</dt>
            <dd data-wrong={isWrong}>{isWrong ? `${name(truth[i]!)} → ${name(label)}` : name(label)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

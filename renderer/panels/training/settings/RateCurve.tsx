import { validationShare } from '../../../../engine/graph/document.ts';
import { scheduleOf } from '../../../../engine/learn/index.ts';
import { resolveSettings } from '../../../../engine/settings.ts';
import { stepsIn } from '../../../../engine/train/batches.ts';
import { learningRateAt } from '../../../../engine/train/rate.ts';
import { formatNumber } from '../../../charts/format.ts';
import { useDescribed } from '../../../state/document/data.ts';
import type { Recipe } from '../../common/recipe.ts';
import styles from '../Training.module.css';
import { t } from '../../../../engine/texts/index.ts';

const WIDTH = 200;
const HEIGHT = 36;

/** The learning rate over the whole training, where it is known beforehand and changes. */
export function RateCurve({
  recipe: {
    training,
    data: { split },
  },
}: {
  readonly recipe: Recipe;
}) {
  const described = useDescribed();
  const schedule = scheduleOf(training.schedule.type);
  const { settings, errors } = schedule
    ? resolveSettings(schedule.settings, training.schedule.settings)
    : { settings: {}, errors: [] };
  const flat = training.schedule.type === 'constant' && training.warmUp === 0;
  if (!schedule || flat || schedule.memory || errors.length > 0 || schedule.check?.(settings)) return null;
  // before the data is known, some number of steps that shows the course
  const rows =
    described.state === 'ready'
      ? described.rows.train *
        (described.rows.validation === null ? 1 - validationShare(split) : 1) *
        (described.rows.test === null ? 1 - split.test : 1)
      : 100 * training.batchSize;
  const stepsPerEpoch = Math.max(1, stepsIn(training, rows));
  const steps = stepsPerEpoch * training.epochs;
  const shown = Math.min(WIDTH, steps);
  const rates = Array.from({ length: shown }, (_, i) => {
    const step = Math.floor((i / Math.max(1, shown - 1)) * (steps - 1));
    return learningRateAt(training, { step, epoch: Math.floor(step / stepsPerEpoch), stepsPerEpoch });
  });
  const most = Math.max(...rates);
  const points = rates
    .map(
      (rate, i) =>
        `${((i / Math.max(1, rates.length - 1)) * WIDTH).toFixed(1)},${(HEIGHT - 1 - (rate / most) * (HEIGHT - 2)).toFixed(1)}`,
    )
    .join(' ');
  const [first, highest, last] = [rates[0]!, most, rates.at(-1)!].map(formatNumber);
  const says = t(
    'training.rate',
    'The learning rate over {{epochs}} epochs: from {{first}}, at most {{highest}}, to {{last}}',
    { epochs: training.epochs, first: first!, highest: highest!, last: last! },
  );
  return (
    <svg
      className={styles.rate}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={says}
    >
      <title>{says}</title>
      <polyline points={points} />
    </svg>
  );
}

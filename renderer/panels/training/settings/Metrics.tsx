import type { TrainingConfig } from '../../../../engine/graph/document.ts';
import { METRICS } from '../../../../engine/learn/index.ts';
import { isOfTarget, type MetricChoice } from '../../../../engine/learn/measured.ts';
import { verbatim } from '../../../../engine/phrases.ts';
import { definitionTitle } from '../../../../engine/texts/definitions.ts';
import { docText } from '../../../../engine/texts/docs.ts';
import { t } from '../../../../engine/texts/index.ts';
import { toggleMetric } from '../../../actions/recipe.ts';
import styles from '../Training.module.css';
import { ChoiceFields } from './ChoiceFields.tsx';

/** Of each target, where there are several, the metrics of its own; without a name they are the first one's. */
export function Metrics({ training }: { readonly training: TrainingConfig }) {
  const { metrics } = training;
  const targets = [...new Set(training.losses.map(({ target }) => target))];
  if (targets.length < 2) return <MetricsOf id="metrics" legend={t('training.metrics', 'Metrics')} metrics={metrics} />;
  return targets.map((target, i) => (
    <MetricsOf
      key={target}
      id={i === 0 ? 'metrics' : `metrics-${i}`}
      legend={t('training.metrics.of', 'Metrics of {{target}}', { target: verbatim(target) })}
      metrics={metrics}
      target={target}
      isOwn={(metric) => isOfTarget(metric, target, training)}
    />
  ));
}

interface MetricsOfProps {
  readonly id: string;
  readonly legend: string;
  readonly metrics: readonly MetricChoice[];
  /** Where there are several, the one that these are of. */
  readonly target?: string;
  readonly isOwn?: (metric: MetricChoice) => boolean;
}

function MetricsOf({ id, legend, metrics, target, isOwn = () => true }: MetricsOfProps) {
  return (
    <fieldset className={styles.metrics} id={`training-${id}`}>
      <legend>{legend}</legend>
      {METRICS.map((metric) => {
        const at = metrics.findIndex((one) => one.type === metric.id && isOwn(one));
        return (
          <div key={metric.id}>
            <label title={docText(metric.doc)}>
              <input type="checkbox" checked={at >= 0} onChange={() => toggleMetric(metric.id, target)} />
              {definitionTitle('metrics', metric)}
            </label>
            {at >= 0 && (
              <ChoiceFields
                id={`${id === 'metrics' ? 'metric' : id}-${metric.id}`}
                choice={metrics[at]!}
                kind="metrics"
                definition={metric}
                path={['training', 'metrics', at, 'settings']}
              />
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

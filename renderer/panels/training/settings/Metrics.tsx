import type { Choice } from '../../../../engine/graph/document.ts';
import { METRICS, metricOf } from '../../../../engine/learn/index.ts';
import { toggleMetric } from '../../../actions/recipe.ts';
import styles from '../Training.module.css';
import { ChoiceFields } from './ChoiceFields.tsx';

export function Metrics({ metrics }: { readonly metrics: readonly Choice[] }) {
  return (
    <fieldset className={styles.metrics}>
      <legend>Metrics</legend>
      {METRICS.map(({ id, title, doc }) => {
        const at = metrics.findIndex(({ type }) => type === id);
        return (
          <div key={id}>
            <label title={doc}>
              <input type="checkbox" checked={at >= 0} onChange={() => toggleMetric(id)} />
              {title}
            </label>
            {at >= 0 && (
              <ChoiceFields
                id={`metric-${id}`}
                choice={metrics[at]!}
                schema={metricOf(id)!.settings}
                path={['training', 'metrics', at, 'settings']}
              />
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

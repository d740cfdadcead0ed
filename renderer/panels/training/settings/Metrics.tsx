import type { Choice } from '../../../../engine/graph/document.ts';
import { METRICS } from '../../../../engine/learn/index.ts';
import { toggleMetric } from '../../../actions/recipe.ts';
import styles from '../Training.module.css';
import { ChoiceFields } from './ChoiceFields.tsx';
import { t } from '../../../../engine/texts/index.ts';
import { definitionTitle } from '../../../../engine/texts/definitions.ts';
import { docText } from '../../../../engine/texts/docs.ts';

export function Metrics({ metrics }: { readonly metrics: readonly Choice[] }) {
  return (
    <fieldset className={styles.metrics} id="training-metrics">
      <legend>{t('training.metrics', 'Metrics')}</legend>
      {METRICS.map((metric) => {
        const { id, doc } = metric;
        const at = metrics.findIndex(({ type }) => type === id);
        return (
          <div key={id}>
            <label title={docText(doc)}>
              <input type="checkbox" checked={at >= 0} onChange={() => toggleMetric(id)} />
              {definitionTitle('metrics', metric)}
            </label>
            {at >= 0 && (
              <ChoiceFields
                id={`metric-${id}`}
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

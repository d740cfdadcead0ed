import { t } from '../../../engine/texts/index.ts';
import type { Node } from '../../../engine/graph/document.ts';
import type { CheckedNode } from '../../../engine/passes/check.ts';
import { applyToEachStep } from '../../actions/graph/layerSettings.ts';
import { Switch } from '../../ui/Switch.tsx';
import styles from './Inspector.module.css';

/** Whether a layer is applied to each step of a sequence by itself: shown where it reads something that has steps. */
export function EachStep({
  nodes,
  facts,
}: {
  readonly nodes: readonly Node[];
  readonly facts: readonly (CheckedNode | undefined)[];
}) {
  const on = nodes.filter(({ steps }) => steps !== undefined).length;
  const sequences = facts.every(
    (one) => one && one.inputs.length > 0 && one.inputs.every((type) => !type || type.shape.length > 2),
  );
  if (on === 0 && !sequences) return null;
  return (
    <div className={styles.learning}>
      <div className={styles.switch}>
        <label
          htmlFor="inspector-steps"
          title={t(
            'eachStep.doc',
            'The first axis after the batch is that of the steps; each is worked on as if it were a sample of its own',
          )}
        >
          {t('eachStep', 'Each step')}
        </label>
        <span>
          <Switch
            id="inspector-steps"
            label={t('eachStep', 'Each step')}
            checked={on === nodes.length}
            onChange={(each) =>
              applyToEachStep(
                nodes.map(({ id }) => id),
                each,
              )
            }
          />
          {on > 0 && on < nodes.length && <i>{t('common.mixed', 'Mixed')}</i>}
        </span>
      </div>
    </div>
  );
}

import type { Subject } from '../../../engine/data/augment/define.ts';
import { AUGMENTATIONS, augmentationOf } from '../../../engine/data/augment/index.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import { titledOptions } from '../../../engine/texts/definitions.ts';
import { t } from '../../../engine/texts/index.ts';
import {
  addAugmentation,
  moveAugmentation,
  removeAugmentation,
  setAugmentationSetting,
} from '../../actions/augmentation.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './Data.module.css';
import { StepFields } from './StepFields.tsx';

interface AugmentationProps {
  readonly chosen: readonly Choice[];
  /** What there is to change. */
  readonly subjects: ReadonlySet<Subject>;
}

/** What is done by chance to the rows that are learned from, in order. */
export function Augmentation({ chosen, subjects }: AugmentationProps) {
  const offered = AUGMENTATIONS.filter(({ subject = 'picture' }) => subjects.has(subject));
  return (
    <section>
      <h3>{t('data.augment', 'Augmentation')}</h3>
      <div className={styles.transforms}>
        {chosen.map((choice, i) => (
          <StepFields
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may stand twice
            key={i}
            kind="augmentations"
            definition={augmentationOf(choice.type)}
            choice={choice}
            id={`augment-${i}`}
            first={i === 0}
            last={i === chosen.length - 1}
            onMove={(by) => moveAugmentation(i, by)}
            onRemove={() => removeAugmentation(i)}
            onSet={(setting, value) => setAugmentationSetting(i, setting, value)}
          />
        ))}
        <div className={`${styles.row} ${styles.add}`}>
          <Select
            key={chosen.length}
            label={t('data.augment.addTo', 'Add an augmentation')}
            value={undefined}
            placeholder={t('data.augment.add', 'Add')}
            options={titledOptions('augmentations', offered)}
            onChange={addAugmentation}
          />
          <span className={styles.type}>{t('data.augment.only', 'of training rows only')}</span>
        </div>
      </div>
    </section>
  );
}

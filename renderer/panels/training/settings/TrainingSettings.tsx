/** Everything about how the network learns, as the document says it. */
import { memo } from 'react';
import { useShallow } from 'zustand/shallow';
import { datasetOf, DATASETS } from '../../../../engine/data/index.ts';
import { SCHEDULES, scheduleOf } from '../../../../engine/learn/index.ts';
import type { MemoryReport } from '../../../../engine/train/memoryReport.ts';
import { chooseDataset } from '../../../actions/data.ts';
import { chooseSchedule } from '../../../actions/recipe.ts';
import { useActive } from '../../../state/document/workspace.ts';
import { attempt } from '../../../state/notices.ts';
import { showPanel } from '../../../state/view.ts';
import { Select } from '../../../ui/Select.tsx';
import {
  AVERAGING,
  CLIPPING,
  COURSE,
  KEEP,
  learningRate,
  NOISE,
  type Recipe,
  SAVING,
  WARM_UP,
} from '../../common/recipe.ts';
import styles from '../Training.module.css';
import { ChoiceFields } from './ChoiceFields.tsx';
import { EarlyStopping } from './EarlyStopping.tsx';
import { Losses } from './Losses.tsx';
import { Memory } from './Memory.tsx';
import { Metrics } from './Metrics.tsx';
import { Optimizer } from './Optimizer.tsx';
import { RateCurve } from './RateCurve.tsx';
import { RecipeFields } from './RecipeFields.tsx';
import { RuntimeFields } from './RuntimeFields.tsx';
import { SettingRow } from './SettingRow.tsx';
import { StartFrom } from './StartFrom.tsx';
import { t } from '../../../../engine/texts/index.ts';
import { titledOptions } from '../../../../engine/texts/definitions.ts';

/** Dozens of fields: drawn anew where one of them changes, not with every change of the graph. */
export const TrainingSettings = memo(function TrainingSettings({ memory }: { readonly memory: MemoryReport | null }) {
  const recipe = useActive(useShallow(({ document: { data, training } }) => ({ data, training })));
  if (!recipe) return null;
  return (
    <div className={styles.settings}>
      <Dataset recipe={recipe} />
      <Losses recipe={recipe} />
      <Optimizer recipe={recipe} />
      <RecipeFields id="rate" fields={learningRate(recipe)} recipe={recipe} />
      <Schedule recipe={recipe} />
      <RecipeFields id="warm-up" fields={WARM_UP} recipe={recipe} />
      <RateCurve recipe={recipe} />
      <RecipeFields id="course" fields={COURSE} recipe={recipe} />
      <Metrics metrics={recipe.training.metrics} />
      <SettingRow label={t('training.start', 'Starts from')}>
        <StartFrom />
      </SettingRow>
      <h3>{t('training.limits', 'Limits')}</h3>
      <RecipeFields id="clipping" fields={CLIPPING} recipe={recipe} />
      <RecipeFields id="noise" fields={NOISE} recipe={recipe} />
      <RecipeFields id="averaging" fields={AVERAGING} recipe={recipe} />
      <RecipeFields id="saving" fields={SAVING} recipe={recipe} />
      <EarlyStopping recipe={recipe} />
      <RecipeFields id="keep" fields={KEEP} recipe={recipe} />
      <h3>{t('training.device', 'Device')}</h3>
      <RuntimeFields />
      <Memory report={memory} />
    </div>
  );
});

function Dataset({ recipe: { data } }: { readonly recipe: Recipe }) {
  const choose = (type: string) => {
    void attempt(() => chooseDataset({ type, settings: {} }));
    if (Object.keys(datasetOf(type)?.settings ?? {}).length > 0) showPanel('data');
  };
  return (
    <SettingRow label={t('panels.data.title', 'Data')}>
      <Select
        label={t('panels.data.title', 'Data')}
        value={data.dataset?.type}
        options={titledOptions('datasets', DATASETS)}
        onChange={choose}
      />
    </SettingRow>
  );
}

function Schedule({ recipe: { training } }: { readonly recipe: Recipe }) {
  return (
    <>
      <SettingRow label={t('training.schedule', 'Schedule')}>
        <Select
          label={t('training.schedule', 'Schedule')}
          value={training.schedule.type}
          options={titledOptions('schedules', SCHEDULES)}
          onChange={chooseSchedule}
        />
      </SettingRow>
      <ChoiceFields
        id="schedule"
        choice={training.schedule}
        kind="schedules"
        definition={scheduleOf(training.schedule.type)}
        path={['training', 'schedule', 'settings']}
      />
    </>
  );
}

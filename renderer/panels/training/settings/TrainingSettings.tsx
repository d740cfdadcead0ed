/** Everything about how the network learns, as the document says it. */
import { memo } from 'react';
import { useShallow } from 'zustand/shallow';
import { datasetOf, DATASETS } from '../../../../engine/data/index.ts';
import { SCHEDULES, scheduleOf } from '../../../../engine/learn/index.ts';
import type { MemoryReport } from '../../../../engine/train/memory/report.ts';
import { chooseDataset } from '../../../actions/data.ts';
import { chooseSchedule } from '../../../actions/recipe.ts';
import { deviceToUse, useDevices } from '../../../state/devices.ts';
import { useDescribed } from '../../../state/document/data.ts';
import { useActive } from '../../../state/document/workspace.ts';
import { attempt } from '../../../state/notices.ts';
import { showPanel } from '../../../state/view.ts';
import { Select } from '../../../ui/Select.tsx';
import {
  AVERAGING,
  changedIn,
  CLIPPING,
  COURSE,
  KEEP,
  learningRate,
  NOISE,
  pick,
  PRUNING,
  type Recipe,
  SAVING,
  WARM_UP,
} from '../../common/recipe.ts';
import styles from '../Training.module.css';
import { ChoiceFields } from './ChoiceFields.tsx';
import { EarlyStopping } from './EarlyStopping.tsx';
import { Group } from './Group.tsx';
import { Losses } from './Losses.tsx';
import { Memory } from './Memory.tsx';
import { Metrics } from './Metrics.tsx';
import { Optimizer, OptimizerSettings } from './Optimizer.tsx';
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
      <RecipeFields id="course" fields={pick(COURSE, 'epochs', 'batchSize')} recipe={recipe} />
      <Schedule recipe={recipe} />
      <RecipeFields id="warm-up" fields={WARM_UP} recipe={recipe} />
      <RateCurve recipe={recipe} />
      <Metrics training={recipe.training} />
      <SettingRow id="training-start" label={t('training.start', 'Starts from')}>
        <StartFrom />
      </SettingRow>
      <Folded recipe={recipe} />
      <h3>{t('training.device', 'Device')}</h3>
      <RuntimeFields />
      <Memory report={memory} />
    </div>
  );
});

/** What most trainings leave as it is. What cannot have an effect here is not offered. */
function Folded({ recipe }: { readonly recipe: Recipe }) {
  const described = useDescribed();
  const engine = useDevices((all) => deviceToUse(all)?.engine);
  const own = described.state === 'ready' && described.rows.validation !== null;
  const records = pick(
    COURSE,
    ...(own ? [] : ['validation']),
    ...(engine === 'tfjs' ? [] : ['statisticsEvery']),
    'seed',
  );
  const gathering = pick(COURSE, 'lastBatch', 'accumulation');
  const stops = recipe.training.earlyStopping === null ? 0 : 1;
  return (
    <>
      <OptimizerSettings recipe={recipe} />
      <Group
        title={t('training.gradients', 'Batches and gradients')}
        changed={changedIn(recipe, gathering, CLIPPING, NOISE)}
      >
        <RecipeFields id="course" fields={gathering} recipe={recipe} />
        <RecipeFields id="clipping" fields={CLIPPING} recipe={recipe} />
        <RecipeFields id="noise" fields={NOISE} recipe={recipe} />
      </Group>
      <Group
        title={t('training.outcome', 'Stopping and saving')}
        changed={stops + changedIn(recipe, AVERAGING, PRUNING, SAVING, KEEP)}
      >
        <EarlyStopping recipe={recipe} />
        <RecipeFields id="keep" fields={KEEP} recipe={recipe} />
        <RecipeFields id="averaging" fields={AVERAGING} recipe={recipe} />
        <RecipeFields id="pruning" fields={PRUNING} recipe={recipe} />
        <RecipeFields id="saving" fields={SAVING} recipe={recipe} />
      </Group>
      <Group title={t('training.records', 'Validation, records, seed')} changed={changedIn(recipe, records)}>
        <RecipeFields id="course" fields={records} recipe={recipe} />
      </Group>
    </>
  );
}

function Dataset({ recipe: { data } }: { readonly recipe: Recipe }) {
  const choose = (type: string) => {
    void attempt(() => chooseDataset({ type, settings: {} }));
    if (Object.keys(datasetOf(type)?.settings ?? {}).length > 0) showPanel('data');
  };
  return (
    <SettingRow id="training-data" label={t('panels.data.title', 'Data')}>
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
      <SettingRow id="training-schedule" label={t('training.schedule', 'Schedule')}>
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

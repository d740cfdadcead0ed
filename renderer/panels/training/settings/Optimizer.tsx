import { OPTIMIZERS, optimizerOf } from '../../../../engine/learn/index.ts';
import { resolveSettings } from '../../../../engine/settings.ts';
import { chooseOptimizer } from '../../../actions/recipe.ts';
import { Select } from '../../../ui/Select.tsx';
import { DECAY, type Recipe } from '../../common/recipe.ts';
import { ChoiceFields } from './ChoiceFields.tsx';
import { changedSettings, Group } from './Group.tsx';
import { RecipeFields } from './RecipeFields.tsx';
import { SettingRow } from './SettingRow.tsx';
import { t } from '../../../../engine/texts/index.ts';
import { definitionTitle, titledOptions } from '../../../../engine/texts/definitions.ts';

/** Which one; its rate stands beside it, and what most trainings leave as it is among the folded settings. */
export function Optimizer({ recipe }: { readonly recipe: Recipe }) {
  return (
    <SettingRow id="training-optimizer" label={t('training.optimizer', 'Optimizer')}>
      <Select
        label={t('training.optimizer', 'Optimizer')}
        value={recipe.training.optimizer.type}
        options={titledOptions('optimizers', OPTIMIZERS)}
        onChange={chooseOptimizer}
      />
    </SettingRow>
  );
}

/** Momentum, decay and the like. */
export function OptimizerSettings({ recipe }: { readonly recipe: Recipe }) {
  const { optimizer } = recipe.training;
  const definition = optimizerOf(optimizer.type);
  if (!definition || Object.keys(definition.settings).length === 0) return null;
  const { settings } = resolveSettings(definition.settings, optimizer.settings);
  return (
    <Group
      key={optimizer.type}
      title={t('training.choice.settings', 'Settings of {{choice}}', {
        choice: definitionTitle('optimizers', definition),
      })}
      changed={changedSettings(definition.settings, optimizer.settings)}
    >
      <ChoiceFields
        id="optimizer"
        choice={optimizer}
        kind="optimizers"
        definition={definition}
        path={['training', 'optimizer', 'settings']}
      />
      {Number(settings.weightDecay ?? 0) > 0 && <RecipeFields id="decay" fields={DECAY} recipe={recipe} />}
    </Group>
  );
}

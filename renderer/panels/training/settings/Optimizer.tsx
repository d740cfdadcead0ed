import { OPTIMIZERS, optimizerOf } from '../../../../engine/learn/index.ts';
import { resolveSettings } from '../../../../engine/settings.ts';
import { chooseOptimizer } from '../../../actions/recipe.ts';
import { Select } from '../../../ui/Select.tsx';
import { DECAY, type Recipe } from '../../common/recipe.ts';
import { ChoiceFields } from './ChoiceFields.tsx';
import { RecipeFields } from './RecipeFields.tsx';
import { SettingRow } from './SettingRow.tsx';
import { t } from '../../../../engine/texts/index.ts';
import { titledOptions } from '../../../../engine/texts/definitions.ts';

export function Optimizer({ recipe }: { readonly recipe: Recipe }) {
  const { optimizer } = recipe.training;
  const definition = optimizerOf(optimizer.type);
  const { weightDecay } = resolveSettings(definition?.settings ?? {}, optimizer.settings).settings;
  return (
    <>
      <SettingRow id="training-optimizer" label={t('training.optimizer', 'Optimizer')}>
        <Select
          label={t('training.optimizer', 'Optimizer')}
          value={optimizer.type}
          options={titledOptions('optimizers', OPTIMIZERS)}
          onChange={chooseOptimizer}
        />
      </SettingRow>
      <ChoiceFields
        id="optimizer"
        choice={optimizer}
        kind="optimizers"
        definition={definition}
        path={['training', 'optimizer', 'settings']}
      />
      {Number(weightDecay ?? 0) > 0 && <RecipeFields id="decay" fields={DECAY} recipe={recipe} />}
    </>
  );
}

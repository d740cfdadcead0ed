import { OPTIMIZERS, optimizerOf } from '../../../../engine/learn/index.ts';
import { resolveSettings } from '../../../../engine/settings.ts';
import { chooseOptimizer } from '../../../actions/recipe.ts';
import { Select } from '../../../ui/Select.tsx';
import { DECAY, type Recipe } from '../../common/recipe.ts';
import { ChoiceFields } from './ChoiceFields.tsx';
import { RecipeFields } from './RecipeFields.tsx';
import { SettingRow } from './SettingRow.tsx';

export function Optimizer({ recipe }: { readonly recipe: Recipe }) {
  const { optimizer } = recipe.training;
  const schema = optimizerOf(optimizer.type)?.settings ?? {};
  const { weightDecay } = resolveSettings(schema, optimizer.settings).settings;
  return (
    <>
      <SettingRow label="Optimizer">
        <Select
          label="Optimizer"
          value={optimizer.type}
          options={OPTIMIZERS.map(({ id, title }) => ({ value: id, title }))}
          onChange={chooseOptimizer}
        />
      </SettingRow>
      <ChoiceFields id="optimizer" choice={optimizer} schema={schema} path={['training', 'optimizer', 'settings']} />
      {Number(weightDecay ?? 0) > 0 && <RecipeFields id="decay" fields={DECAY} recipe={recipe} />}
    </>
  );
}

import { comparable } from '../../../../engine/learn/monitored.ts';
import { stopEarly } from '../../../actions/recipe.ts';
import { Switch } from '../../../ui/Switch.tsx';
import { type Recipe, stopping } from '../../common/recipe.ts';
import { RecipeFields } from './RecipeFields.tsx';
import { SettingRow } from './SettingRow.tsx';
import { t } from '../../../../engine/texts/index.ts';

export function EarlyStopping({ recipe }: { readonly recipe: Recipe }) {
  const { earlyStopping } = recipe.training;
  return (
    <>
      <SettingRow id="training-stop-early" label={t('training.stopEarly', 'Stop early')}>
        <Switch label={t('training.stopEarly', 'Stop early')} checked={earlyStopping !== null} onChange={stopEarly} />
      </SettingRow>
      {earlyStopping !== null && (
        <RecipeFields id="stopping" fields={stopping(comparable(recipe.training))} recipe={recipe} />
      )}
    </>
  );
}

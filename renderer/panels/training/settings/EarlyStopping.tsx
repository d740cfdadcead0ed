import { metricOf } from '../../../../engine/learn/index.ts';
import { stopEarly } from '../../../actions/recipe.ts';
import { Switch } from '../../../ui/Switch.tsx';
import { type Recipe, stopping } from '../../common/recipe.ts';
import { RecipeFields } from './RecipeFields.tsx';
import { SettingRow } from './SettingRow.tsx';
import { t } from '../../../../engine/texts/index.ts';

export function EarlyStopping({ recipe }: { readonly recipe: Recipe }) {
  const { earlyStopping, metrics } = recipe.training;
  const monitored = metrics.filter(({ type }) => metricOf(type)?.better !== 'none').map(({ type }) => type);
  return (
    <>
      <SettingRow id="training-stop-early" label={t('training.stopEarly', 'Stop early')}>
        <Switch label={t('training.stopEarly', 'Stop early')} checked={earlyStopping !== null} onChange={stopEarly} />
      </SettingRow>
      {earlyStopping !== null && <RecipeFields id="stopping" fields={stopping(monitored)} recipe={recipe} />}
    </>
  );
}

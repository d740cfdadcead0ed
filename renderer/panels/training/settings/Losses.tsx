import { Plus } from 'lucide-react';
import { useShallow } from 'zustand/shallow';
import { DEFAULT_LOSS, LOSSES } from '../../../../engine/learn/index.ts';
import { addLoss } from '../../../actions/recipe.ts';
import { checkedOf } from '../../../state/document/checked.ts';
import { useActive } from '../../../state/document/workspace.ts';
import { Button } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Select.tsx';
import type { Recipe } from '../../common/recipe.ts';
import { LossFields } from './LossFields.tsx';
import { SettingRow } from './SettingRow.tsx';
import { t } from '../../../../engine/texts/index.ts';
import { titledOptions } from '../../../../engine/texts/definitions.ts';

/** One after the other: which loss, of which output, how much it counts. A network of several outputs may have several. */
export function Losses({ recipe }: { readonly recipe: Recipe }) {
  const { losses } = recipe.training;
  const outputs = useActive(useShallow(({ document }) => checkedOf(document).outputs)) ?? [];
  if (losses.length === 0)
    return (
      <SettingRow label={t('training.loss', 'Loss')}>
        <Select
          label={t('training.loss', 'Loss')}
          value={undefined}
          options={titledOptions('losses', LOSSES)}
          onChange={addLoss}
        />
      </SettingRow>
    );
  return (
    <>
      {losses.map((_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: losses have no name, and their order is theirs
        <LossFields key={i} recipe={recipe} index={i} outputs={outputs} />
      ))}
      {outputs.length > losses.length && (
        <Button look="quiet" icon={<Plus size={14} strokeWidth={1.5} />} onClick={() => addLoss(DEFAULT_LOSS)}>
          {t('training.loss.another', 'Another loss')}
        </Button>
      )}
    </>
  );
}

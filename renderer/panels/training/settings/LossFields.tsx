import { X } from 'lucide-react';
import { nameOf } from '../../../../engine/graph/document.ts';
import { LOSSES, lossOf } from '../../../../engine/learn/index.ts';
import { chooseLoss, chooseOutput, removeLoss } from '../../../actions/recipe.ts';
import { useActive } from '../../../state/document/workspace.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Select.tsx';
import { lossPart, type Recipe } from '../../common/recipe.ts';
import styles from '../Training.module.css';
import { ChoiceFields } from './ChoiceFields.tsx';
import { changedSettings, Group } from './Group.tsx';
import { RecipeFields } from './RecipeFields.tsx';
import { SampleWeights } from './SampleWeights.tsx';
import { SettingRow } from './SettingRow.tsx';
import { t } from '../../../../engine/texts/index.ts';
import { definitionTitle, titledOptions } from '../../../../engine/texts/definitions.ts';

interface LossFieldsProps {
  readonly recipe: Recipe;
  readonly index: number;
  /** The network's, by their nodes. */
  readonly outputs: readonly string[];
}

/** All about one of the losses. */
export function LossFields({ recipe, index, outputs }: LossFieldsProps) {
  const { losses } = recipe.training;
  const { loss, output } = losses[index]!;
  const several = losses.length > 1;
  return (
    <div>
      <SettingRow
        id={`training-loss-${index}`}
        label={several ? t('training.loss.nth', 'Loss {{nth}}', { nth: index + 1 }) : t('training.loss', 'Loss')}
      >
        <span className={styles.withButton}>
          <Select
            label={t('training.loss', 'Loss')}
            value={loss.type}
            options={titledOptions('losses', LOSSES)}
            onChange={(type) => chooseLoss(index, type)}
          />
          {several && (
            <IconButton
              label={t('training.loss.remove', 'Remove loss {{nth}}', { nth: index + 1 })}
              icon={<X size={14} strokeWidth={1.5} />}
              onClick={() => removeLoss(index)}
            />
          )}
        </span>
      </SettingRow>
      {(outputs.length > 1 || output !== undefined) && (
        <SettingRow label={t('training.judges', 'Judges')}>
          <JudgedOutput
            outputs={[...new Set([...outputs, ...(output ? [output] : [])])]}
            value={output}
            onChange={(node) => chooseOutput(index, node)}
          />
        </SettingRow>
      )}
      <LossSettings recipe={recipe} index={index} />
      {several && <RecipeFields id={`loss-${index}-part`} recipe={recipe} fields={lossPart(recipe, index)} />}
    </div>
  );
}

/** What most losses leave as it is, and whether some samples count more. */
function LossSettings({ recipe, index }: Pick<LossFieldsProps, 'recipe' | 'index'>) {
  const { loss, sampleWeights } = recipe.training.losses[index]!;
  const definition = lossOf(loss.type);
  if (!definition) return null;
  const hasSettings = Object.keys(definition.settings).length > 0;
  const weighs = <SampleWeights recipe={recipe} index={index} />;
  if (!hasSettings) return weighs;
  return (
    <Group
      key={loss.type}
      title={t('training.choice.settings', 'Settings of {{choice}}', { choice: definitionTitle('losses', definition) })}
      changed={changedSettings(definition.settings, loss.settings) + (sampleWeights === undefined ? 0 : 1)}
    >
      <ChoiceFields
        id={`loss-${index}`}
        choice={loss}
        kind="losses"
        definition={definition}
        path={['training', 'losses', index, 'loss', 'settings']}
      />
      {weighs}
    </Group>
  );
}

interface JudgedOutputProps {
  readonly outputs: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (node: string) => void;
}

/** Which output a loss judges, by the names of the layers. */
function JudgedOutput({ outputs, value, onChange }: JudgedOutputProps) {
  const nodes = useActive(({ document }) => document.graph.nodes) ?? [];
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  return (
    <Select
      label={t('training.judges.doc', 'Output that the loss judges')}
      value={value}
      options={outputs.map((id) => ({ value: id, title: names.get(id) ?? id }))}
      onChange={onChange}
    />
  );
}

import { verbatim } from '../../../../engine/phrases.ts';
import { lossOf } from '../../../../engine/learn/index.ts';
import { chooseSampleWeights } from '../../../actions/recipe.ts';
import { useDescribed } from '../../../state/document/data.ts';
import { Select } from '../../../ui/Select.tsx';
import type { Recipe } from '../../common/recipe.ts';
import { SettingRow } from './SettingRow.tsx';
import { t } from '../../../../engine/texts/index.ts';

const ALIKE = 'alike';

interface SampleWeightsProps {
  readonly recipe: Recipe;
  /** Of the loss. */
  readonly index: number;
}

/** Which column says how much the samples of a loss count; nothing where the data has no column left for it. */
export function SampleWeights({ recipe: { data, training }, index }: SampleWeightsProps) {
  const described = useDescribed();
  const { loss, sampleWeights } = training.losses[index]!;
  const truths = new Set(training.losses.map(({ target }) => data.targets[target]?.column));
  const read = new Set(Object.values(data.inputs).map(({ column }) => column));
  const current = sampleWeights === undefined ? undefined : data.targets[sampleWeights]?.column;
  const free =
    described.state === 'ready'
      ? described.columns.map(({ name }) => name).filter((name) => !truths.has(name) && !read.has(name))
      : [];
  const columns = [...new Set([...(current === undefined ? [] : [current]), ...free])];
  if (sampleWeights === undefined && (columns.length === 0 || lossOf(loss.type)?.costs === 'batch')) return null;
  return (
    <SettingRow label={t('training.sampleWeights', 'Samples count')}>
      <Select
        label={t('training.sampleWeights.doc', 'Column that says how much samples count')}
        value={current === undefined ? ALIKE : `column ${current}`}
        options={[
          { value: ALIKE, title: t('training.sampleWeights.alike', 'All alike') },
          ...columns.map((name) => ({
            value: `column ${name}`,
            title: t('training.sampleWeights.column', 'As {{name}} says', { name: verbatim(name) }),
          })),
        ]}
        onChange={(value) => chooseSampleWeights(index, value === ALIKE ? undefined : value.slice('column '.length))}
      />
    </SettingRow>
  );
}

import { verbatim } from '../../../engine/phrases.ts';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { transformOf } from '../../../engine/data/index.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import { type FeedPlace, moveTransform, removeTransform, setTransformSetting } from '../../actions/data.ts';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { IconButton } from '../../ui/Button.tsx';
import styles from './Data.module.css';
import { t } from '../../../engine/texts/index.ts';
import { definitionTitle, settingsInLanguage } from '../../../engine/texts/definitions.ts';

const ICON = { size: 14, strokeWidth: 1.5 } as const;

interface TransformFieldsProps {
  readonly place: FeedPlace;
  readonly choice: Choice;
  readonly index: number;
  readonly last: boolean;
}

/** One of a column's transforms: its settings, and its place among the others. */
export function TransformFields({ place, choice, index, last }: TransformFieldsProps) {
  const transform = transformOf(choice.type);
  const name = transform ? definitionTitle('transforms', transform) : verbatim(choice.type);
  return (
    <div className={styles.transform}>
      <header>
        <b title={transform?.doc}>{name}</b>
        <IconButton
          label={t('data.transform.up', 'Move {{name}} up', { name })}
          icon={<ArrowUp {...ICON} />}
          disabled={index === 0}
          onClick={() => moveTransform(place, index, -1)}
        />
        <IconButton
          label={t('data.transform.down', 'Move {{name}} down', { name })}
          icon={<ArrowDown {...ICON} />}
          disabled={last}
          onClick={() => moveTransform(place, index, 1)}
        />
        <IconButton
          label={t('data.transform.remove', 'Remove {{name}}', { name })}
          icon={<X {...ICON} />}
          onClick={() => removeTransform(place, index)}
        />
      </header>
      {transform && (
        <SchemaFields
          compact
          id={`data-${place.join('-')}-${index}`}
          schema={settingsInLanguage('transforms', transform)}
          values={choice.settings}
          onChange={(setting, value) => setTransformSetting(place, index, setting, value)}
        />
      )}
    </div>
  );
}

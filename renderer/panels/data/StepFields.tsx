import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { Choice } from '../../../engine/graph/document.ts';
import { verbatim } from '../../../engine/phrases.ts';
import type { Schema } from '../../../engine/settings.ts';
import { type DefinitionKind, definitionTitle, settingsInLanguage } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';
import { t } from '../../../engine/texts/index.ts';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { IconButton } from '../../ui/Button.tsx';
import styles from './Data.module.css';

const ICON = { size: 14, strokeWidth: 1.5 } as const;

interface StepFieldsProps {
  readonly kind: DefinitionKind;
  /** Undefined where this version does not know it. */
  readonly definition:
    | { readonly id: string; readonly title: string; readonly doc: string; readonly settings: Schema }
    | undefined;
  readonly choice: Choice;
  /** Of its fields on the page. */
  readonly id: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
  readonly onSet: (setting: string, value: unknown) => void;
}

/** One of several that follow each other, a transform or an augmentation: its settings, and its place among the others. */
export function StepFields({ kind, definition, choice, id, first, last, onMove, onRemove, onSet }: StepFieldsProps) {
  const name = definition ? definitionTitle(kind, definition) : verbatim(choice.type);
  return (
    <div className={styles.transform}>
      <header>
        <b title={definition && docText(definition.doc)}>{name}</b>
        <IconButton
          label={t('data.transform.up', 'Move {{name}} up', { name })}
          icon={<ArrowUp {...ICON} />}
          disabled={first}
          onClick={() => onMove(-1)}
        />
        <IconButton
          label={t('data.transform.down', 'Move {{name}} down', { name })}
          icon={<ArrowDown {...ICON} />}
          disabled={last}
          onClick={() => onMove(1)}
        />
        <IconButton
          label={t('data.transform.remove', 'Remove {{name}}', { name })}
          icon={<X {...ICON} />}
          onClick={onRemove}
        />
      </header>
      {definition && (
        <SchemaFields
          compact
          id={id}
          schema={settingsInLanguage(kind, definition)}
          values={choice.settings}
          onChange={onSet}
        />
      )}
    </div>
  );
}

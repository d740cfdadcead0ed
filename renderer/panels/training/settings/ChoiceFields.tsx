import type { Choice } from '../../../../engine/graph/document.ts';
import type { Schema } from '../../../../engine/settings.ts';
import { setChoiceSetting } from '../../../actions/recipe.ts';
import { SchemaFields } from '../../../fields/SchemaFields.tsx';
import { type DefinitionKind, settingsInLanguage } from '../../../../engine/texts/definitions.ts';

interface ChoiceFieldsProps {
  readonly id: string;
  readonly choice: Choice;
  readonly kind: DefinitionKind;
  readonly definition: { readonly id: string; readonly settings: Schema } | undefined;
  /** Where the document has its settings. */
  readonly path: readonly (string | number)[];
}

/** The settings of what was chosen from a list: an optimizer, a loss, a metric. */
export function ChoiceFields({ id, choice, kind, definition, path }: ChoiceFieldsProps) {
  if (!definition || Object.keys(definition.settings).length === 0) return null;
  const schema = settingsInLanguage(kind, definition);
  return (
    <SchemaFields
      compact
      id={`training-${id}`}
      schema={schema}
      values={choice.settings}
      onChange={(name, value) => setChoiceSetting(schema[name]!.label, path, name, value)}
    />
  );
}

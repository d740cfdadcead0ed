import type { Choice } from '../../../../engine/graph/document.ts';
import type { Field } from '../../../../engine/settings.ts';
import { setChoiceSetting } from '../../../actions/recipe.ts';
import { SchemaFields } from '../../../fields/SchemaFields.tsx';

interface ChoiceFieldsProps {
  readonly id: string;
  readonly choice: Choice;
  readonly schema: Readonly<Record<string, Field>> | undefined;
  /** Where the document has its settings. */
  readonly path: readonly (string | number)[];
}

/** The settings of what was chosen from a list: an optimizer, a loss, a metric. */
export function ChoiceFields({ id, choice, schema = {}, path }: ChoiceFieldsProps) {
  return Object.keys(schema).length === 0 ? null : (
    <SchemaFields
      compact
      id={`training-${id}`}
      schema={schema}
      values={choice.settings}
      onChange={(name, value) => setChoiceSetting(schema[name]!.label, path, name, value)}
    />
  );
}

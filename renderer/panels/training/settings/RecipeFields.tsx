import { SchemaFields } from '../../../fields/SchemaFields.tsx';
import { type PlacedFields, type Recipe, schemaOf, setField, valuesOf } from '../../common/recipe.ts';

interface RecipeFieldsProps {
  readonly id: string;
  readonly fields: PlacedFields;
  readonly recipe: Recipe;
}

/** Fields that say where in the document they stand. */
export function RecipeFields({ id, fields, recipe }: RecipeFieldsProps) {
  return (
    <SchemaFields
      compact
      id={`training-${id}`}
      schema={schemaOf(id, fields)}
      values={valuesOf(fields, recipe)}
      onChange={setField(id, fields)}
    />
  );
}

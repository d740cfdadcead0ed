/** The form that follows from a schema: one row for each setting that is offered. */
import type { ReactNode } from 'react';
import { type ChoicesField, type Field, isOffered, type Schema } from '../../engine/settings.ts';
import { BooleanControl } from './BooleanControl.tsx';
import { ChoiceControl } from './ChoiceControl.tsx';
import type { ControlProps } from './field.ts';
import styles from './Field.module.css';
import { FieldRow } from './FieldRow.tsx';
import { InitializerControl } from './InitializerControl.tsx';
import { IntsControl } from './IntsControl.tsx';
import { NumberControl } from './NumberControl.tsx';
import { NumbersControl } from './NumbersControl.tsx';
import { PathControl } from './PathControl.tsx';
import { TextControl } from './TextControl.tsx';

interface SchemaFieldsProps {
  /** Unique on the page: the fields' ids begin with it. */
  readonly id: string;
  readonly schema: Schema;
  /** What is set; what is left out has its default. `MIXED` where several differ. */
  readonly values: Readonly<Record<string, unknown>>;
  /** `undefined` goes back to the default. */
  readonly onChange: (setting: string, value: unknown) => void;
  /** Under another field: narrow labels. */
  readonly compact?: boolean;
  /** What else can be done with a setting. */
  readonly action?: (setting: string) => { readonly label: string; readonly icon: ReactNode; readonly run: () => void };
}

export function SchemaFields({ id, schema, values, onChange, compact = false, action }: SchemaFieldsProps) {
  const settings = Object.fromEntries(
    Object.entries(schema).map(([name, field]) => [name, values[name] ?? field.default]),
  );
  return (
    <div className={styles.fields} data-compact={compact || undefined}>
      {Object.entries(schema)
        .flatMap(([name, field]) => (isInForm(field) && isOffered(field, settings) ? [[name, field] as const] : []))
        .map(([name, field]) => (
          <FieldRow
            key={name}
            id={`${id}-${name}`}
            field={field}
            value={settings[name]}
            onChange={(value) => onChange(name, value)}
            control={CONTROLS[field.kind] as (props: ControlProps) => ReactNode}
            {...(action && { action: action(name) })}
          />
        ))}
    </div>
  );
}

/** Choices for names are made where the names are shown. */
type FormField = Exclude<Field, ChoicesField>;
const isInForm = (field: Field): field is FormField => field.kind !== 'choices';

/** Each takes the fields of its own kind. */
const CONTROLS: Readonly<Record<FormField['kind'], (props: ControlProps<never>) => ReactNode>> = {
  int: NumberControl,
  number: NumberControl,
  boolean: BooleanControl,
  text: TextControl,
  path: PathControl,
  choice: ChoiceControl,
  ints: IntsControl,
  numbers: NumbersControl,
  initializer: InitializerControl,
};

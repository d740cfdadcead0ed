import { t } from '../../engine/texts/index.ts';
import type { InitializerChoice, InitializerField, NumberField } from '../../engine/settings.ts';
import { INITIALIZERS } from '../../engine/learn/initializers/index.ts';
import { Select } from '../ui/Select.tsx';
import { type ControlProps, MIXED } from './field.ts';
import styles from './Field.module.css';
import { FieldRow } from './FieldRow.tsx';
import { NumberControl } from './NumberControl.tsx';
import { settingsInLanguage, titledOptions } from '../../engine/texts/definitions.ts';

/** How weights start, and the settings of the way that is chosen. */
export function InitializerControl({ id, field, value, onChange }: ControlProps<InitializerField>) {
  const chosen = value === MIXED ? undefined : (value as InitializerChoice);
  const initializer = INITIALIZERS.find((one) => one.id === chosen?.type);
  const set = (name: string, next: unknown) => {
    const { [name]: _, ...others } = chosen?.settings ?? {};
    onChange({ type: chosen!.type, settings: next === undefined ? others : { ...others, [name]: next as number } });
  };
  return (
    <div className={styles.nested}>
      <Select
        id={id}
        label={field.label}
        value={chosen?.type}
        placeholder={value === MIXED ? t('common.mixed', 'Mixed') : t('common.choose', 'Choose')}
        options={titledOptions('initializers', INITIALIZERS)}
        onChange={(type) => onChange({ type })}
      />
      {initializer && Object.keys(initializer.settings).length > 0 && (
        <div className={styles.fields} data-compact>
          {Object.entries(settingsInLanguage('initializers', initializer)).map(([name, setting]) => (
            <FieldRow
              key={name}
              id={`${id}-${name}`}
              field={setting as NumberField}
              value={chosen?.settings?.[name] ?? setting.default}
              onChange={(next) => set(name, next)}
              control={NumberControl}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly doc: string;
  readonly value: number;
  readonly least?: number;
  readonly most: number;
  /** Less than 1 where it need not be whole. */
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

/** A number within bounds, beside its name. */
export function NumberField({ label, doc, value, least = 0, most, step = 1, onChange }: NumberFieldProps) {
  return (
    <label title={doc}>
      {label}
      <input
        type="number"
        min={least}
        max={most}
        step={step}
        value={value}
        onChange={({ target }) => {
          const given = Number(target.value) || 0;
          onChange(Math.max(least, Math.min(most, step < 1 ? given : Math.trunc(given))));
        }}
      />
    </label>
  );
}

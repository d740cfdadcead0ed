import { named, type Phrase, phrase, verbatim, type PhraseId, type Value } from './phrases.ts';
/**
 * Settings as data: what a layer, loss, optimizer, metric, transform or dataset can be told. One schema gives
 * the inspector's fields, validation, defaults, the reference page and the types of the functions that use them.
 */

interface FieldBase {
  /** As the inspector shows it: "Filters". */
  readonly label: string;
  readonly doc: string;
  /** Only offered while another setting has one of these values: `{ padding: ['explicit'] }`. */
  readonly when?: Readonly<Record<string, readonly unknown[]>>;
  /** Not offered while another setting has one of these values: without momentum there is nothing to look ahead along. */
  readonly unless?: Readonly<Record<string, readonly unknown[]>>;
  /**
   * A value that stands for something else than itself, in words: a stride of 0 is "as the window". Forms show an empty field with the
   * words in it; one that is emptied has the value.
   */
  readonly blank?: { readonly value: unknown; readonly text: string };
}

/** A weight initializer by id, as `learn/initializers` lists them. */
export interface InitializerChoice {
  readonly type: string;
  readonly settings?: Readonly<Record<string, number>>;
}

export interface NumberField extends FieldBase {
  readonly kind: 'int' | 'number';
  readonly default: number;
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: boolean;
  readonly exclusiveMax?: boolean;
  readonly unit?: string;
}
export interface BooleanField extends FieldBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}
/** Text, or the path of a file or folder. */
export interface TextField extends FieldBase {
  readonly kind: 'text' | 'path';
  readonly default: string;
  /** For a path: the endings that fit; one without is that of a folder. */
  readonly extensions?: readonly string[];
}
export interface ChoiceField<O extends string = string> extends FieldBase {
  readonly kind: 'choice';
  readonly default: O;
  readonly options: readonly O[];
  /** What the options are called in the inspector, where their own name will not do. */
  readonly names?: Readonly<Partial<Record<O, string>>>;
}
/** One of the options for each of some names, which are no setting's own: what the columns of a file hold. Set where the names are shown. */
export interface ChoicesField<O extends string = string> extends FieldBase {
  readonly kind: 'choices';
  readonly default: Readonly<Record<string, O>>;
  readonly options: readonly O[];
}
/** A list of whole numbers, of fixed length or free: a kernel (5 × 5), a shape. */
export interface IntsField extends FieldBase {
  readonly kind: 'ints';
  readonly default: readonly number[];
  readonly length?: number;
  readonly min?: number;
  /** Values below `min` that are allowed too, such as -1. */
  readonly allow?: readonly number[];
}
/** A list of numbers of any length: weights of classes, points of a curve. */
export interface NumbersField extends FieldBase {
  readonly kind: 'numbers';
  readonly default: readonly number[];
  readonly min?: number;
}
export interface InitializerField extends FieldBase {
  readonly kind: 'initializer';
  readonly default: InitializerChoice;
}
export type Field =
  | NumberField
  | BooleanField
  | TextField
  | ChoiceField
  | ChoicesField
  | IntsField
  | NumbersField
  | InitializerField;

export type Schema = Readonly<Record<string, Field>>;

type ValueOf<F> = F extends NumberField
  ? number
  : F extends BooleanField
    ? boolean
    : F extends TextField
      ? string
      : F extends ChoiceField<infer O>
        ? O
        : F extends ChoicesField<infer O>
          ? Readonly<Record<string, O>>
          : F extends IntsField | NumbersField
            ? readonly number[]
            : F extends InitializerField
              ? InitializerChoice
              : never;

/** The settings that a schema describes, complete with defaults. */
export type SettingsOf<S extends Schema> = { readonly [K in keyof S]: ValueOf<S[K]> };

type Spec<F> = Omit<F, 'kind'>;
export const int = (spec: Spec<NumberField>): NumberField => ({ kind: 'int', ...spec });
export const number = (spec: Spec<NumberField>): NumberField => ({ kind: 'number', ...spec });
export const boolean = (spec: Spec<BooleanField>): BooleanField => ({ kind: 'boolean', ...spec });
export const text = (spec: Spec<TextField>): TextField => ({ kind: 'text', ...spec });
export const path = (spec: Spec<TextField>): TextField => ({ kind: 'path', ...spec });
export const ints = (spec: Spec<IntsField>): IntsField => ({ kind: 'ints', ...spec });
export const numbers = (spec: Spec<NumbersField>): NumbersField => ({ kind: 'numbers', ...spec });
export const initializer = (spec: Spec<InitializerField>): InitializerField => ({ kind: 'initializer', ...spec });
export const choice = <const O extends string>(
  options: readonly O[],
  spec: Omit<Spec<ChoiceField<O>>, 'options'>,
): ChoiceField<O> => ({ kind: 'choice', options, ...spec });
export const choices = <const O extends string>(
  options: readonly O[],
  spec: Omit<Spec<ChoicesField<O>>, 'options'>,
): ChoicesField<O> => ({ kind: 'choices', options, ...spec });

export interface SettingError {
  readonly setting: string;
  readonly expected: Phrase;
  readonly received: Value;
}

/** What a field allows, where `value` is not of it: "a whole number from 1 to 512". Undefined where `value` is fine. */
export function checkField(field: Field, value: unknown): Phrase | undefined {
  switch (field.kind) {
    case 'int':
    case 'number': {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, exclusiveMin, exclusiveMax } = field;
      const fits =
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (field.kind === 'number' || Number.isInteger(value)) &&
        (exclusiveMin ? value > min : value >= min) &&
        (exclusiveMax ? value < max : value <= max);
      return fits
        ? undefined
        : within(field.kind === 'int' ? 'whole-number' : 'number', {}, rangeOf(min, max, exclusiveMin, exclusiveMax));
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : phrase('true-or-false');
    case 'text':
    case 'path':
      return typeof value === 'string' ? undefined : phrase('text');
    case 'choice':
      return field.options.includes(value as string)
        ? undefined
        : phrase('one-of', { options: field.options.map(verbatim) });
    case 'choices':
      return typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.values(value).every((one) => field.options.includes(one))
        ? undefined
        : phrase('options-by-name', { options: field.options.map(verbatim) });
    case 'ints': {
      const { length, min = Number.NEGATIVE_INFINITY, allow = [] } = field;
      const fits =
        Array.isArray(value) &&
        (length === undefined || value.length === length) &&
        value.every((v) => Number.isInteger(v) && (v >= min || allow.includes(v)));
      if (fits) return undefined;
      const range = rangeOf(min, Number.POSITIVE_INFINITY);
      return length === undefined
        ? within('list-of-whole-numbers', {}, range)
        : within('whole-numbers-of-length', { length }, range);
    }
    case 'numbers': {
      const { min = Number.NEGATIVE_INFINITY } = field;
      const fits = Array.isArray(value) && value.every((v) => Number.isFinite(v) && v >= min);
      return fits ? undefined : within('list-of-numbers', {}, rangeOf(min, Number.POSITIVE_INFINITY));
    }
    case 'initializer':
      return typeof value === 'object' && value !== null && typeof (value as InitializerChoice).type === 'string'
        ? undefined
        : phrase('an-initializer');
  }
}

/** A kind of value, and the range that it must be in where there is one. */
function within<I extends PhraseId>(
  id: `${I}-within` extends PhraseId ? I : never,
  values: Readonly<Record<string, Value>>,
  range: Phrase | undefined,
): Phrase {
  return range ? { text: `phrases.${id}-within`, values: { ...values, range } } : { text: `phrases.${id}`, values };
}

function rangeOf(min: number, max: number, exclusiveMin = false, exclusiveMax = false): Phrase | undefined {
  const low = Number.isFinite(min);
  const high = Number.isFinite(max);
  if (low && high) return phrase(exclusiveMax ? 'range-from-below' : 'range-from-to', { min, max });
  if (low) return phrase(exclusiveMin ? 'range-above' : 'range-at-least', { min });
  if (high) return phrase(exclusiveMax ? 'range-below' : 'range-at-most', { max });
  return undefined;
}

/** A value as JSON has it. */
export const jsonText = (value: unknown): Value =>
  value === undefined ? phrase('missing') : verbatim(JSON.stringify(value));

/** A setting of a definition as forms call it: its own Chinese, or that of all settings of that key. */
export const settingName = (
  kind: string,
  { id, settings }: { readonly id: string; readonly settings: Schema },
  setting: string,
): Value =>
  settings[setting] ? named(`${kind}.${id}.settings.${setting}`, settings[setting].label) : verbatim(setting);

/** Every setting with its value or default, and what is wrong with those that were given. Unknown settings are reported too. */
export function resolveSettings<S extends Schema>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
): { settings: SettingsOf<S>; errors: SettingError[] } {
  const errors: SettingError[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema)) {
    const value = given[name] ?? field.default;
    const expected = checkField(field, value);
    if (expected !== undefined) errors.push({ setting: name, expected, received: jsonText(value) });
    settings[name] = expected === undefined ? value : field.default;
  }
  const settingNames = Object.keys(schema).map(verbatim);
  for (const name of Object.keys(given))
    if (!(name in schema))
      errors.push({
        setting: name,
        expected: settingNames.length > 0 ? phrase('one-of', { options: settingNames }) : phrase('no-settings'),
        received: verbatim(name),
      });
  return { settings: settings as SettingsOf<S>, errors };
}

/** Whether a field is offered under the current settings. */
export function isOffered(field: Field, settings: Readonly<Record<string, unknown>>): boolean {
  const isOneOf = ([name, values]: readonly [string, readonly unknown[]]) => values.includes(settings[name]);
  return Object.entries(field.when ?? {}).every(isOneOf) && !Object.entries(field.unless ?? {}).some(isOneOf);
}

/**
 * Bodies of a block's instances that are alike but for numbers are one class or function, which takes the numbers as arguments. An
 * argument has the name of the block's setting that it always equals, or is a multiple of; else that of what it is given to.
 */
import type { TorchValue } from '../../../layers/define.ts';
import { PythonNames, snake } from '../text.ts';
import { type Code, Hole, valueText } from './body.ts';

/** One of the arguments, and what it is in each body. */
export interface Parameter {
  readonly name: string;
  readonly values: readonly TorchValue[];
}

/** A body with all its code, and what the settings of its block are. */
export interface Printable {
  readonly body: {
    readonly block: { readonly settings: readonly { readonly name: string }[] } | undefined;
    readonly settings: Readonly<Record<string, unknown>>;
  };
  readonly codes: readonly Code[];
}

/** What is the same of code whatever its numbers are. */
export const key = (code: Code): string =>
  code
    .map((piece) =>
      typeof piece === 'string' ? piece : piece instanceof Hole ? `\u0000${typeof piece.value}` : piece.name,
    )
    .join('');
export const same = (a: Code, b: Code): boolean =>
  a.length === b.length &&
  a.every((piece, i) =>
    piece instanceof Hole ? valueText(piece.value) === valueText((b[i] as Hole).value) : piece === b[i],
  );

const holesOf = ({ codes }: Printable): Hole[] =>
  codes.flatMap((code) => code.filter((piece) => piece instanceof Hole));

/** What stands in the place of a value that differs: an expression of the argument, whatever that is called there. */
export type Texts = ReadonlyMap<Hole, { readonly argument: string; text(name: string): string }>;

/** How a language names arguments, each of them once, and divides whole numbers without a rest. */
export interface Naming {
  of(name: string): string;
  names(taken: readonly string[]): { take(name: string): boolean; make(name: string): string };
  divided(name: string, by: number): string;
}
export const PYTHON: Naming = {
  of: snake,
  names: (taken) => new PythonNames(taken),
  divided: (name, by) => `${name} // ${by}`,
};

/** The arguments of a class or function, and what stands at each place of its first body where a value differs. */
export function parametersOf(
  group: readonly Printable[],
  taken: readonly string[] = [],
  naming: Naming = PYTHON,
): {
  readonly parameters: readonly Parameter[];
  readonly texts: Texts;
} {
  const columns = group.map(holesOf);
  const names = naming.names(taken);
  const byValues = new Map<string, string>();
  const parameters: Parameter[] = [];
  const texts = new Map<Hole, { readonly argument: string; text(name: string): string }>();
  const settings = settingsOf(group);
  const argument = (wanted: string, fallback: string, values: readonly TorchValue[]): string => {
    const known = byValues.get(JSON.stringify(values));
    if (known) return known;
    const name = names.take(naming.of(wanted)) ? naming.of(wanted) : names.make(fallback);
    byValues.set(JSON.stringify(values), name);
    parameters.push({ name, values });
    return name;
  };
  columns[0]!.forEach((hole, i) => {
    const values = columns.map((column) => column[i]!.value);
    const texted = values.map(valueText);
    const setting = settings.find((one) => JSON.stringify(one.values) === JSON.stringify(values));
    if (new Set(texted).size === 1) return;
    if (setting) {
      texts.set(hole, { argument: argument(setting.name, `${hole.of}_${setting.name}`, values), text: (name) => name });
      return;
    }
    const multiple = multipleOf(values, settings, naming);
    texts.set(
      hole,
      multiple
        ? {
            argument: argument(multiple.name, `${hole.of}_${multiple.name}`, multiple.values),
            text: (name) => multiple.text(name),
          }
        : { argument: argument(hole.name, `${hole.of}_${hole.name}`, values), text: (name) => name },
    );
  });
  return { parameters, texts };
}

interface Setting {
  readonly name: string;
  readonly values: readonly TorchValue[];
}

/** The block's settings that differ between its bodies. */
function settingsOf(group: readonly Printable[]): Setting[] {
  const block = group[0]!.body.block!;
  return block.settings.flatMap(({ name }) => {
    const values = group.map(({ body }) => body.settings[name] as TorchValue);
    const usable = values.every(
      (value) => ['number', 'boolean', 'string'].includes(typeof value) || Array.isArray(value),
    );
    return usable && new Set(values.map((value) => JSON.stringify(value))).size > 1 ? [{ name, values }] : [];
  });
}

/** A setting of which these values are the same multiple or part. */
function multipleOf(
  values: readonly TorchValue[],
  settings: readonly Setting[],
  naming: Naming,
): (Setting & { text(name: string): string }) | undefined {
  if (!values.every((value) => typeof value === 'number' && Number.isInteger(value))) return undefined;
  for (const setting of settings) {
    if (!setting.values.every((value) => typeof value === 'number' && Number.isInteger(value) && value > 0)) continue;
    const shares = values.map((value, i) => (value as number) / (setting.values[i] as number));
    const [share] = shares;
    if (new Set(shares).size !== 1 || share! <= 0) continue;
    if (Number.isInteger(share)) return { ...setting, text: (name) => `${share} * ${name}` };
    if (Number.isInteger(1 / share!)) return { ...setting, text: (name) => naming.divided(name, 1 / share!) };
  }
  return undefined;
}

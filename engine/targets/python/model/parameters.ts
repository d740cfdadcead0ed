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
  /** What it is where a call does not say it. */
  readonly usual?: TorchValue;
}

/** A body with all its code, and what the settings of its block are. */
export interface Printable {
  readonly body: {
    readonly block: { readonly settings: readonly { readonly name: string }[] } | undefined;
    readonly settings: Readonly<Record<string, unknown>>;
  };
  readonly codes: readonly Code[];
}

/** What is the same of code whatever its numbers are. `typed`: a number and a list are not told by one argument. */
export const key = (code: Code, typed = true): string =>
  code
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if (!(piece instanceof Hole)) return piece.name;
      return `\u0000${piece.optional?.lead ?? ''}${typed || piece.spread ? typeof piece.value : ''}`;
    })
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
  const argument = (wanted: string, fallback: string, values: readonly TorchValue[], usual?: TorchValue): string => {
    const known = byValues.get(JSON.stringify(values));
    if (known) return known;
    const name = names.take(naming.of(wanted)) ? naming.of(wanted) : names.make(fallback);
    byValues.set(JSON.stringify(values), name);
    const isUsual = usual !== undefined && values.some((value) => valueText(value) === valueText(usual));
    parameters.push({ name, values, ...(isUsual && { usual }) });
    return name;
  };
  columns[0]!.forEach((hole, i) => {
    const values = columns.map((column) => column[i]!.value);
    const texted = values.map(valueText);
    const setting = settings.find((one) => JSON.stringify(one.values) === JSON.stringify(values));
    const usual = hole.optional?.usual;
    if (new Set(texted).size === 1) return;
    if (setting) {
      texts.set(hole, {
        argument: argument(setting.name, `${hole.of}_${setting.name}`, values, usual),
        text: (name) => name,
      });
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
        : { argument: argument(hole.name, `${hole.of}_${hole.name}`, values, usual), text: (name) => name },
    );
  });
  return { parameters: usualLast(parameters), texts };
}

/** Those that a call may leave out stand behind the others; the first of all is always said where there are others. */
function usualLast(parameters: readonly Parameter[]): Parameter[] {
  const [first, ...others] = [
    ...parameters.filter(({ usual }) => usual === undefined),
    ...parameters.filter(({ usual }) => usual !== undefined),
  ];
  if (!first || others.length === 0) return [...parameters];
  return [{ name: first.name, values: first.values }, ...others];
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

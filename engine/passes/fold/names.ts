/**
 * The names of weights, which must stay what they are when layers come to stand in a block. Where all of a stretch begin with the same
 * words (`layer1.0.conv1`, `layer1.0.bn1`), the instance has those and the layers the rest. Where they only count on (`conv2d_7`,
 * `features.12`), the layers are named by a pattern with numbers and words that are settings of the block.
 */
import { commonName } from './units.ts';
import { plus, same, stepsOf } from './values.ts';

/** Something in the names that each stretch has its own of. */
export interface NamePart {
  readonly kind: 'int' | 'text';
  /** By stretch. */
  readonly values: readonly (number | string)[];
}

export interface Names {
  /** By layer; undefined for one that is known by its id. */
  readonly labels: readonly (string | undefined)[];
  /** By layer: what its weights are named after, where that is not its label; gaps are the names of `parts`, counted from 0, in `{#0}`. */
  readonly patterns: readonly (string | undefined)[];
  readonly parts: readonly NamePart[];
  /** By stretch, what an instance has of the names; the instance says nothing of its own where `patterns` do. */
  readonly stems: readonly string[];
  readonly natural: boolean;
}

/** So many parts of a name differ at most. */
const MOST_PARTS = 4;

/**
 * `names[stretch][layer]`, which layers have weights, and whether there are some whose names are said in whole. Undefined where no
 * pattern says the names of those that have.
 */
export const namesOf = (
  names: readonly (readonly string[])[],
  named: readonly boolean[],
  whole: boolean,
): Names | undefined => (whole ? undefined : natural(names, named)) ?? patterned(names, named);

function natural(names: readonly (readonly string[])[], named: readonly boolean[]): Names | undefined {
  const stems = names.map((row) =>
    commonName(row.filter((_, layer) => named[layer] || !named.includes(true))).replace(/[^.]*$/, ''),
  );
  if (stems.some((stem) => stem === '' || stem.includes('{')) || new Set(stems).size < stems.length) return undefined;
  const rest = (layer: number) => {
    const own = names.map((row, i) => (row[layer]!.startsWith(stems[i]!) ? row[layer]!.slice(stems[i]!.length) : ''));
    return own.every((one) => one === own[0]) && own[0] !== '' ? own[0] : undefined;
  };
  const labels = named.map((_, layer) => rest(layer));
  if (labels.some((label, layer) => named[layer] && label === undefined)) return undefined;
  const patterns = labels.map(() => undefined);
  return { labels, patterns, parts: [], stems: stems.map((stem) => stem.slice(0, -1)), natural: true };
}

function patterned(names: readonly (readonly string[])[], named: readonly boolean[]): Names | undefined {
  const parts: NamePart[] = [];
  const patterns: (string | undefined)[] = [];
  for (const [layer, has] of named.entries()) {
    const pattern = has
      ? patternOf(
          names.map((row) => row[layer]!),
          parts,
        )
      : undefined;
    if (has && (pattern === undefined || parts.length > MOST_PARTS)) return undefined;
    patterns.push(pattern);
  }
  const stems = names.map((row) => commonName(row.filter((_, layer) => named[layer])));
  const taken = new Set<string>();
  const labels = named.map((has, layer) => {
    const [name, stem] = [names[0]![layer]!, stems[0]!];
    const label = name.startsWith(stem) ? name.slice(stem.length) : '';
    if (!has || label === '' || taken.has(label)) return undefined;
    taken.add(label);
    return label;
  });
  return { labels, patterns, parts, stems: stems.map((stem) => stem.replace(/[./_]+$/, '')), natural: false };
}

/** One pattern for several names; what differs is added to the parts, where it is none of them yet. */
function patternOf(names: readonly string[], parts: NamePart[]): string | undefined {
  const cut = names.map(piecesOf);
  const [first] = cut as [string[]];
  if (names.some((name) => /[{}]/.test(name)) || cut.some(({ length }) => length !== first.length)) return undefined;
  let pattern = '';
  for (const at of first.keys()) {
    const values = cut.map((pieces) => pieces[at]!);
    if (values.every((value) => value === first[at])) pattern += first[at]!;
    else if (values.every(isNumber)) pattern += numberIn(values.map(Number), parts);
    else pattern += `{${placeOf({ kind: 'text', values }, parts)}}`;
  }
  return pattern;
}

/** Its place among the parts, as the names of parts are written until they have names. */
function placeOf(part: NamePart, parts: NamePart[]): string {
  const known = parts.findIndex((one) => one.kind === part.kind && same(one.values, part.values));
  return `#${known >= 0 ? known : parts.push(part) - 1}`;
}

function numberIn(values: readonly number[], parts: NamePart[]): string {
  const beside = parts.findIndex(
    (one) =>
      one.kind === 'int' &&
      values.every((value, i) => value - (one.values[i] as number) === values[0]! - (one.values[0] as number)),
  );
  if (beside < 0) return `{${placeOf({ kind: 'int', values }, parts)}}`;
  return `{${plus(`#${beside}`, values[0]! - (parts[beside]!.values[0] as number))}}`;
}

const piecesOf = (name: string): string[] => name.match(/\d+|\p{L}+|[^\d\p{L}]+/gu) ?? [];
const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text) && String(Number(text)) === text;

/** A name for stretches in a row, with a formula over the repetition in braces: `layer1.{i + 1}`. Undefined where they do not count on. */
export function nameInRow(names: readonly string[]): string | undefined {
  const cut = names.map(piecesOf);
  const [first] = cut as [string[]];
  if (cut.some(({ length }) => length !== first.length)) return undefined;
  let pattern = '';
  for (const at of first.keys()) {
    const values = cut.map((pieces) => pieces[at]!);
    const steps = values.every(isNumber) ? stepsOf(values.map(Number)) : undefined;
    if (values.every((value) => value === first[at])) pattern += first[at]!;
    else if (steps === undefined) return undefined;
    else pattern += `{${steps}}`;
  }
  return pattern;
}

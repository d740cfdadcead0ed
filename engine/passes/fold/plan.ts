/** How equal stretches become instances of one block: what differs between them is the block's settings, and those that follow each other stand in rows. */
import type { BlockSetting } from '../../graph/document.ts';
import type { Field } from '../../settings.ts';
import { grouped } from './grouped.ts';
import type { Link } from './line.ts';
import { type Names, nameInRow, namesOf } from './names.ts';
import { BlockSettings, type Differing, type Own } from './settings.ts';
import { commonName, entriesOf, follows, gainOf, LEAST_GAIN, type Unit } from './units.ts';
import { inRow, same } from './values.ts';

/** Stretches in a row, as one instance. */
export interface Row {
  readonly starts: readonly number[];
  /** What the instance sets of the block's settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What its weights begin with; with a formula in braces where there are several. Nothing where the layers say all. */
  readonly naming: string;
  /** What a person may call it, before it is made free of others. */
  readonly label: string;
}

export interface Plan {
  readonly length: number;
  /** How many nodes fewer there are to look at, less what there is to read instead. */
  readonly gain: number;
  readonly settings: readonly BlockSetting[];
  /** By layer: its settings in the block. */
  readonly inner: readonly Readonly<Record<string, unknown>>[];
  readonly labels: readonly (string | undefined)[];
  readonly namings: readonly (string | undefined)[];
  /** Which of the entries the repetitions hand on. */
  readonly carried: number;
  readonly rows: readonly Row[];
}

/** More settings than this would not be read. */
const MOST_SETTINGS = 10;
/** What one more setting costs, in nodes: of the block, and where an instance sets it. */
const [OF_BLOCK, OF_INSTANCE] = [0.5, 0.4];

/** The best way to fold equal stretches: all of them, or those alone whose names or settings are alike. Undefined where none spares anything. */
export function planOf(line: readonly Link[], unit: Unit): Plan | undefined {
  const { starts, length } = unit;
  const subsets = [restOfNames, settingsText].map((textOf) => largest(starts, (start) => textOf(line, start, length)));
  const plans = [starts, ...subsets].flatMap((some, i) => {
    if (some.length < 2 || (i > 0 && some.length === starts.length)) return [];
    return planned(line, { length, starts: some, gain: gainOf(line, some, length) }) ?? [];
  });
  const best = plans.reduce<Plan | undefined>((a, b) => (a && a.gain >= b.gain ? a : b), undefined);
  return best && best.gain >= LEAST_GAIN ? best : undefined;
}

const largest = (starts: readonly number[], keyOf: (start: number) => string): readonly number[] =>
  [...grouped(starts, keyOf).values()].reduce((a, b) => (b.length > a.length ? b : a));

function restOfNames(line: readonly Link[], start: number, length: number): string {
  const names = line.slice(start, start + length).flatMap(({ node, named }) => (named ? (node.label ?? node.id) : []));
  const common = commonName(names);
  return JSON.stringify(names.map((name) => name.slice(common.length)));
}

const settingsText = (line: readonly Link[], start: number, length: number): string =>
  JSON.stringify(
    line
      .slice(start, start + length)
      .map(({ node, fields }) => Object.keys(fields).map((key) => givenOf(node, key, fields))),
  );

const givenOf = ({ settings }: Link['node'], key: string, fields: Readonly<Record<string, Field>>): unknown =>
  settings[key] ?? fields[key]?.default;

function planned(line: readonly Link[], { starts, length, gain }: Unit): Plan | undefined {
  const at = (start: number, layer: number) => line[start + layer]!;
  const first = starts[0]!;
  const layers = Array.from({ length }, (_, layer) => layer);
  const names = namesOf(
    starts.map((start) => layers.map((layer) => at(start, layer).node.label ?? at(start, layer).node.id)),
    layers.map((layer) => at(first, layer).named),
    layers.some((layer) => at(first, layer).whole),
  );
  if (!names) return undefined;
  const own = layers.map((layer) => {
    const { node, fields } = at(first, layer);
    return [...new Set(starts.flatMap((start) => Object.keys(at(start, layer).node.settings)))].map(
      (key): Own => ({
        key,
        field: fields[key]!,
        values: starts.map((start) => givenOf(at(start, layer).node, key, fields)),
        layer: names.labels[layer] ?? node.type,
      }),
    );
  });
  const isOwn = ({ values }: Own) => !values.every((value) => same(value, values[0]));
  const settings = new BlockSettings(own.flat().filter(isOwn));
  const inner = own.map((all, layer) => ({
    ...at(first, layer).node.settings,
    ...Object.fromEntries(all.map((one) => [one.key, isOwn(one) ? settings.valueFor(one) : one.values[0]])),
  }));
  const gaps = names.parts.map((part) => settings.nameOf(part));
  const { differing } = settings;
  if (differing.length > MOST_SETTINGS) return undefined;
  const named = (pattern: string) => pattern.replace(/#(\d+)/g, (_, index: string) => gaps[Number(index)]!);
  const carried = carriedIn(line, starts, length);
  const rows = rowsOf(line, { starts, length }, carried, names, differing);
  const said = rows.reduce((sum, { settings }) => sum + Object.keys(settings).length, 0);
  return {
    length,
    gain: gain - OF_BLOCK * differing.length - OF_INSTANCE * said,
    settings: differing.map(({ setting }) => setting),
    inner,
    labels: names.labels,
    namings: names.patterns.map((pattern) => pattern && named(pattern)),
    carried: Math.max(0, carried),
    rows,
  };
}

/** Which entry is fed by the stretch before, where stretches follow each other; -1 where none does. */
function carriedIn(line: readonly Link[], starts: readonly number[], length: number): number {
  for (let k = 1; k < starts.length; k++)
    if (follows(line, starts[k - 1]!, starts[k]!, length))
      return entriesOf(line, starts[k]!, length).findIndex(({ place }) => place === starts[k - 1]! + length - 1);
  return -1;
}

/** Rows as long as their settings and names can be said of all repetitions at once. */
function rowsOf(
  line: readonly Link[],
  { starts, length }: Pick<Unit, 'starts' | 'length'>,
  carried: number,
  names: Names,
  differing: readonly Differing[],
): Row[] {
  const rows: Row[] = [];
  for (let from = 0; from < starts.length; ) {
    let row = rowOf(starts, from, from + 1, names, differing)!;
    while (from + row.starts.length < starts.length) {
      const next = from + row.starts.length;
      const longer = isNext(line, starts[next - 1]!, starts[next]!, length, carried)
        ? rowOf(starts, from, next + 1, names, differing)
        : undefined;
      if (!longer) break;
      row = longer;
    }
    rows.push(row);
    from += row.starts.length;
  }
  return rows;
}

/** Whether a stretch receives what the one before gives where that is handed on, and else the same. */
function isNext(line: readonly Link[], before: number, start: number, length: number, carried: number): boolean {
  if (!follows(line, before, start, length)) return false;
  const [was, is] = [entriesOf(line, before, length), entriesOf(line, start, length)];
  return is.every(({ place, port }, k) =>
    k === carried ? place === before + length - 1 : place === was[k]!.place && port === was[k]!.port,
  );
}

/** Stretches as one row; undefined where no formula says what they have their own of. */
function rowOf(
  starts: readonly number[],
  from: number,
  to: number,
  names: Names,
  differing: readonly Differing[],
): Row | undefined {
  const settings: Record<string, unknown> = {};
  for (const { setting, values } of differing) {
    const value = inRow(values.slice(from, to));
    if (value === undefined) return undefined;
    if (!same(value, setting.default)) settings[setting.name] = value;
  }
  const stems = names.stems.slice(from, to);
  const naming = names.natural ? nameInRow(stems) : '';
  if (naming === undefined) return undefined;
  // what they are called together
  const label = stems.length === 1 ? stems[0]! : (nameInRow(stems) ?? '').replace(/[./_]*\{.*$/, '');
  return { starts: starts.slice(from, to), settings, naming, label };
}

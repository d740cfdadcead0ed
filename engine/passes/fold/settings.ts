/**
 * What equal stretches have their own of as settings of their block: as few as say it all. Whole numbers that go together are one setting
 * wherever they stand (the width of a layer and the last size of a shape), and what is always so many times another says so (`units * 4`).
 */
import type { BlockSetting } from '../../graph/document.ts';
import type { Field } from '../../settings.ts';
import { grouped } from './grouped.ts';
import type { NamePart } from './names.ts';
import { same } from './values.ts';

/** A setting of a layer of which the stretches have their own values. */
export interface Own {
  readonly key: string;
  readonly field: Field;
  /** By stretch. */
  readonly values: readonly unknown[];
  /** What the layer is called. */
  readonly layer: string;
}

/** Something that the stretches have their own of, and the setting that it becomes. */
export interface Differing {
  /** Of layers, what they call it. */
  readonly key: string;
  readonly setting: BlockSetting;
  /** By stretch. */
  readonly values: readonly unknown[];
  /** A number in lists: it is told behind those that a layer has a name for. */
  readonly isPart?: boolean;
}

/** Widths of layers: smaller numbers (a stride, a kernel) are alike by chance. */
const LEAST_WIDTH = 8;
/** How often one width may be another: queries, keys and values in one; the wide middle of a bottleneck. */
const TIMES = [2, 3, 4];

/** What folding itself makes settings for. Their Chinese is found by the English, as that of templates' blocks. */
export const MADE = {
  int: { label: 'Number in names', doc: 'The names of the weights have it.' },
  text: { label: 'Word in names', doc: 'The names of the weights have it.' },
  size: { label: 'Size in shapes', doc: 'Of layers that give what flows another shape.' },
} as const;

export class BlockSettings {
  readonly #all: Differing[] = [];

  /** What follows from other numbers needs them known first: the smallest before its multiples, a setting before parts of lists. */
  constructor(own: readonly Own[]) {
    const numbers = own.flatMap(({ values, ...about }) =>
      columnsOf(values, about.field).map((one) => ({ ...about, ...one })),
    );
    const least = ({ values }: { readonly values: readonly number[] }) => Math.min(...values);
    for (const { values, ...about } of numbers
      .filter((one) => one.values.some((value) => value !== one.values[0]))
      .sort((a, b) => least(a) - least(b) || Number(a.isPart) - Number(b.isPart)))
      if (this.#known(about.key, values) === undefined) this.#add({ ...about, values });
  }

  /** The formula or list of formulas for a layer's setting. */
  valueFor({ key, field, values, layer }: Own): unknown {
    const columns = columnsOf(values, field);
    if (columns.length === 0) {
      const known = this.#all.find(
        (one) => one.key === key && one.setting.kind === field.kind && same(one.values, values),
      );
      return { '=': known?.setting.name ?? this.#add({ key, field, values, layer }) };
    }
    const said = columns.map((column) =>
      column.values.every((value) => value === column.values[0])
        ? column.values[0]!
        : { '=': this.#known(key, column.values)! },
    );
    return columns[0]!.isPart ? said : said[0];
  }

  /** All of them, as they are to be told. */
  get differing(): readonly Differing[] {
    const named = this.#all.filter(({ key, isPart }) => key !== '' && !isPart);
    return [...named, ...this.#all.filter((one) => !named.includes(one))];
  }

  /** The setting for a part of names. */
  nameOf({ kind, values }: NamePart): string {
    const wanted = kind === 'int' ? 'number' : 'word';
    const name = this.#free(wanted);
    const { label, doc } = MADE[kind];
    const setting = { name, kind, label: counted(label, name, wanted), doc, default: values[0]! };
    this.#all.push({ key: '', setting, values });
    return name;
  }

  /** What says these numbers; undefined where nothing does yet. */
  #known(key: string, values: readonly number[]): string | undefined {
    const isWidth = values.every((value) => value >= LEAST_WIDTH);
    const numbers = this.#all.filter(({ setting }) => setting.kind === 'int');
    const equal = numbers.find((one) => (isWidth || one.key === key) && same(one.values, values));
    if (equal || !isWidth) return equal?.setting.name;
    for (const times of TIMES) {
      const part = numbers.find(
        (one) => one.key !== '' && values.every((value, i) => isTimes(value, times, one.values[i])),
      );
      if (part) return `${part.setting.name} * ${times}`;
    }
    return undefined;
  }

  #add({ key, field, values, layer, isPart = false }: Own & { readonly isPart?: boolean }): string {
    const wanted = isPart ? 'size' : key;
    const name = this.#free(wanted);
    const { when: _, unless: __, blank: ___, ...plain } = field;
    const label = isPart
      ? counted(MADE.size.label, name, wanted)
      : name === key
        ? field.label
        : `${field.label} (${layer})`;
    const about = isPart ? { kind: 'int', doc: MADE.size.doc, min: 1 } : plain;
    const setting = { ...about, name, label, default: commonest(values) } as unknown as BlockSetting;
    this.#all.push({ key, setting, values, isPart });
    return name;
  }

  #free(wanted: string): string {
    const taken = new Set(['i', 'n', 'name', ...this.#all.map(({ setting }) => setting.name)]);
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`;
    return name;
  }
}

/** With the number that its name has behind the one that was wanted. */
const counted = (label: string, name: string, wanted: string): string =>
  `${label} ${name.slice(wanted.length)}`.trimEnd();

const isTimes = (value: number, times: number, base: unknown): boolean =>
  typeof base === 'number' && base >= LEAST_WIDTH && value === base * times;

/** A setting's whole numbers, or those at each place of a list of any length; none of another kind of setting. */
function columnsOf(
  values: readonly unknown[],
  field: Field,
): { readonly values: readonly number[]; readonly isPart: boolean }[] {
  if (field.kind === 'int' && values.every(Number.isSafeInteger))
    return [{ values: values as number[], isPart: false }];
  if (field.kind !== 'ints' || field.length !== undefined) return [];
  const lists = values as readonly (readonly number[])[];
  const { length } = lists[0]!;
  if (lists.some((list) => !Array.isArray(list) || list.length !== length || !list.every(Number.isSafeInteger)))
    return [];
  return Array.from({ length }, (_, at) => ({ values: lists.map((list) => list[at]!), isPart: true }));
}

function commonest(values: readonly unknown[]): BlockSetting['default'] {
  const groups = [...grouped(values, (value) => JSON.stringify(value)).values()];
  return groups.reduce((a, b) => (b.length > a.length ? b : a))[0] as BlockSetting['default'];
}

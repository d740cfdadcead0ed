/** Names of what a block is printed as, where its instances are not alike but for numbers: each says what tells it apart. */
import type { Block, BlockSetting } from '../graph/document.ts';

/** What a block's settings are in an instance. */
type Values = Readonly<Record<string, unknown>>;

/**
 * A name for each group of instances: the block's own for those with the defaults of what tells the groups apart, and with the other
 * values behind it for the others: `Basic block projection`, `Swin block shifted`, `Block stride 2`. One setting tells them apart, or
 * two where none does alone; of two values the one that no other group has is enough. The block's own for all where no two settings do.
 */
export function variantNames(block: Block, groups: readonly (readonly Values[])[]): readonly string[] {
  const found = groups.length > 1 ? tellingApart(block.settings, groups) : undefined;
  if (!found) return groups.map(() => block.name);
  return groups.map((_, at) => {
    const others = found.filter(({ setting, values }) => values[at] !== setting.default);
    const alone = others.find(({ values }) => values.indexOf(values[at]) === values.lastIndexOf(values[at]));
    return [block.name, ...(alone ? [alone] : others).map(({ setting, values }) => toldBy(setting, values[at]))].join(
      ' ',
    );
  });
}

/** A setting, and its value in each group. */
interface Told {
  readonly setting: BlockSetting;
  readonly values: readonly unknown[];
}

/** The fewest settings, at most two, whose values differ from group to group and never within one. */
function tellingApart(
  settings: readonly BlockSetting[],
  groups: readonly (readonly Values[])[],
): readonly Told[] | undefined {
  const told = telling(settings).flatMap((setting): Told[] => {
    const values = groups.map((group) => theOne(group.map((one) => one[setting.name] ?? setting.default)));
    return values.includes(undefined) ? [] : [{ setting, values }];
  });
  const pairs = told.flatMap((first, i) => told.slice(i + 1).map((second) => [first, second]));
  return [...told.map((one) => [one]), ...pairs].find(
    (some) =>
      new Set(groups.map((_, at) => JSON.stringify(some.map(({ values }) => values[at])))).size === groups.length,
  );
}

/** Choices and switches say more than numbers. */
const telling = (settings: readonly BlockSetting[]): readonly BlockSetting[] => [
  ...settings.filter(({ kind }) => kind === 'choice' || kind === 'boolean'),
  ...settings.filter(({ kind }) => kind === 'int' || kind === 'number'),
];

/** What all values are; undefined where they differ. */
const theOne = ([first, ...others]: readonly unknown[]): unknown =>
  others.every((one) => one === first) ? first : undefined;

function toldBy({ kind, name }: BlockSetting, value: unknown): string {
  if (kind === 'choice') return String(value);
  if (kind === 'boolean') return value === true ? name : `without ${name}`;
  return `${name} ${String(value).replace('.', 'p')}`;
}

/** Names of what a block is printed as, where its instances are not alike but for numbers: each says what tells it apart. */
import type { Block, BlockSetting } from '../graph/document.ts';

/** What a block's settings are in an instance. */
type Values = Readonly<Record<string, unknown>>;

/**
 * A name for each group of instances: the block's own for those with the default of the setting that tells the groups apart, and with
 * its value behind it for the others: `Basic block projection`, `Swin block shifted`, `Block stride 2`. The block's own for all where
 * no single setting does.
 */
export function variantNames(block: Block, groups: readonly (readonly Values[])[]): readonly string[] {
  if (groups.length > 1)
    for (const setting of telling(block.settings)) {
      const values = groups.map((group) => theOne(group.map((one) => one[setting.name] ?? setting.default)));
      if (values.includes(undefined) || new Set(values).size < values.length) continue;
      return values.map((value) =>
        value === setting.default ? block.name : `${block.name} ${toldBy(setting, value)}`,
      );
    }
  return groups.map(() => block.name);
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

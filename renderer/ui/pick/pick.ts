/** One of many things that is picked by its name. */
import { find } from './find.ts';

export interface PickGroup<T> {
  readonly heading: string;
  readonly items: readonly PickItem<T>[];
  /** There are too many to show before something is typed, and then the best few are shown. */
  readonly onlyFound?: boolean;
}
export interface PickItem<T> {
  readonly value: T;
  /** Unique; it is searched, too. */
  readonly id: string;
  readonly title: string;
  /** Other words by which it is found. */
  readonly keywords?: readonly string[];
  /** At the end of its line: what it is. */
  readonly note?: string | undefined;
  /** At the end of its line, where it has keys. */
  readonly keys?: string | undefined;
}

/** Of a group that is only found. */
const MOST_FOUND = 8;

/** The groups with what answers the query, that with the best answer first. */
export function findGroups<T>(query: string, groups: readonly PickGroup<T>[]): readonly PickGroup<T>[] {
  if (query.trim() === '') return groups.filter(({ onlyFound = false }) => !onlyFound);
  const all = groups.flatMap((group) => group.items.map((item) => ({ group, item })));
  const found = find(query, all, ({ group, item: { title, id, keywords = [], note = '' } }) => ({
    title,
    others: [id, ...keywords].join(' '),
    about: `${group.heading} ${note}`,
  }));
  const byGroup = new Map<PickGroup<T>, PickItem<T>[]>();
  for (const { item } of found) {
    const items = byGroup.get(item.group) ?? [];
    byGroup.set(item.group, items);
    if (!item.group.onlyFound || items.length < MOST_FOUND) items.push(item.item);
  }
  return [...byGroup].map(([group, items]) => ({ ...group, items }));
}

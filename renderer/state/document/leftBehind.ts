/** Unsaved work that a page left behind as it went, by its key: only the browser's plain storage takes something at once. */
import { page } from '../page.ts';

const NAME = 'layerloom.left';

export const leftBehind = <Work>(): Readonly<Record<string, Work>> =>
  JSON.parse(page().storage.getItem(NAME) ?? '{}') as Record<string, Work>;

/** Beside what is there. Throws where it is more than the storage takes. */
export function leaveBehind(works: Readonly<Record<string, unknown>>): void {
  page().storage.setItem(NAME, JSON.stringify({ ...leftBehind(), ...works }));
}

/** It is safe elsewhere by now. */
export function forgetLeft(key: string): void {
  const { [key]: gone, ...others } = leftBehind();
  if (gone === undefined) return;
  if (Object.keys(others).length === 0) page().storage.removeItem(NAME);
  else page().storage.setItem(NAME, JSON.stringify(others));
}

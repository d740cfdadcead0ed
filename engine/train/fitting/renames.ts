/**
 * What of a weights file may be meant for the weights of a network whose names it does not have: by shape, by what a weight is of its
 * layer (a kernel, an offset, a running mean), by the numbers and the words in the names, and by order. A proposal, for a person to take.
 */
import { grouped } from '../../passes/fold/grouped.ts';
import type { Shape } from '../../types/shape.ts';
import type { Weights } from '../weights.ts';

interface Named {
  readonly name: string;
  readonly shape: Shape;
}
/** A weight of the network, and the name that the file has for it. */
export interface OtherName {
  readonly name: string;
  readonly file: string;
}

/** What the last word of a name says that a weight is; others are what they are called. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^(weight|kernel|gamma|scale|w|g)$/, 'weight'],
  [/^(bias|beta|offset|b)$/, 'bias'],
  [/^(running|moving)_?mean$|^mean$/, 'mean'],
  [/^(running|moving)_?var(iance)?$|^var(iance)?$/, 'var'],
];
const roleOf = (name: string): string => {
  const last = name.split(/[./]/).at(-1)!.toLowerCase();
  return ROLES.find(([pattern]) => pattern.test(last))?.[1] ?? last;
};

/** Words of all but the last part of a name, and the numbers in it. */
function partsOf(name: string) {
  const all = name.split(/[./]/).slice(0, -1).join('.').toLowerCase();
  const words = all.match(/[a-z]+/g) ?? [];
  return { words, numbers: (all.match(/\d+/g) ?? []).join() };
}
type Parts = ReturnType<typeof partsOf>;

/** Words alike, of both: the same, or one the beginning of the other (`q`, `query`). */
function likeness(a: Parts, b: Parts): number {
  if (a.words.length + b.words.length === 0) return 1;
  const left = [...b.words];
  let alike = 0;
  for (const word of a.words) {
    const same = left.indexOf(word);
    const at = same >= 0 ? same : left.findIndex((other) => other.startsWith(word) || word.startsWith(other));
    if (at < 0) continue;
    alike += same >= 0 ? 1 : 0.5;
    left.splice(at, 1);
  }
  return (2 * alike) / (a.words.length + b.words.length);
}

/** So alike that the number of weights of that shape need not be the same. */
const ALIKE = 0.5;
/** What the same place among those of one shape counts for: less than a word, since files may be sorted by names. */
const ORDER = 0.5;
/** More pairs of one shape are not compared. */
const MOST_PAIRS = 1 << 20;
const inOrder = new Intl.Collator('en', { numeric: true });

/** At most one name of the file for each weight, and one weight for each name; weights in the order in which they were given. */
export function proposedNames(fresh: readonly Named[], left: readonly Named[]): OtherName[] {
  const keyOf = ({ name, shape }: Named) => `${roleOf(name)} ${shape.join('×')}`;
  const files = grouped(
    left.toSorted((a, b) => inOrder.compare(a.name, b.name)),
    keyOf,
  );
  const found = new Map<string, string>();
  for (const [key, wanted] of grouped(fresh, keyOf)) {
    const given = files.get(key) ?? [];
    if (wanted.length * given.length > MOST_PAIRS) continue;
    for (const [name, file] of matched(wanted, given)) found.set(name, file);
  }
  return fresh.flatMap(({ name }) => (found.has(name) ? [{ name, file: found.get(name)! }] : []));
}

/** Of one shape and role: the likest pairs first. */
function matched(wanted: readonly Named[], given: readonly Named[]): [string, string][] {
  const [ours, theirs] = [wanted, given].map((list) => list.map(({ name }) => partsOf(name))) as [Parts[], Parts[]];
  const place = (i: number, count: number) => (count > 1 ? i / (count - 1) : 0);
  const pairs = ours.flatMap((a, i) =>
    theirs.flatMap((b, j) => {
      const alike = likeness(a, b);
      if (wanted.length !== given.length && alike < ALIKE) return [];
      const apart = Math.abs(place(i, ours.length) - place(j, theirs.length));
      return [{ i, j, score: (a.numbers === b.numbers ? 1 : 0) + alike + ORDER * (1 - apart) }];
    }),
  );
  const [usedHere, usedThere] = [new Set<number>(), new Set<number>()];
  return pairs
    .sort((a, b) => b.score - a.score || a.i - b.i || a.j - b.j)
    .flatMap(({ i, j }): [string, string][] => {
      if (usedHere.has(i) || usedThere.has(j)) return [];
      usedHere.add(i);
      usedThere.add(j);
      return [[wanted[i]!.name, given[j]!.name]];
    });
}

/** The same file with these names for what it has. */
export function renamed<W extends Pick<Weights, 'tensors' | 'types' | 'unread'>>(
  weights: W,
  renames: readonly OtherName[],
): W {
  const names = new Map(renames.map(({ name, file }) => [file, name]));
  const to = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].map(([name, value]) => [names.get(name) ?? name, value]));
  return {
    ...weights,
    tensors: to(weights.tensors),
    ...(weights.types && { types: to(weights.types) }),
    ...(weights.unread && { unread: to(weights.unread) }),
  };
}

/**
 * Names as they stand on nodes. Where many share their beginning (`encoder.layer.0.attention.self.query`), it is the end and what
 * differs between siblings that tells them apart: those parts stay, and what they have in common is left out first.
 */

/** What a text is taken to measure in the node's face at 13 pixels, a little more than it does. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += letter > '\u2e80' ? 13.2 : (WIDTHS.get(letter) ?? 7.9);
  return width;
}
const WIDTHS = new Map(
  (
    [
      [4, "iljI.,:;'|"],
      [5.2, 'tfr1()[]/\\ -'],
      [11.6, 'mwMW@…'],
      [9, 'ABCDEFGHKLNOPQRSTUVXYZ_'],
    ] as const
  ).flatMap(([width, letters]) => [...letters].map((letter) => [letter, width] as const)),
);

/** `encoder.layer_0` as its parts, each with what ends it. */
const partsOf = (name: string): readonly string[] => name.match(/[^._/\s-]*[._/\s-]+|[^._/\s-]+/g) ?? [name];

/** Names by their ends: which parts can stand before an end. */
export type Siblings = ReadonlyMap<string, ReadonlySet<string>>;

export function siblingsOf(names: Iterable<string>): Siblings {
  const before = new Map<string, Set<string>>();
  for (const name of new Set(names)) {
    let end = '';
    for (const part of [...[...partsOf(name)].reverse(), '']) {
      const known = before.get(end);
      if (known) known.add(part);
      else before.set(end, new Set([part]));
      end = part + end;
    }
  }
  return before;
}

/** The name in as much room as there is, in pixels: whole, else by the parts that tell it from its siblings, else its two ends. */
export function shortened(name: string, siblings: Siblings, room: number): string {
  if (widthOf(name) <= room) return name;
  const parts = partsOf(name);
  const needed = parts.map(
    (_, i) => i === parts.length - 1 || (siblings.get(parts.slice(i + 1).join(''))?.size ?? 1) > 1,
  );
  const text = (kept: readonly boolean[]) =>
    parts.reduce((so, part, i) => {
      if (kept[i]) return so + part;
      return so.endsWith('…') ? so : `${so.replace(/[._/\s-]+$/, '')}…`;
    }, '');
  if (widthOf(text(needed)) > room) return twoEnds(text(needed), room);
  // as much more as there is room for, from the end on: what is near says more
  let kept = needed;
  for (let i = parts.length - 1; i >= 0; i--) {
    const more = kept.map((one, at) => one || at === i);
    if (widthOf(text(more)) > room) break;
    kept = more;
  }
  return text(kept);
}

/** The end is longer: there names differ. */
function twoEnds(text: string, room: number): string {
  const letters = [...text.replace(/^…/, '')];
  for (let length = letters.length - 1; length > 1; length--) {
    const head = Math.floor(length * 0.35);
    const short = `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (length - head)).join('')}`;
    if (widthOf(short) <= room) return short;
  }
  return text;
}

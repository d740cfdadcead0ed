/**
 * Stretches of a line that are the same layers wired alike, each with one output that is read outside of it: what a block can be made
 * of. Settings may differ. Of all that repeat, those come first that leave the least to look at.
 */
import type { Link } from './line.ts';

/** Where a value enters, by its place in the line. */
export interface Entry {
  readonly place: number;
  readonly port: string;
}

/** Equal stretches of so many layers. */
export interface Unit {
  readonly length: number;
  /** Where they begin. */
  readonly starts: readonly number[];
  readonly gain: number;
}

/** Fewer layers are no block, and more are not looked for; more ports would be hard to read. */
const [SHORTEST, LONGEST, MOST_ENTRIES] = [3, 400, 4];
/** So many stretches are looked at in a long line. */
const MOST_STRETCHES = 600_000;
/** A block must spare so many nodes. */
export const LEAST_GAIN = 4;

/** All that repeats, best first. */
export function unitsOf(line: readonly Link[]): Unit[] {
  const kinds = new Map<string, number>();
  const kindOf = line.map(({ kind }) => kinds.get(kind) ?? (kinds.set(kind, kinds.size + 1), kinds.size));
  const starts = new Map<string, number[]>();
  const longest = Math.min(LONGEST, Math.ceil(MOST_STRETCHES / line.length));
  for (let start = 0; start < line.length; start++)
    for (const [length, key] of stretches(line, kindOf, start, longest)) {
      const name = `${length}:${key}`;
      const known = starts.get(name);
      if (known) known.push(start);
      else starts.set(name, [start]);
    }
  const units: Unit[] = [];
  for (const [name, all] of starts) {
    const length = Number.parseInt(name, 10);
    const apart = notOverlapping(all, length);
    if (apart.length < 2) continue;
    const gain = gainOf(line, apart, length);
    if (gain >= LEAST_GAIN) units.push({ length, starts: apart, gain });
  }
  return units.sort((a, b) => b.gain - a.gain);
}

/** The stretches from a place on that have one exit: their length, and a number that equal ones have in common. */
function* stretches(
  line: readonly Link[],
  kindOf: readonly number[],
  start: number,
  longest: number,
): Generator<readonly [number, number]> {
  const entries = new Map<string, number>();
  let hash = new Hash();
  let farthest = -1;
  for (let end = start; end < line.length && end - start < longest; end++) {
    const link = line[end]!;
    if (link.fixed) return;
    hash = hash.with(kindOf[end]!);
    for (const { place, port, into } of link.sources) {
      const inside = place >= start;
      const key = `${place}/${port}`;
      if (!inside && !entries.has(key)) entries.set(key, entries.size);
      hash = hash
        .with(inside ? place - start : -1 - entries.get(key)!)
        .text(inside ? port : '')
        .text(into);
    }
    if (entries.size > MOST_ENTRIES) return;
    const length = end - start + 1;
    if (length >= SHORTEST && farthest <= end && link.last > end && link.exit !== undefined)
      yield [length, hash.with(-1000).text(link.exit).value];
    farthest = Math.max(farthest, link.last);
  }
}

/** A number for a list of numbers and texts: 53 bits of two sums. */
class Hash {
  readonly #a: number;
  readonly #b: number;
  constructor(a = 0x811c9dc5, b = 0x9e3779b9) {
    [this.#a, this.#b] = [a, b];
  }
  with(value: number): Hash {
    return new Hash(
      Math.imul(this.#a ^ value, 0x01000193) ^ (this.#a >>> 15),
      Math.imul(this.#b + value, 0x85ebca6b) ^ (this.#b >>> 13),
    );
  }
  text(text: string): Hash {
    let hash: Hash = this;
    for (let i = 0; i < text.length; i++) hash = hash.with(text.charCodeAt(i));
    return hash.with(-2000);
  }
  get value(): number {
    return (this.#a >>> 0) * 0x200000 + (this.#b >>> 11);
  }
}

function notOverlapping(starts: readonly number[], length: number): number[] {
  const apart: number[] = [];
  for (const start of starts) if (apart.length === 0 || start >= apart.at(-1)! + length) apart.push(start);
  return apart;
}

/** How many nodes fewer there are to look at, and a little for a stretch that a person would draw. */
export function gainOf(line: readonly Link[], starts: readonly number[], length: number): number {
  const rows = starts.filter((start, i) => i === 0 || !follows(line, starts[i - 1]!, start, length)).length;
  const forks = starts.filter((start) => isFork(line, start, length)).length;
  const named = starts.filter((start) => hasOwnName(line, start, length)).length;
  return starts.length * length - rows - length / 2 + (forks / 2 + named) * Math.min(2, length / 4);
}

/** Whether a stretch may be the next repetition of one before it: fed by its exit, which nothing else reads. */
export function follows(line: readonly Link[], before: number, start: number, length: number): boolean {
  const exit = before + length - 1;
  const fed = entriesOf(line, start, length).some(({ place }) => place === exit);
  return fed && line[exit]!.last < start + length && start === exit + 1;
}

/** What feeds a stretch, in the order in which it is first read. */
export function entriesOf(line: readonly Link[], start: number, length: number): Entry[] {
  const entries = new Map<string, Entry>();
  for (let at = start; at < start + length; at++)
    for (const { place, port } of line[at]!.sources)
      if (place < start) entries.set(`${place}/${port}`, { place, port });
  return [...entries.values()];
}

/** Whether what enters goes two ways, as around a residual block. */
function isFork(line: readonly Link[], start: number, length: number): boolean {
  const first = line[start]!.sources.find(({ place }) => place < start);
  if (!first) return false;
  for (let at = start + 1; at < start + length; at++)
    if (line[at]!.sources.some(({ place, port }) => place === first.place && port === first.port)) return true;
  return false;
}

/** Whether the layers of a stretch are named after something that nothing beside it is named after. */
function hasOwnName(line: readonly Link[], start: number, length: number): boolean {
  const inside = line.slice(start, start + length).filter(({ named }) => named);
  const name = commonName(inside.map(({ node }) => node.label ?? ''));
  const isOf = (at: number) => line[at]?.node.label?.startsWith(name) === true;
  return name !== '' && !isOf(start - 1) && !isOf(start + length);
}

/** What names begin with alike, up to a dot, slash or underscore and with it. */
export function commonName(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && first[same] === other[same]) same++;
    length = same;
  }
  return first.slice(0, length).replace(/[^./_]*$/, '');
}

/** Which lines of a printed file are about which nodes: written down by the printers as they print. */
import type { Expanded } from '../passes/expand.ts';

/** For each line, from the first on, the keys of what it is about; most are about one node. */
export type NodeLines = readonly (readonly string[])[];

/** A text of whole lines. */
export interface Lined {
  readonly text: string;
  readonly lines: NodeLines;
}

/** A node where it is drawn: in a block, or without one in the graph itself. */
export const nodeKey = (block: string | undefined, node: string): string => `${block ?? ''}/${node}`;
/** What stands for a block as a whole: its class or its function. */
export const blockKey = (block: string): string => `${block}/`;

/** The key of a layer by its flat id. */
export function keyOfFlat({ origins, inlined }: Pick<Expanded, 'origins' | 'inlined'>, id: string): string {
  const origin = origins.get(id);
  const instance = origin?.path.at(-1);
  return nodeKey(instance === undefined ? undefined : inlined.get(instance)!.source.block, origin?.source.id ?? id);
}

/** Notes what a writer's lines are about. */
export class LineNotes {
  readonly #lines: (readonly string[])[] = [];
  #about: readonly string[] = [];

  /** What `write` writes is about these, too. */
  about(keys: readonly string[], write: () => void): void {
    const before = this.#about;
    this.#about = [...before, ...keys];
    write();
    this.#about = before;
  }

  /** So many lines were written. */
  wrote(count: number): void {
    for (let i = 0; i < count; i++) this.#lines.push(this.#about);
  }

  get lines(): NodeLines {
    return this.#lines;
  }
}

/** Texts one after the other; each ends with its last line. */
export function stacked(...parts: readonly (string | Lined)[]): Lined {
  const whole = parts.map((part) =>
    typeof part === 'string'
      ? { text: part, lines: Array<readonly string[]>(part.split('\n').length - 1).fill([]) }
      : part,
  );
  return { text: whole.map(({ text }) => text).join(''), lines: whole.flatMap(({ lines }) => lines) };
}

/** The same with a text between each two. */
export const joined = (parts: readonly Lined[], between: string): Lined =>
  stacked(...parts.flatMap((part, i) => (i === 0 ? [part] : [between, part])));

/** What a formatter may add, leave out or put elsewhere without changing what is said. */
const LOOSE = /[\s,;()"'\\+|&]/g;

/**
 * What the lines of a text are about that says the same in other lines: `formatted` begins with what `lined` holds. The two are read side by
 * side, without what a formatter may change.
 */
export function reflowed({ text, lines }: Lined, formatted: string): NodeLines {
  const sizes = text.split('\n').map((line) => line.replaceAll(LOOSE, '').length);
  let [source, left] = [0, sizes[0]!];
  return formatted.split('\n').map((line) => {
    const size = line.replaceAll(LOOSE, '').length;
    if (line.trim() === '') return [];
    const about = new Set<string>();
    let rest = size;
    // a line of brackets alone ends what stands before it
    if (rest === 0) return lines[source] ?? [];
    while (rest > 0 && source < sizes.length) {
      if (left === 0) {
        source++;
        left = sizes[source] ?? 0;
        continue;
      }
      for (const key of lines[source] ?? []) about.add(key);
      const taken = Math.min(rest, left);
      [rest, left] = [rest - taken, left - taken];
    }
    return [...about];
  });
}

/** The same with one more line behind the first that is found. */
export function withLine({ text, lines }: Lined, isBefore: (line: string) => boolean, line: string): Lined {
  const all = text.split('\n');
  const at = all.findIndex(isBefore) + 1;
  return { text: all.toSpliced(at, 0, line).join('\n'), lines: lines.toSpliced(at, 0, []) };
}

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

/** The same with one more line behind the first that is found. */
export function withLine({ text, lines }: Lined, isBefore: (line: string) => boolean, line: string): Lined {
  const all = text.split('\n');
  const at = all.findIndex(isBefore) + 1;
  return { text: all.toSpliced(at, 0, line).join('\n'), lines: lines.toSpliced(at, 0, []) };
}

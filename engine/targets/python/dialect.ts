/** What a library of Python has words of its own for: all that the shared printing asks of a target. */
import type { Rules } from '../../ir/prims.ts';
import type { Value } from '../../ir/program.ts';
import type { Phrase } from '../../phrases.ts';
import type { Problem } from '../../problems.ts';
import type { Shape } from '../../types/shape.ts';

export interface PrintContext {
  shape(shape: Shape): string;
  /** A number, which may count the rows of the batch. */
  number(value: number): string;
  /** The operands. */
  readonly inputs: readonly Value[];
}

export interface Dialect {
  /** What cannot be written, named as a part of a sentence. */
  unsupported(what: Phrase): Problem;
  /** Each primitive as an expression. */
  readonly expressions: Rules<[readonly string[], PrintContext], string | readonly string[]>;
  /** Functions that the expressions call, by name; each is printed where it is used. */
  readonly helpers: Readonly<Record<string, string>>;
  /** A number as a tensor. */
  tensor(number: string): string;
  /** The tensors of a list as one with a first axis more. */
  stack(list: string): string;
  /** How many rows a tensor has. */
  rows(tensor: string): string;
  /** A tensor as an array of NumPy in double precision. */
  array(tensor: string): string;
  /** How the words begin by which code speaks of the library, and the import of each. */
  readonly imports: Readonly<Record<string, string>>;
  /** How `evaluate` of `metrics.py` begins, up to where `outputs` and `targets` of a batch are known, and what undoes it. */
  readonly judging: {
    readonly decorator?: string;
    readonly parameters: string;
    readonly before: readonly string[];
    readonly loop: string;
    readonly each: readonly string[];
    readonly costs: string;
    readonly after: readonly string[];
    /** What the transforms learned, of what batches come from. */
    readonly fits: string;
    /** Numbers of a tensor as NumPy has them, and NumPy's as such a tensor. */
    readonly numbers: (tensor: string) => string;
    readonly tensor: (numbers: string) => string;
  };
}

/** The functions that a source calls, and those that they call, in their order. */
export function helpersFor({ helpers }: Dialect, source: string): string[] {
  const needed = new Set<string>();
  const visit = (text: string): void => {
    for (const [name, body] of Object.entries(helpers)) {
      if (needed.has(name) || !new RegExp(`(?<![.\\w])${name}\\(`).test(text)) continue;
      needed.add(name);
      visit(body.slice(body.indexOf('\n')));
    }
  };
  visit(source);
  return Object.entries(helpers).flatMap(([name, body]) => (needed.has(name) ? [body] : []));
}

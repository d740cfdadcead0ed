/** What the outputs of a trained network say to a person: a class with its probability, yes or no, or a number of a column. */
import type { ClassNames } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import { choosesClass, saysYesOrNo } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { judgedOutput } from '../../passes/compile.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';

/** `column`: the one that it is an answer for. */
export type Answer = { readonly column: string } & Said;
type Said =
  /** One of these, of which the readout gives the probabilities. */
  | { readonly kind: 'class'; readonly names: readonly string[] }
  /** The second of these or the first: the readout is the probability of the second. */
  | { readonly kind: 'either'; readonly names: readonly [no: string, yes: string] }
  /** Each of these by itself, or not. */
  | { readonly kind: 'several'; readonly names: readonly string[] }
  /** Numbers of the column. */
  | { readonly kind: 'numbers' };

/** By the nodes of the outputs that a loss judges. `classes`: what those of the targets are called. */
export function answersOf(document: Document, checked: CheckedGraph, classes: ClassNames): ReadonlyMap<string, Answer> {
  const found = new Map<string, Answer>();
  for (const [i, { loss, target }] of document.training.losses.entries()) {
    const spec = lossOf(loss.type);
    const judged = judgedOutput(document, checked, i);
    if (!spec || typeof judged !== 'string' || found.has(judged)) continue;
    const shape = checked.nodes.get(judged)!.outputs[0]!.shape.slice(1) as readonly number[];
    const called = Object.hasOwn(classes, target) ? classes[target]! : undefined;
    const column = document.data.targets[target]?.column ?? target;
    const said = saidBy({ spec, shape, called });
    if (said) found.set(judged, { column, ...said });
  }
  return found;
}

interface Judged {
  readonly spec: NonNullable<ReturnType<typeof lossOf>>;
  /** Of one row of the output. */
  readonly shape: readonly number[];
  readonly called: readonly string[] | undefined;
}

function saidBy({ spec, shape, called }: Judged): Said | undefined {
  const width = sizeOf(shape);
  const names = (count: number) =>
    called?.length === count ? called : Array.from({ length: count }, (_, i) => String(i));
  if (choosesClass(spec)) return shape.length === 1 && width > 1 ? { kind: 'class', names: names(width) } : undefined;
  if (saysYesOrNo(spec)) {
    if (width === 1) return { kind: 'either', names: names(2) as [string, string] };
    return shape.length === 1 && called?.length === width ? { kind: 'several', names: called } : undefined;
  }
  return spec.compares === 'numbers' ? { kind: 'numbers' } : undefined;
}

/** Between the names of several in one cell. */
const BETWEEN = ';';

/** An answer as columns of a table. */
export interface AnswerColumns {
  /** The column that is answered for. */
  readonly of?: string;
  /** What is said of the values, '' where it is no more than the column itself, and what these are called. */
  readonly said: readonly string[];
  readonly values: readonly string[];
  /** The cells of a row, what is said first. */
  readonly cells: (row: number) => readonly (string | number)[];
}

/** Of the readout of all rows, or of numbers the values: a class by its name with its probability, then those of all. */
export function answerColumns(answer: Answer, { data, shape }: Tensor): AnswerColumns {
  const width = data.length / Math.max(1, shape[0]!);
  const rowOf = (row: number) => [...data.subarray(row * width, (row + 1) * width)] as number[];
  const ofOne = (names: readonly string[], chances: (row: number) => readonly number[]): AnswerColumns => ({
    of: answer.column,
    said: ['predicted', 'probability'],
    values: names,
    cells(row) {
      const values = chances(row);
      const most = Math.max(...values);
      // where outputs are no numbers nothing is chosen
      return [names[values.indexOf(most)] ?? '', most, ...values];
    },
  });
  switch (answer.kind) {
    case 'class':
      return ofOne(answer.names, rowOf);
    case 'either':
      return ofOne(answer.names, (row) => [1 - rowOf(row)[0]!, rowOf(row)[0]!]);
    case 'several':
      return {
        of: answer.column,
        said: ['predicted'],
        values: answer.names,
        cells(row) {
          const values = rowOf(row);
          return [answer.names.filter((_, i) => values[i]! > 0.5).join(BETWEEN), ...values];
        },
      };
    case 'numbers':
      return {
        of: answer.column,
        said: width === 1 ? [''] : Array.from({ length: width }, (_, i) => String(i)),
        values: [],
        cells: rowOf,
      };
  }
}

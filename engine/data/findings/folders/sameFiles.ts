import { verbatim } from '../../../phrases.ts';
import { type Problem, type ProblemCode, problem } from '../../../problems.ts';
import type { FolderFacts, FolderFinding } from '../define.ts';

/** Files, or texts, that are there several times: among what is learned and what is judged by, in two classes, or only again. */
export const sameFiles: FolderFinding = {
  id: 'sameFiles',
  find: ({ alike, rows, labels }) => [
    ...across({ alike, rows }),
    ...inTwoClasses({ alike, rows, labels }),
    ...again({ alike, rows }),
  ],
};

type Some = Pick<FolderFacts, 'alike' | 'rows'>;
const named = ({ rows }: Some, row: number) => verbatim(rows[row]!.name());

function across(facts: Some): Problem[] {
  const { alike, rows } = facts;
  const pairs = alike.flatMap((group) => {
    const learned = group.find((row) => rows[row]!.split === 'train');
    return learned === undefined ? [] : group.flatMap((row) => (rows[row]!.split === 'train' ? [] : [[learned, row]]));
  });
  return told('data-same-across', facts, pairs);
}

/** The first of another class than the first of all. */
function inTwoClasses({ labels, ...facts }: Some & Pick<FolderFacts, 'labels'>): Problem[] {
  const pairs = facts.alike.flatMap((group) => {
    const other = group.find((row) => facts.rows[row]!.label !== facts.rows[group[0]!]!.label);
    return other === undefined ? [] : [[group[0]!, other]];
  });
  const [pair] = pairs;
  if (!pair) return [];
  const [first, second] = pair as [number, number];
  const classOf = (row: number) => verbatim(labels[facts.rows[row]!.label]!);
  return [
    problem('data-same-classes', {
      ...{ count: pairs.length, first: named(facts, first), second: named(facts, second) },
      ...{ one: classOf(first), other: classOf(second) },
    }),
  ];
}

/** Of one split and one class. */
function again(facts: Some): Problem[] {
  const { alike, rows } = facts;
  const pairs = alike.flatMap((group) =>
    group.slice(1).flatMap((row, i) => {
      const before = group
        .slice(0, i + 1)
        .find((one) => rows[one]!.split === rows[row]!.split && rows[one]!.label === rows[row]!.label);
      return before === undefined ? [] : [[before, row]];
    }),
  );
  return told('data-same', facts, pairs);
}

function told(
  code: Extract<ProblemCode, 'data-same-across' | 'data-same'>,
  facts: Some,
  pairs: readonly (readonly number[])[],
): Problem[] {
  const [pair] = pairs;
  if (!pair) return [];
  const [first, second] = pair as [number, number];
  return [problem(code, { count: pairs.length, first: named(facts, first), second: named(facts, second) })];
}

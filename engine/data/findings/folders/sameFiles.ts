import { verbatim } from '../../../phrases.ts';
import { type Problem, type ProblemCode, problem } from '../../../problems.ts';
import type { FolderFacts, FolderFinding } from '../define.ts';

/** Files, or texts, that are there several times: among what is learned and what is judged by, in two classes, or only again. */
export const sameFiles: FolderFinding = {
  id: 'sameFiles',
  find: (facts) => [...across(facts), ...inTwoClasses(facts), ...again(facts)],
};

const named = ({ rows }: FolderFacts, row: number) => verbatim(rows[row]!.name());
const belowOf = ({ rows }: FolderFacts, some: readonly number[]) => some.flatMap((row) => rows[row]!.below ?? []);

/** Rows are dealt anew where some are left out: of each group only the one that is learned from stays. */
function across(facts: FolderFacts): Problem[] {
  const { alike, rows } = facts;
  const copies: number[] = [];
  const pairs = alike.flatMap((group) => {
    const learned = group.find((row) => rows[row]!.split === 'train');
    const judged = group.filter((row) => rows[row]!.split !== 'train');
    if (learned === undefined || judged.length === 0) return [];
    copies.push(...group.filter((row) => row !== learned));
    return judged.map((row) => [learned, row]);
  });
  return told('data-same-across', facts, pairs, copies);
}

/** The first of another class than the first of all. */
function inTwoClasses(facts: FolderFacts): Problem[] {
  const { alike, rows, labels, cures } = facts;
  const groups = alike.filter((group) => group.some((row) => rows[row]!.label !== rows[group[0]!]!.label));
  const [group] = groups;
  if (!group) return [];
  const first = group[0]!;
  const second = group.find((row) => rows[row]!.label !== rows[first]!.label)!;
  const classOf = (row: number) => verbatim(labels[rows[row]!.label]!);
  return [
    problem(
      'data-same-classes',
      {
        ...{ count: groups.length, first: named(facts, first), second: named(facts, second) },
        ...{ one: classOf(first), other: classOf(second) },
      },
      { repairs: cures.leaveFilesOut(belowOf(facts, groups.flat()), true) },
    ),
  ];
}

/** Of one split and one class. */
function again(facts: FolderFacts): Problem[] {
  const { alike, rows } = facts;
  const pairs = alike.flatMap((group) =>
    group.slice(1).flatMap((row, i) => {
      const before = group
        .slice(0, i + 1)
        .find((one) => rows[one]!.split === rows[row]!.split && rows[one]!.label === rows[row]!.label);
      return before === undefined ? [] : [[before, row]];
    }),
  );
  return told(
    'data-same',
    facts,
    pairs,
    pairs.map(([, row]) => row!),
  );
}

function told(
  code: Extract<ProblemCode, 'data-same-across' | 'data-same'>,
  facts: FolderFacts,
  pairs: readonly (readonly number[])[],
  copies: readonly number[],
): Problem[] {
  const [pair] = pairs;
  if (!pair) return [];
  const [first, second] = pair as [number, number];
  const values = { count: pairs.length, first: named(facts, first), second: named(facts, second) };
  return [problem(code, values, { repairs: facts.cures.leaveFilesOut(belowOf(facts, copies)) })];
}

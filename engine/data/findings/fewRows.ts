import { phrase, someNames, verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { type ClassFacts, defineFinding } from './define.ts';

/** Fewer rows of a class say little of it. */
const FEW = 10;

/** Classes with too few rows to learn from, or none to judge by. */
export const fewRows = defineFinding({
  id: 'fewRows',
  find({ target, classes, cures }: ClassFacts) {
    if (!target || !classes) return [];
    const { names, counts } = classes;
    const few = names.flatMap((name, i) =>
      counts.train[i]! < FEW ? [phrase('class-with-count', { name: verbatim(name), count: counts.train[i]! })] : [],
    );
    const lackedBy = (part: readonly number[]) =>
      names.flatMap((name, i) =>
        part.some((count) => count > 0) && counts.train[i]! >= FEW && part[i] === 0
          ? [phrase('quoted', { name: verbatim(name) })]
          : [],
      );
    const [unjudged, untested] = [lackedBy(counts.validation), lackedBy(counts.test)];
    const column = verbatim(target.name);
    return [
      ...(few.length > 0
        ? [problem('data-few-rows', { column, few: FEW, names: someNames(few) }, { repairs: cures.stratify() })]
        : []),
      ...(unjudged.length > 0
        ? [problem('data-class-unjudged', { column, names: someNames(unjudged) }, { repairs: cures.stratify() })]
        : []),
      ...(untested.length > 0
        ? [problem('data-class-untested', { column, names: someNames(untested) }, { repairs: cures.stratify() })]
        : []),
    ];
  },
});

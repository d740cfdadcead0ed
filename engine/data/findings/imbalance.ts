import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { type ClassFacts, defineFinding } from './define.ts';

/** The most frequent class has so many times the rows of the rarest. */
const TIMES = 10;

/** Classes of which there are many times more rows than of others: always guessing the frequent one looks good. */
export const imbalance = defineFinding({
  id: 'imbalance',
  find({ target, classes, cures }: ClassFacts) {
    if (!target || !classes) return [];
    const counts = classes.names.map((name, i) => ({ name, count: classes.counts.train[i]! }));
    const there = counts.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
    const [most, least] = [there[0], there.at(-1)];
    if (!most || !least || most.count < TIMES * least.count) return [];
    const all = there.reduce((sum, { count }) => sum + count, 0);
    return [
      problem(
        'data-imbalance',
        {
          ...{ column: verbatim(target.name), most: verbatim(most.name), least: verbatim(least.name) },
          ...{ many: most.count, few: least.count, share: Math.round((100 * most.count) / all) },
        },
        { repairs: [...cures.weigh(), ...cures.stratify()] },
      ),
    ];
  },
});

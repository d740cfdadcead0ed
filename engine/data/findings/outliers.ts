import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** More than this are no outliers but the long end of a distribution. */
const FEW = 0.01;
/** Transforms in which a number that lies far out does no harm. */
const SAFE = new Set(['clip', 'robust', 'quantile', 'bucket', 'log']);

/** A few numbers far from all others: mistakes, or what steers the scale of all others. */
export const outliers = defineFinding({
  id: 'outliers',
  find: ({ inputs, profile: { rows }, cures }) =>
    inputs.flatMap(({ name, kind, numbers, config }) => {
      if (!numbers || kind !== 'number' || config?.transforms.some(({ type }) => SAFE.has(type))) return [];
      const { count, row, value, least, greatest } = numbers.outliers;
      if (count === 0 || count > Math.max(1, rows * FEW)) return [];
      return [
        problem(
          'data-outliers',
          { column: verbatim(name), count, row, value: short(value), least: short(least), greatest: short(greatest) },
          { repairs: [...cures.clip(name, least, greatest), ...cures.ignore(name)] },
        ),
      ];
    }),
});

const short = (value: number) => verbatim(String(Number(value.toPrecision(6))));

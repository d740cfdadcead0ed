import { named, verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';
import { shortened, signOf, signsIn } from './valueNotes.ts';

/** Signs beside numbers, as those of currencies and per cent: taken off where they are all of one, and else why a column is not read so. */
export const signs = defineFinding({
  id: 'signs',
  find: ({ file, profile: { columns, rows: all }, cures }) =>
    columns.flatMap(({ name, kind, missing, sign, nearly }) => {
      const where = { file: verbatim(file), column: verbatim(name) };
      const taken = sign
        ? [problem('data-sign', { ...where, count: sign.count, rows: all - missing, ...signOf(sign) })]
        : [];
      const others = nearly?.signs;
      if (!others) return taken;
      const { row, value } = nearly;
      const most = others.find(({ sign }) => sign !== '')!;
      const values = {
        ...{ ...where, signs: signsIn(others), sign: verbatim(most.sign) },
        ...{ row, value: verbatim(shortened(value)), as: named(`columns.${kind}`, kind) },
      };
      return [...taken, problem('data-signs', values, { repairs: cures.readAs(name, 'number') })];
    }),
});

import { expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { FINDABLE } from './findable.ts';

it('asks only for fields that the panels have', () => {
  const sources = Object.values(
    import.meta.glob<string>('./{training/settings,data,inspector}/*.tsx', {
      query: '?raw',
      import: 'default',
      eager: true,
    }),
  ).join('');
  const ids = FINDABLE.flatMap(({ fields }) => fields(mnistCnn())).map(({ id }) => id.replace(/^training-/, ''));
  const drawn = [...sources.matchAll(/id=(?:"(?:training-)?([\w-]+)"|\{`(?:training-)?(loss-)\$)/g)].map(
    ([, id, prefix]) => id ?? prefix!,
  );
  const stray = ids.filter(
    (id) => !drawn.some((one) => id === one || id.startsWith(one.endsWith('-') ? one : `${one}-`)),
  );
  expect(stray).toEqual([]);
});

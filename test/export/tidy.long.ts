/** Every template leaves as Prettier and ESLint want it: `npm run test:typescript`. */
import { expect, it } from 'vitest';
import { TEMPLATES } from '../../templates/index.ts';
import { complaints, leaving } from './tidy.ts';

it.each(TEMPLATES.map(({ id, make, small = {} }) => [id, make(small)] as const))('%s', async (_, document) => {
  expect(await complaints(await leaving(document))).toEqual([]);
});

/** How the Chinese is written: its own punctuation, and a space between it and Latin words or numbers. */
import { expect, it } from 'vitest';
import { docs } from './docs/index.ts';
import { zh } from './index.ts';

const HAN = '\\p{Script=Han}';
const RULES = {
  'half-width punctuation beside Chinese': new RegExp(`${HAN}[,;:!?()]|[,;:!?()]${HAN}`, 'u'),
  'no space between Chinese and Latin': new RegExp(`${HAN}[A-Za-z0-9α-ω]|[A-Za-z0-9α-ω]${HAN}`, 'u'),
  'space beside full-width punctuation': /[，。；：！？（）、] | [，。；：！？（）、]/u,
  'straight quotes': new RegExp(`"[^"]*${HAN}|${HAN}[^"]*"`, 'u'),
  'ellipsis of three full stops': /\.\.\./,
};

it.each(Object.entries(RULES))('%s: none', (_, rule) => {
  expect(
    Object.entries({ ...zh, ...docs }).filter(
      ([id, text]) => !/\.keywords$|^desktop\.menu\./.test(id) && rule.test(text),
    ),
  ).toEqual([]);
});

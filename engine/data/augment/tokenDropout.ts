import { choice, int, number } from '../../settings.ts';
import { PADDING } from '../language/vocabulary.ts';
import { type Chance, defineAugmentation, often } from './define.ts';

export const tokenDropout = defineAugmentation({
  id: 'tokenDropout',
  title: 'Token dropout',
  doc: 'Leaves out some tokens of a text. What fills a row up (number 0) stays, and so does one token at least.',
  source: {
    title: 'Iyyer et al. 2015: Deep unordered composition rivals syntactic methods for text classification',
    url: 'https://aclanthology.org/P15-1162/',
  },
  subject: 'tokens',
  settings: {
    rate: number({ label: 'Rate', default: 0.1, min: 0, max: 1, doc: 'Of the tokens, how many are left out.' }),
    place: choice(['replaced', 'removed'], {
      label: 'Their place',
      default: 'replaced',
      doc: 'Another token stands there, or those behind move up. Where the target has a token for each place they must not move.',
      names: { replaced: 'Another token', removed: 'Closed up' },
    }),
    token: int({
      label: 'Token',
      default: 1,
      min: 0,
      doc: 'The number that stands there: 1 is what is not in a vocabulary that was learned here.',
      when: { place: ['replaced'] },
    }),
    share: often(1),
  },
  alter(chance, { rate, place, token }, { data }) {
    const dropped = droppedOf(data, chance, rate);
    if (place === 'replaced') for (const at of dropped) data[at] = token;
    else close(data, dropped);
  },
});

function droppedOf(data: ArrayLike<number>, chance: Chance, rate: number): ReadonlySet<number> {
  const tokens = Array.from({ length: data.length }, (_, at) => at).filter((at) => data[at] !== PADDING.number);
  const dropped = new Set(tokens.filter(() => chance() < rate));
  if (dropped.size === tokens.length) dropped.delete(tokens[Math.floor(chance() * tokens.length)]!);
  return dropped;
}

/** Fills up on the side that is filled up already, else behind. */
function close(data: Float32Array | Int32Array, dropped: ReadonlySet<number>): void {
  const left = data.filter((_, at) => !dropped.has(at));
  const before = data[0] === PADDING.number && data.at(-1) !== PADDING.number;
  data.fill(PADDING.number);
  data.set(left as never, before ? data.length - left.length : 0);
}

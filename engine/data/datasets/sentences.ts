import { int } from '../../settings.ts';
import { type Column, defineDataset } from '../define.ts';
import { generate, generated, pick } from '../generated.ts';

/** What a word is in its sentence; 0 stands behind the last word. */
const TAGS = ['none', 'determiner', 'adjective', 'noun', 'verb', 'adverb', 'full stop'] as const;
type Tag = (typeof TAGS)[number];

/** What can be said by whom: the parts of sentences that words are drawn for. */
type Part = 'determiner' | 'plain' | 'kind' | 'unkind' | 'noun' | 'verb' | 'how' | 'degree';
const TAG_OF: Readonly<Record<Part, Tag>> = {
  determiner: 'determiner',
  plain: 'adjective',
  kind: 'adjective',
  unkind: 'adjective',
  noun: 'noun',
  verb: 'verb',
  how: 'adverb',
  degree: 'adverb',
};

/**
 * The most needed first, so that a small vocabulary still makes sentences. Some words are two things: "play", "sound", "light", "watch",
 * "cold" and "cook" tell by their place alone what they are.
 */
const WORDS: readonly (readonly [word: string, ...parts: readonly Part[]])[] = [
  ['the', 'determiner'],
  ['film', 'noun'],
  ['good', 'kind'],
  ['bad', 'unkind'],
  ['book', 'noun'],
  ['a', 'determiner'],
  ['play', 'noun', 'verb'],
  ['great', 'kind'],
  ['awful', 'unkind'],
  ['long', 'plain'],
  ['today', 'how'],
  ['very', 'degree'],
  ['sound', 'noun', 'verb'],
  ['lovely', 'kind'],
  ['dull', 'unkind'],
  ['story', 'noun'],
  ['this', 'determiner'],
  ['light', 'noun', 'plain'],
  ['see', 'verb'],
  ['new', 'plain'],
  ['clever', 'kind'],
  ['boring', 'unkind'],
  ['actor', 'noun'],
  ['every', 'determiner'],
  ['watch', 'noun', 'verb'],
  ['quite', 'degree'],
  ['slowly', 'how'],
  ['funny', 'kind'],
  ['weak', 'unkind'],
  ['cook', 'noun', 'verb'],
  ['cold', 'noun', 'plain'],
  ['old', 'plain'],
  ['song', 'noun'],
  ['bright', 'kind'],
  ['ugly', 'unkind'],
  ['my', 'determiner'],
  ['hear', 'verb'],
  ['often', 'how'],
  ['dinner', 'noun'],
  ['so', 'degree'],
  ['warm', 'kind'],
  ['noisy', 'unkind'],
  ['small', 'plain'],
  ['teacher', 'noun'],
  ['remember', 'verb'],
  ['again', 'how'],
  ['perfect', 'kind'],
  ['poor', 'unkind'],
  ['city', 'noun'],
  ['our', 'determiner'],
  ['rather', 'degree'],
  ['red', 'plain'],
  ['tell', 'verb'],
  ['house', 'noun'],
  ['brilliant', 'kind'],
  ['stupid', 'unkind'],
  ['quietly', 'how'],
  ['child', 'noun'],
  ['find', 'verb'],
  ['quick', 'plain'],
  ['gentle', 'kind'],
  ['cruel', 'unkind'],
];
/** Behind "nothing" come the words that every sentence needs. */
const FIXED = ['_', '.', 'is', 'not'] as const;
const [STOP, IS, NOT] = [1, 2, 3] as const;
const FEWEST = FIXED.length + 5;

type Word = readonly [number: number, tag: Tag];

export const sentences = defineDataset({
  id: 'sentences',
  title: 'Made-up sentences',
  doc:
    'Simple English sentences about films and dinners: texts that are kind or unkind, and words with their parts ' +
    'of speech.',
  more:
    'One sentence of each text judges, kindly or unkindly ("label"), and may turn its word around with "not". Each ' +
    'word has its part of speech ("tags"), which sometimes only its place tells; "segments" is 0 in the first ' +
    'sentence and 1 behind it.',
  settings: {
    length: int({ label: 'Length', default: 24, min: 4, doc: 'Words of a text; shorter ones end in "_".' }),
    vocabulary: int({
      label: 'Vocabulary',
      default: FIXED.length + WORDS.length,
      min: FEWEST,
      doc: `Different words; there are ${FIXED.length + WORDS.length}.`,
    }),
    ...generated(10_000),
  },
  async open(_, { length, vocabulary, ...made }) {
    const words = WORDS.slice(0, vocabulary - FIXED.length);
    const classes = [...FIXED, ...words.map(([word]) => word)];
    const known = (part: Part) => words.flatMap(([, ...parts], i) => (parts.includes(part) ? [FIXED.length + i] : []));
    const lists = Object.fromEntries(
      (Object.keys(TAG_OF) as Part[]).map((part) => [part, known(part)]),
    ) as unknown as Readonly<Record<Part, readonly number[]>>;
    const columns: readonly Column[] = [
      { name: 'tokens', kind: 'tokens', shape: [length], dtype: 'int32', classes },
      { name: 'segments', kind: 'tokens', shape: [length], dtype: 'int32' },
      { name: 'tags', kind: 'category', shape: [length], dtype: 'int32', classes: TAGS },
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes: ['unkind', 'kind'] },
    ];
    return generate(columns, made, (next) => {
      const { kind, text } = write(lists, length, next);
      const flat = text.flat();
      const spread = (value: (word: Word, place: number) => number) =>
        Int32Array.from({ length }, (_, i) => (flat[i] ? value(flat[i], i) : 0));
      return {
        tokens: () => spread(([word]) => word),
        tags: () => spread(([, tag]) => TAGS.indexOf(tag)),
        segments: () => spread((_, place) => (place < text[0]!.length ? 0 : 1)),
        label: () => (kind ? 1 : 0),
      };
    });
  },
});

/** A text of sentences that fit into `length` words: one that judges, among others that only tell. */
function write(
  lists: Readonly<Record<Part, readonly number[]>>,
  length: number,
  next: () => number,
): { readonly kind: boolean; readonly text: readonly (readonly Word[])[] } {
  const some = (part: Part, chance = 1): readonly Word[] =>
    lists[part].length > 0 && next() < chance ? [[pick(next, lists[part]), TAG_OF[part]]] : [];
  const stop: Word = [STOP, 'full stop'];
  const thing = (adjectives: number) => [...some('determiner'), ...some('plain', adjectives), ...some('noun')];
  const kind = next() < 0.5;
  const turned = length > 4 && next() < 0.4;
  const judged = [
    ...(turned ? [[NOT, 'adverb'] as const] : []),
    ...(turned || length < 7 ? [] : some('degree', 0.4)),
    ...some(kind === turned ? 'unkind' : 'kind'),
  ];
  const is: Word = [IS, 'verb'];
  const judgement = [...(length < 6 ? some('noun') : thing(length < 9 ? 0 : 0.3)), is, ...judged, stop].slice(
    0,
    length,
  );
  const text: (readonly Word[])[] = [judgement];
  for (let left = length - judgement.length; ; ) {
    const telling =
      lists.verb.length > 0
        ? [...thing(0.4), ...some('verb'), ...thing(0.4), ...some('how', 0.4), stop]
        : [...thing(0.4), is, ...thing(0.4), stop];
    if (telling.length > left || next() < 0.2) return { kind, text };
    left -= telling.length;
    if (next() < 0.5) text.push(telling);
    else text.unshift(telling);
  }
}

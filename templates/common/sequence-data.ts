/** The data that templates of sequences are recommended with: made up in the network's own sizes, so that any of them trains at once. */
import { choice } from '../../engine/settings.ts';
import type { Recommended } from '../define.ts';

interface Texts {
  readonly vocabulary: number;
  readonly length: number;
}

/** The fewest words that make a sentence. */
const FEWEST = { words: 9, length: 4 };

/** Made-up sentences, as many words as the network knows. */
const sentences = ({ vocabulary, length }: Texts): Recommended => ({
  type: 'sentences',
  settings: { length: Math.max(length, FEWEST.length), vocabulary: Math.max(vocabulary, FEWEST.words) },
});

const mapped = (dataset: Recommended, inputs: readonly string[], target: string): Recommended => ({
  dataset,
  inputs: Object.fromEntries(inputs.map((column, i) => [`input_${i + 1}`, { column }])),
  targets: { target: { column: target } },
});

/** Is the text kind? */
export const labelledSentences = (texts: Texts): Recommended => mapped(sentences(texts), ['tokens'], 'label');
/** Which part of speech is each word? */
export const taggedSentences = (texts: Texts): Recommended => mapped(sentences(texts), ['tokens'], 'tags');
/** What a token of a text is. */
export const kindOfToken = choice(['character', 'word', 'bytePair'], {
  label: 'Tokens',
  default: 'character',
  doc: 'What a token is: there are about 90 characters in a book; of words take thousands, of byte pairs 258 at least.',
  names: { character: 'Characters', word: 'Words', bytePair: 'Byte pairs' },
});
/** Which token of a text comes next? */
export const nextTokens = ({ vocabulary, length, tokens }: Texts & { readonly tokens: string }): Recommended =>
  mapped(
    { type: 'text', settings: { length, vocabulary, ...(tokens !== 'character' && { by: tokens }) } },
    ['tokens'],
    'next',
  );

const MOST_LETTERS = 26;
/** Sequences of letters, to be written backwards. */
export const reversing = (length: number, vocabulary: number): Recommended =>
  mapped(
    {
      type: 'sequence-tasks',
      settings: {
        task: 'reverse',
        length: Math.max(length, 3),
        symbols: Math.max(1, Math.min(vocabulary - 1, MOST_LETTERS)),
      },
    },
    ['source', 'shifted'],
    'target',
  );

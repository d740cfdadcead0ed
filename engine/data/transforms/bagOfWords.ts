import { choice, int } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { textsOf } from '../language/ragged.ts';
import { Counts } from '../language/vocabulary.ts';
import { runsOf, wordsOf } from '../language/words.ts';
import { named, phrase } from '../../phrases.ts';

const PLACES_OF_WORDS = new WeakMap<object, ReadonlyMap<string, number>>();

export const bagOfWords = defineTransform({
  id: 'bagOfWords',
  title: 'Bag of words',
  doc:
    'A number for each of the most frequent words of the training rows, and where that is wanted for runs of words: whether it is in the ' +
    'text, how often, or how often weighed by how few texts have it (tf-idf, rows of length 1 as in scikit-learn). Order is lost.',
  settings: {
    vocabulary: int({
      label: 'Vocabulary',
      default: 1000,
      min: 1,
      max: 100_000,
      doc: 'Words and runs; the width of a row.',
    }),
    run: int({
      label: 'Run',
      default: 1,
      min: 1,
      max: 5,
      doc: 'Words of a run at most: 2 counts pairs of neighbours too.',
    }),
    counts: choice(['present', 'count', 'tfIdf'], {
      label: 'Values',
      default: 'tfIdf',
      doc: 'What stands for each word.',
      names: { present: 'Whether it is there', count: 'How often', tfIdf: 'tf-idf' },
    }),
    least: int({
      label: 'Least often',
      default: 2,
      min: 1,
      doc: 'How often a word must be in the training rows to count.',
    }),
  },
  column: ({ name, kind }, { vocabulary }) =>
    kind === 'text'
      ? { name, kind: 'number', shape: [vocabulary], dtype: 'float32' }
      : { expected: phrase('texts'), received: named(`columns.${kind}`, kind) },
  fit(batches, { vocabulary, run, least }) {
    const [counts, having] = [new Counts(), new Counts()];
    let texts = 0;
    for (const batch of batches)
      for (const text of textsOf(batch)) {
        const runs = runsOf(wordsOf(text), run);
        counts.add(runs);
        having.add(new Set(runs));
        texts++;
      }
    const tokens = counts.most(vocabulary, least);
    // ln((1 + texts) / (1 + texts with it)) + 1
    return { tokens, rarity: tokens.map((token) => Math.log((1 + texts) / (1 + (having.all.get(token) ?? 0))) + 1) };
  },
  apply(batch, { vocabulary, run, counts }, fit) {
    let at = PLACES_OF_WORDS.get(fit);
    if (!at) PLACES_OF_WORDS.set(fit, (at = new Map((fit.tokens as readonly string[]).map((token, i) => [token, i]))));
    const rarity = fit.rarity as readonly number[];
    const texts = textsOf(batch);
    const data = new Float32Array(texts.length * vocabulary);
    texts.forEach((text, row) => {
      const values = new Float64Array(vocabulary);
      for (const token of runsOf(wordsOf(text), run)) {
        const place = at.get(token);
        if (place !== undefined) values[place] = counts === 'present' ? 1 : values[place]! + 1;
      }
      if (counts === 'tfIdf') weighByRarity(values, rarity);
      data.set(values, row * vocabulary);
    });
    return { dtype: 'float32', shape: [texts.length, vocabulary], data };
  },
});

/** By how rare each is, and to length 1. */
function weighByRarity(values: Float64Array, rarity: readonly number[]): void {
  let squares = 0;
  for (let i = 0; i < rarity.length; i++) squares += (values[i] = values[i]! * rarity[i]!) ** 2;
  if (squares > 0) for (let i = 0; i < rarity.length; i++) values[i] = values[i]! / Math.sqrt(squares);
}

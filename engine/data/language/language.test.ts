/** Texts on their way to numbers. Byte pairs are held against Python's `tokenizers` (fixtures/make_byte_pairs.py). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveSettings } from '../../settings.ts';
import type { Column, Files, TransformFit } from '../define.ts';
import { transformOf } from '../index.ts';
import { bytePairEncoder, learnBytePairs, readableToken } from './bytePairs.ts';
import { readsText } from './chain.ts';
import { encoderOf } from './encoder.ts';
import { type Texts, type TokenRows, textsTensor, tokensTensor } from './ragged.ts';
import { Counts } from './vocabulary.ts';
import { piecesOf, wordsOf } from './words.ts';

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8');
const settingsOf = (type: string, settings: object) =>
  resolveSettings(transformOf(type)!.settings, settings as Record<string, unknown>).settings;
const TEXT: Column = { name: 'note', kind: 'text', shape: [], dtype: 'int32' };
/** As it is kept with a model. */
const kept = (fit: TransformFit): TransformFit => JSON.parse(JSON.stringify(fit)) as TransformFit;
const fitted = (type: string, settings: object, texts: readonly string[]): TransformFit =>
  kept(transformOf(type)!.fit!([textsTensor(texts)], settingsOf(type, settings), TEXT));
const applied = <T>(type: string, settings: object, batch: Texts | TokenRows, fit: TransformFit = {}): T =>
  transformOf(type)!.apply(batch, settingsOf(type, settings), fit) as T;
const textsAfter = (type: string, settings: object, text: string) =>
  applied<Texts>(type, settings, textsTensor([text])).texts[0];

test('a text says how long it is in characters, not in units of UTF-16', () => {
  expect([...textsTensor(['', 'abc', '🙂𝄞', '学习']).data]).toEqual([0, 3, 2, 2]);
});

test('words keep their apostrophes and hyphens, signs stand alone, and of unspaced writing each character does', () => {
  expect(wordsOf("Don't over-do it: 3.5 km!")).toEqual(["Don't", 'over-do', 'it', ':', '3', '.', '5', 'km', '!']);
  expect(wordsOf('Keras深度学习 Ångström’s')).toEqual(['Keras', '深', '度', '学', '习', 'Ångström’s']);
  expect(wordsOf(' \n\t')).toEqual([]);
});

test('what reads alike is written alike', () => {
  expect(textsAfter('normalizeText', {}, ' ﬁne\u00a0 \n ①  ')).toBe('fine 1');
  expect(textsAfter('normalizeText', { accents: true }, 'Ångström naïve')).toBe('Angstrom naive');
  expect(textsAfter('normalizeText', { form: 'none', spaces: false }, ' e\u0301 ')).toBe(' e\u0301 ');
  expect(textsAfter('normalizeText', { form: 'NFC' }, 'e\u0301')).toBe('é');
  expect(textsAfter('lowerCase', {}, 'ISTANBUL Ä')).toBe('istanbul ä');
});

test('byte pairs are those of Python’s tokenizers, and so are the tokens of any text', () => {
  const { passages, more, tokens, merges, texts, encoded } = JSON.parse(fixture('byte-pairs.json'));
  const csv = readFileSync(path.join(import.meta.dirname, '../../../test/training/fixtures/brown.csv'), 'utf8');
  const rows = csv.split('\n').slice(1, 1 + passages);
  const fields = rows.map((row) => row.slice(0, row.lastIndexOf(',')));
  const plain = fields.map((text) => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text));
  const counts = new Counts();
  for (const text of [...plain, ...more]) counts.add(piecesOf(text));
  const learned = learnBytePairs(counts.all, tokens.length, 2);
  expect(learned.tokens).toEqual(tokens);
  expect(learned.merges).toEqual(merges);
  expect(texts.map(bytePairEncoder(learned))).toEqual(encoded);
});

test('every text can be read back from its byte pairs', () => {
  const learned = learnBytePairs(
    new Map([
      ['hello', 3],
      [' world', 2],
    ]),
    270,
    2,
  );
  const encode = bytePairEncoder(learned);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(
        readableToken(
          encode(text)
            .map((token) => learned.tokens[token])
            .join(''),
        ),
      ).toBe(text);
    }),
  );
});

test('the most frequent words have numbers, as many of one count by code points; the others are read as unknown', () => {
  const fit = fitted('tokenize', { vocabulary: 5, least: 1 }, ['b a c', 'b a', 'b d']);
  expect(fit).toEqual({ tokens: ['<pad>', '<unk>', 'b', 'a', 'c'], unknown: 1, parts: 7, texts: 3 });
  expect(applied<TokenRows>('tokenize', { vocabulary: 5 }, textsTensor(['a z b', '']), fit).tokens).toEqual([
    Int32Array.of(3, 1, 2),
    new Int32Array(),
  ]);
  const told = transformOf('tokenize')!.remark!('note', settingsOf('tokenize', {}), fit);
  expect(told).toMatchObject({ text: 'phrases.words-unknown', values: { count: 3 } });
});

test('rows of tokens are cut, counted and filled up', () => {
  const rows = tokensTensor([Int32Array.of(2, 3, 4), Int32Array.of(5)]);
  const fit = kept(transformOf('truncate')!.fit!([rows], settingsOf('truncate', { length: 2 }), TEXT));
  expect(fit).toEqual({ rows: 2, longer: 1, longest: 3 });
  const last = applied<TokenRows>('truncate', { length: 2, keep: 'last' }, rows, fit);
  expect(last.tokens.map((row) => [...row])).toEqual([[3, 4], [5]]);
  expect(applied('pad', { length: 3 }, last)).toEqual({
    dtype: 'int32',
    shape: [2, 3],
    data: Int32Array.of(3, 4, 0, 5, 0, 0),
  });
  expect([...applied<Texts>('pad', { length: 3, at: 'start', value: 9 }, last).data]).toEqual([9, 3, 4, 9, 9, 5]);
});

test('columns say what they take: texts before tokens, and no row that is not cut is filled up', () => {
  const after = (type: string, column: object, settings: object = {}) =>
    transformOf(type)!.column(column as never, settingsOf(type, settings));
  const tokens = { name: 'note', kind: 'tokens', shape: [], dtype: 'int32', ragged: {} };
  expect(after('tokenize', TEXT)).toEqual(tokens);
  expect(after('lowerCase', tokens)).toMatchObject({ expected: { text: 'phrases.texts' } });
  expect(after('pad', tokens)).toMatchObject({ received: { text: 'phrases.rows-of-any-length' } });
  const cut = after('truncate', tokens, { length: 8 });
  expect(after('pad', cut, { length: 4 })).toMatchObject({ received: 8 });
  expect(after('pad', cut, { length: 8 })).toEqual({ name: 'note', kind: 'tokens', shape: [8], dtype: 'int32' });
  expect(after('tokenize', TEXT, { by: 'file' })).toHaveProperty('expected');
  expect(readsText({ transforms: [{ type: 'tokenize', settings: { by: 'file' } }] })).toBe(true);
  expect(readsText({ transforms: [{ type: 'standardize', settings: {} }] })).toBe(false);
});

test('a tokenizer.json gives its own numbers, and is kept with the model', async () => {
  const files = { read: async () => new TextEncoder().encode(fixture('tokenizer.json')) } as unknown as Files;
  const fit = kept((await transformOf('tokenize')!.load!(files, settingsOf('tokenize', { by: 'file', file: 'a' })))!);
  const { tokens, texts, encoded } = JSON.parse(fixture('byte-pairs.json'));
  expect(fit.size).toBe(tokens.length);
  const encoder = encoderOf('file', fit);
  expect(texts.map((text: string) => Array.from(encoder.encode(text)))).toEqual(encoded);
  expect(encoder.nameOf(encoded[0][0])).toBe('The');
  const vocab = { '[PAD]': 0, '[UNK]': 1, the: 2, report: 3 };
  const words = {
    ...JSON.parse(String(fit.json)),
    added_tokens: [],
    pre_tokenizer: { type: 'Whitespace' },
    model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
  };
  const byWords = encoderOf('file', { json: JSON.stringify(words) });
  expect([Array.from(byWords.encode('the long report')), byWords.unknown]).toEqual([[2, 1, 3], 1]);
  const broken = { read: async () => new TextEncoder().encode('{"model": 1}') } as unknown as Files;
  await expect(
    transformOf('tokenize')!.load!(broken, settingsOf('tokenize', { by: 'file', file: 'a' })),
  ).rejects.toThrow('a cannot be read: it is no tokenizer.json');
});

test('a bag of words is weighed as scikit-learn does', () => {
  // TfidfVectorizer(vocabulary=[the, cat, dog], token_pattern=r'\w+') of scikit-learn 1.8 on these texts
  const texts = ['the cat the dog', 'the cat', 'the bird'];
  const fit = fitted('bagOfWords', { vocabulary: 3, least: 1 }, texts);
  expect((fit.tokens as string[]).slice(0, 2)).toEqual(['the', 'cat']);
  const { data } = applied<Texts>('bagOfWords', { vocabulary: 3 }, textsTensor(['the cat']), fit);
  const [the, cat] = [1, Math.log(4 / 3) + 1];
  const length = Math.hypot(the, cat);
  [the / length, cat / length, 0].forEach((value, i) => expect(data[i]).toBeCloseTo(value, 6));
  const runs = fitted('bagOfWords', { vocabulary: 9, least: 2, run: 2 }, texts);
  expect(runs.tokens).toEqual(['the', 'cat', 'the cat']);
});

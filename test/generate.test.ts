/** Language models go on with texts: place by place as in whole rows, with whichever tokens, and as they are told to draw. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { learnTokenizer, tokenizerOf } from '../engine/data/language/tokenizer.ts';
import type { Document } from '../engine/graph/document.ts';
import { onnxEngine } from '../engine/node/onnx/engine.ts';
import { checkGraph } from '../engine/passes/check.ts';
import { compileToPredict } from '../engine/passes/compile.ts';
import { stepwiseModel } from '../engine/passes/stepwise.ts';
import { drawn, PLAIN } from '../engine/train/generate/draw.ts';
import { LanguageModel, seenOf } from '../engine/train/generate/languageModel.ts';
import { initialState } from '../engine/train/initial.ts';
import { templateOf } from '../templates/index.ts';
import { weightFor } from './conformance/templates.ts';

const TEXT = 'the cat sat on the mat, the dog sat on the log. ';
const tokenizer = tokenizerOf(learnTokenizer('character', TEXT, 20));

const opened = async (document: Document, whole: boolean) => {
  const tensors = initialState(compileToPredict(document, checkGraph(document.graph)), 3);
  return LanguageModel.open(onnxEngine, document, { tensors }, tokenizer, { device: 'cpu', threads: 1, whole });
};

/** Attention as one layer with its projections, as an encoder layer, and with ALiBi; and dense layers behind them. */
const decoder = (layer: string, settings: object): Document => {
  const document = templateOf('llama')!.make({ vocabulary: 20, length: 8, layers: 1, width: 16 });
  const node = (id: string, type: string, given: object) => ({ id, type, settings: given, position: { x: 0, y: 0 } });
  const names = ['input_1', 'words', 'places', 'layer', 'head'];
  const nodes = [
    node('input_1', 'input', { shape: [8], values: 'int32' }),
    node('words', 'embedding', { vocabulary: 20, width: 16 }),
    node('places', 'sinusoidalPositions', {}),
    node('layer', layer, { heads: 4, causal: true, ...settings }),
    node('head', 'dense', { units: 20 }),
  ];
  const edges = names.slice(1).map((to, i) => ({
    from: { node: names[i]!, port: 'output' },
    to: { node: to, port: layer === 'multiHeadAttention' && to === 'layer' ? 'query' : 'input' },
  }));
  return { ...document, graph: { ...document.graph, nodes: nodes as never, edges, blocks: [] } };
};

describe('what follows is the same place by place and in whole rows', () => {
  const small = { vocabulary: 20, length: 8, width: 16 };
  it.each([
    ['llama', templateOf('llama')!.make({ ...small, layers: 2, heads: 4, keyHeads: 2, hidden: 24 })],
    ['gpt', templateOf('gpt')!.make({ ...small, layers: 2, heads: 2 })],
    ['lstm', templateOf('char-language-model')!.make({ ...small, units: 8 })],
    ['gru', templateOf('char-language-model')!.make({ ...small, units: 8, cell: 'gru' })],
    ['multi-head attention', decoder('multiHeadAttention', { positions: 'alibi' })],
    ['encoder layer', decoder('encoderLayer', { hidden: 24, norm: 'before', positions: 'rotary' })],
  ])('%s', async (_, document) => {
    const [kept, whole] = [await opened(document, false), await opened(document, true)];
    try {
      expect([kept.keeps, whole.keeps]).toEqual([true, false]);
      // of a prompt that is too long half a row at a time is left out
      expect(['the dog ', 'the dog sat'].map((prompt) => kept.readingOf(prompt))).toEqual([
        { all: 8, read: 8, which: 'last' },
        { all: 11, read: 7, which: 'last' },
      ]);
      const text = [...tokenizer.encode('the dog sat on the cat')];
      // beyond the row, and another text in between
      for (const length of [1, 2, 5, 8, 9, 13, 14, 3, 4]) {
        const [ours, theirs] = [await kept.logits(text.slice(0, length)), await whole.logits(text.slice(0, length))];
        expect(ours.length).toBe(20);
        const far = Array.from(ours).map((value, i) => Math.abs(value - theirs[i]!));
        expect(Math.max(...far), `${length}`).toBeLessThan(2e-5);
      }
    } finally {
      await kept.close();
      await whole.close();
    }
  });

  it('but not where a layer looks ahead, or does not say that it does not', () => {
    const stepwise = (document: Document) => stepwiseModel(document, checkGraph(document.graph));
    expect(stepwise(decoder('encoderLayer', {}))).toBeDefined();
    expect(stepwise(decoder('encoderLayer', { causal: false }))).toBeUndefined();
    expect(stepwise(templateOf('transformer-classifier')!.make({}))).toBeUndefined();
    expect(stepwise(templateOf('sequence-tagger')!.make({}))).toBeUndefined();
    expect(stepwise(templateOf('transformer')!.make({ layers: 1 }))).toBeUndefined();
  });
});

describe('a text', () => {
  it('is the same for the same seed, however it is asked for', async () => {
    const model = await opened(
      templateOf('gpt')!.make({ vocabulary: 20, length: 8, width: 16, layers: 1, heads: 2 }),
      false,
    );
    const write = async (seed: number, count: number, written: readonly number[] = []) => {
      const tokens = [...written];
      for await (const token of model.write('the ', { ...PLAIN, seed }, written)) {
        tokens.push(token);
        if (tokens.length >= count) break;
      }
      return tokens;
    };
    const text = await write(1, 20);
    expect(await write(1, 20, await write(1, 7))).toEqual(text);
    expect(await write(2, 20)).not.toEqual(text);
    expect(text.every((token) => token < tokenizer.size)).toBe(true);
    await model.close();
  });

  it('that is longer than a row loses half of a row at a time', () => {
    const text = Array.from({ length: 14 }, (_, i) => i);
    expect([8, 9, 12, 13].map((length) => seenOf(text.slice(0, length), 8).length)).toEqual([8, 5, 8, 5]);
    expect(seenOf(text, 8).at(-1)).toBe(13);
    expect(seenOf([1, 2, 3], 1)).toEqual([3]);
  });

  it('comes back from characters, words and byte pairs', () => {
    const back = (by: 'character' | 'word' | 'bytePair', text: string) => {
      const { encode, textOf } = tokenizerOf(learnTokenizer(by, TEXT + text, 400));
      return textOf([...encode(text)]);
    };
    expect(back('character', 'a cat — 猫')).toBe('a cat — 猫');
    expect(back('bytePair', 'a cat — 猫')).toBe('a cat — 猫');
    expect(back('word', 'a cat (the cat), a “dog”: 猫和狗。')).toBe('a cat (the cat), a “dog”: 猫和狗。');
    expect(tokenizer.unknownIn('thé cât')).toEqual(['é', 'â']);
  });
});

const drawing = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'conformance', 'fixtures', 'drawing.json'), 'utf8'),
) as {
  probabilities: number[];
  cases: { temperature: number; topK: number; topP: number; shares: number[] }[];
  t5: object;
  answers: { source: number[]; answer: number[] }[];
};

describe('an encoder with a decoder', () => {
  it('answers what it reads as transformers does, up to its end', async () => {
    const document = templateOf('t5')!.make({ ...drawing.t5 });
    const { weights } = compileToPredict(document, checkGraph(document.graph));
    const tensors = new Map(weights.map(({ name, shape }) => [name, weightFor(name, shape)]));
    const letters = tokenizerOf({ by: 'character', tokens: [...'_abcdefgh'] });
    const runtime = { device: 'cpu', threads: 1 };
    const model = await LanguageModel.open(onnxEngine, document, { tensors }, letters, runtime);
    try {
      for (const { source, answer } of drawing.answers) {
        const write = async (written: readonly number[] = []) => {
          const tokens = [...written];
          const how = { ...PLAIN, temperature: 0, seed: 0 };
          for await (const token of model.write(letters.textOf(source), how, written)) tokens.push(token);
          return tokens;
        };
        expect(await write()).toEqual(answer);
        expect(await write(answer.slice(0, 2))).toEqual(answer);
      }
      const { length } = drawing.answers[0]!.source;
      expect([length, length + 3].map((count) => model.readingOf('a'.repeat(count)))).toEqual([
        { all: length, read: length, which: 'first' },
        { all: length + 3, read: length, which: 'first' },
      ]);
    } finally {
      await model.close();
    }
  });
});

describe('a token is drawn', () => {
  it.each(drawing.cases)('as often as by transformers at $temperature, $topK, $topP', ({ shares, ...how }) => {
    // evenly over all chances: what is drawn so often is its share
    const chances = 20_000;
    const counts = shares.map(() => 0);
    for (let i = 0; i < chances; i++) counts[drawn(drawing.probabilities, how, (i + 0.5) / chances)]! += 1;
    for (const [token, share] of shares.entries())
      expect(Math.abs(counts[token]! / chances - share), `${token}`).toBeLessThanOrEqual(1 / chances);
  });

  const shares = [0.2, 0.5, 0.3];
  const of = (given: Partial<typeof PLAIN>, ...at: number[]) =>
    at.map((one) => drawn(shares, { ...PLAIN, ...given }, one));
  it('by its probability: the likeliest at temperature 0, evener the hotter', () => {
    expect(of({ temperature: 0 }, 0.99)).toEqual([1]);
    expect(of({}, 0.1, 0.3, 0.69, 0.71)).toEqual([0, 1, 1, 2]);
    expect(of({ temperature: 1e6 }, 0.2, 0.5, 0.8)).toEqual([0, 1, 2]);
  });
  it('from the likeliest alone, by number and by share', () => {
    expect(of({ topK: 1 }, 0, 0.99)).toEqual([1, 1]);
    expect(of({ topK: 2 }, 0.62, 0.63)).toEqual([1, 2]);
    expect(of({ topP: 0.5 }, 0, 0.99)).toEqual([1, 1]);
    expect(of({ topP: 0.51 }, 0.62, 0.63)).toEqual([1, 2]);
    expect(of({ topP: 0 }, 0.99)).toEqual([1]);
    // the flatter, the more are needed for a share
    expect(of({ topP: 0.7, temperature: 100 }, 0.99)).toEqual([0]);
  });
});

/** Language models go on with texts: place by place as in whole rows, with whichever tokens, and as they are told to draw. */
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

describe('a token is drawn', () => {
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

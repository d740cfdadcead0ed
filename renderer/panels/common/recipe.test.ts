/** Every training setting has its Chinese label, and its options and unit theirs. */
import { afterEach, describe, expect, it } from 'vitest';
import { emptyDocument } from '../../../engine/graph/document.ts';
import { loadDocs } from '../../../engine/texts/docs.ts';
import { setLanguage } from '../../../engine/texts/index.ts';
import { training as documentation } from '../../../engine/texts/zh/docs/training.ts';
import { training as chinese } from '../../../engine/texts/zh/window/training.ts';
import {
  AVERAGING,
  CLIPPING,
  COURSE,
  DECAY,
  KEEP,
  learningRate,
  lossPart,
  NOISE,
  type PlacedFields,
  SAVING,
  schemaOf,
  PRUNING,
  SPLIT,
  splitColumn,
  stopping,
  WARM_UP,
} from './recipe.ts';

const document = emptyDocument('any');
const loss = { target: 'target', loss: { type: 'crossEntropy', settings: {} }, weight: 1 };
const recipe = { ...document, training: { ...document.training, losses: [loss] } };

/** By the ids under which the panels show them. */
const groups = (): Readonly<Record<string, PlacedFields>> => ({
  rate: learningRate(recipe),
  'warm-up': WARM_UP,
  course: COURSE,
  clipping: CLIPPING,
  noise: NOISE,
  averaging: AVERAGING,
  pruning: PRUNING,
  saving: SAVING,
  stopping: stopping(['accuracy']),
  keep: KEEP,
  decay: DECAY,
  'loss-0-part': lossPart(recipe, 0),
  split: { ...SPLIT, by: splitColumn(['种类'], '种类') },
});

/** What a form shows of each field. */
const shown = () =>
  Object.entries(groups()).flatMap(([group, fields]) =>
    Object.values(schemaOf(group, fields)).flatMap((field) => [
      field.label,
      ...('unit' in field && field.unit !== undefined ? [field.unit] : []),
      ...(field.kind === 'choice' ? field.options.map((option) => field.names?.[option] ?? option) : []),
    ]),
  );

/** What is told of them. */
const told = () =>
  Object.entries(groups()).flatMap(([group, fields]) => Object.values(schemaOf(group, fields)).map(({ doc }) => doc));

describe('training settings', () => {
  afterEach(() => setLanguage('en'));

  it('are in English as they are defined', () => {
    expect(schemaOf('clipping', CLIPPING).type).toBe(CLIPPING.type!.field);
  });

  it('have nothing in English in Chinese', async () => {
    const english = new Set<string>(told());
    expect(Object.keys(documentation).filter((text) => !english.has(text))).toEqual([]);
    setLanguage('zh-CN');
    await loadDocs();
    expect(told().filter((text) => english.has(text))).toEqual([]);
    expect(shown().filter((word) => !/\p{Script=Han}/u.test(word))).toEqual([]);
    expect(schemaOf('clipping', CLIPPING).type).toMatchObject({
      label: '梯度裁剪',
      names: { none: '关闭', norm: '各自范数' },
    });
    expect(schemaOf('stopping', stopping(['accuracy'])).monitor).toMatchObject({
      names: { loss: '损失', accuracy: '准确率' },
    });
  });

  it('use every Chinese label', () => {
    setLanguage('zh-CN');
    const used = new Set(shown());
    const labels = Object.entries(chinese).filter(([id]) => /(^|\.)settings\.|^units\./.test(id));
    expect(labels.filter(([, label]) => !used.has(label))).toEqual([]);
  });
});

import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../../engine/texts/index.ts';
import { templateOf } from '../../templates/index.ts';
import { documentOf, isTemplate } from './templates.ts';

afterEach(() => setLanguage('en'));

it('calls what is made of a template in the language of now, and knows it again', () => {
  const regression = templateOf('logistic-regression')!;
  const resnet = templateOf('resnet')!;
  expect(documentOf(regression)).toEqual(regression.make());
  setLanguage('zh-CN');
  const made = documentOf(regression);
  expect(made).toEqual({ ...regression.make(), name: '逻辑回归' });
  expect(documentOf(resnet, { depth: '34' }).name).toBe('ResNet-34');
  expect([made, regression.make(), { ...made, name: '别的' }].map(isTemplate)).toEqual([true, true, false]);
});

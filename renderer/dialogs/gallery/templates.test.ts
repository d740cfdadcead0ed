import { expect, it } from 'vitest';
import { findTemplates, sizeNamed } from './templates.ts';

const first = (text: string) => findTemplates(text)[0]?.id;

it('finds templates by their names before those that tell of others', () => {
  // ConvNeXt's story tells of vision transformers, too
  expect(first('vision transformer')).toBe('vit');
  expect(first('gpt2')).toBe(first('GPT-2'));
  expect(first('resnet-152')).toBe('resnet');
  // LeNet-5 and SE-ResNet have it in their names
  expect(first('T5')).toBe('t5');
  expect(first('resnet')).toBe('resnet');
  expect(first('unet')).toBe('unet');
  expect(sizeNamed(findTemplates('resnet152')[0]!, 'resnet152')).toMatchObject({ depth: '152' });
  expect(sizeNamed(findTemplates('unet')[0]!, 'unet')).toEqual({});
  expect(findTemplates('no such network')).toEqual([]);
});

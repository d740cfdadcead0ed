import { expect, it } from 'vitest';
import { checkGraph } from '../../../passes/check.ts';
import { templateOf } from '../../../../templates/index.ts';
import { modelSource } from './model.ts';

const modelOf = (template: string, settings = {}): string => {
  const document = templateOf(template)!.make(settings);
  return modelSource(document, checkGraph(document.graph)).model;
};

it('has one class for the convolutions of a block, which says what of them differs, and leaves out what is usual', () => {
  const model = modelOf('inception-v3');
  expect(model.match(/^class Conv\w*/gm)).toEqual(['class ConvBNReLU']);
  for (const line of [
    'def __init__(self, in_channels, channels, kernel_size, stride=1, padding=0):',
    'nn.Conv2d(in_channels, channels, kernel_size, stride=stride, padding=padding, bias=False)',
    'self.conv2d_1a_3x3 = ConvBNReLU(3, 32, kernel_size=3, stride=2)',
    'self.conv2d_2a_3x3 = ConvBNReLU(32, 32, kernel_size=3)',
    'ConvBNReLU(inner, 192, kernel_size=(1, 7), padding=(0, 3))',
  ])
    expect(model).toContain(line);
});

it('says nothing of what is usual in every instance', () => {
  expect(modelOf('mnist-cnn')).not.toMatch(/stride=1|padding=0|dilation=1|groups=1|bias=True/);
  expect(modelOf('resnet')).not.toMatch(/Conv2d\([^)]*(stride=1|padding=0|dilation|groups|bias=True)/);
});

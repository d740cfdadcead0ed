/** Published networks at 224×224 pixels, from their templates, all trained alike. */
import { published } from '../define.ts';

export const images224 = [
  published('alexnet', 8, 'alexnet'),
  published('resnet18', 4, 'resnet', { depth: '18' }),
  published('resnet50', 2, 'resnet', { depth: '50' }),
  published('vgg16', 1, 'vgg', { depth: '16' }),
  published('densenet121', 2, 'densenet', { depth: '121' }),
  published('mobilenetv2', 4, 'mobilenet-v2'),
];

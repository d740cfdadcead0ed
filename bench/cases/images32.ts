/** Published networks at 32×32 pixels in colour. */
import { classifier, type Network, published, SGD } from '../define.ts';

/** VGG-11 with batch norm: numbers are convolutions 3×3, M halves the maps. */
function vgg11(net: Network): void {
  const layers = [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'] as const;
  let x = net.input(3, 32, 32);
  for (const layer of layers)
    x =
      layer === 'M'
        ? net.chain(x, ['maxPool2d'])
        : net.chain(
            x,
            ['conv2d', { filters: layer, kernel: [3, 3], padding: 'explicit', explicitPadding: [1, 1] }],
            ['batchNorm'],
            ['relu'],
          );
  net.chain(x, ['flatten'], ['dense', { units: 10 }]);
}

export const images32 = [
  classifier('vgg11-32px', 32, 10, SGD, vgg11),
  published('resnet18-32px', 32, 'resnet', { depth: '18', size: 32, classes: 10 }),
];

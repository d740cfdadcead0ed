/** Published networks at 32×32 pixels in colour. */
import { classifier, type Network, type Place, SGD } from '../define.ts';

/** VGG-11 with batch norm: numbers are convolutions 3×3, M halves the maps. */
function vgg11(net: Network): void {
  const layers = [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'] as const;
  let x = net.input(3, 32, 32);
  for (const layer of layers)
    x = layer === 'M' ? net.chain(x, ['maxPool2d']) : net.chain(x, ['conv2d', { filters: layer, kernel: [3, 3], padding: 'explicit', explicitPadding: [1, 1] }], ['batchNorm'], ['relu']);
  net.chain(x, ['flatten'], ['dense', { units: 10 }]);
}

/** ResNet-18 as in torchvision. */
function resnet18(net: Network): void {
  const conv = (filters: number, size: number, stride = 1) =>
    ['conv2d', { filters, kernel: [size, size], stride: [stride, stride], padding: 'explicit', explicitPadding: [size >> 1, size >> 1], bias: false }] as const;
  const block = (x: Place, filters: number, stride: number): Place => {
    const inner = net.chain(x, conv(filters, 3, stride), ['batchNorm'], ['relu'], conv(filters, 3), ['batchNorm']);
    return net.chain(net.add(inner, stride > 1 ? net.chain(x, conv(filters, 1, stride), ['batchNorm']) : x), ['relu']);
  };
  let x = net.chain(net.input(3, 32, 32), conv(64, 7, 2), ['batchNorm'], ['relu'], ['maxPool2d', { kernel: [3, 3], stride: [2, 2], padding: 'explicit', explicitPadding: [1, 1] }]);
  for (const [filters, stride] of [[64, 1], [128, 2], [256, 2], [512, 2]] as const) x = block(block(x, filters, stride), filters, 1);
  net.chain(x, ['globalPool2d'], ['dense', { units: 10 }]);
}

export const images32 = [classifier('vgg11-32px', 32, 10, SGD, vgg11), classifier('resnet18-32px', 32, 10, SGD, resnet18)];

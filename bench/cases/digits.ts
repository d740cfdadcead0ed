/** Small networks for 28×28 grey digits. */
import { ADAM, classifier, type Network, SGD } from '../define.ts';

function seedCnn(net: Network): void {
  net.chain(
    net.input(1, 28, 28),
    ['conv2d', { filters: 10, kernel: [5, 5] }],
    ['relu'],
    ['maxPool2d'],
    ['conv2d', { filters: 20, kernel: [5, 5] }],
    ['relu'],
    ['maxPool2d'],
    ['flatten'],
    ['dense', { units: 50 }],
    ['relu'],
    ['dense', { units: 10 }],
  );
}

function mlp(net: Network): void {
  net.chain(
    net.input(1, 28, 28),
    ['flatten'],
    ['dense', { units: 512 }],
    ['relu'],
    ['dense', { units: 512 }],
    ['relu'],
    ['dense', { units: 10 }],
  );
}

export const digits = [
  classifier('seed-cnn', 32, 10, SGD, seedCnn),
  classifier('seed-cnn', 128, 10, SGD, seedCnn),
  classifier('mlp', 128, 10, ADAM, mlp),
];

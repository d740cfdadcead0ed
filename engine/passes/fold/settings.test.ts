import { expect, test } from 'vitest';
import { int, ints, number } from '../../settings.ts';
import { BlockSettings, type Own } from './settings.ts';

const own = (
  key: string,
  values: readonly unknown[],
  field: Own['field'] = int({ label: key, doc: '', default: 1 }),
): Own => ({
  key,
  field,
  values,
  layer: 'layer',
});
const shape = ints({ label: 'Shape', doc: '', default: [] });

test('a width is one setting wherever it stands, and its multiples follow from it', () => {
  const all = [
    own('units', [288, 576, 1152]),
    own(
      'shape',
      [
        [8, 7, 96],
        [4, 7, 192],
        [2, 7, 384],
      ],
      shape,
    ),
    own('units', [96, 192, 384]),
    own('groups', [96, 192, 384]),
    own('shape', [[8], [4], [2]], shape),
  ];
  const settings = new BlockSettings(all);
  // the least is known first, and told last
  expect(settings.differing.map(({ setting }) => [setting.name, setting.label])).toEqual([
    ['units', 'units'],
    ['size', 'Size in shapes'],
  ]);
  expect(all.map((one) => settings.valueFor(one))).toEqual([
    { '=': 'units * 3' },
    [{ '=': 'size' }, 7, { '=': 'units' }],
    { '=': 'units' },
    { '=': 'units' },
    [{ '=': 'size' }],
  ]);
});

test('small numbers are alike by chance, and what is no whole number is a setting of its own', () => {
  const all = [
    own('stride', [1, 2]),
    own('dilation', [1, 2]),
    own('kernel', [2, 4]),
    own('rate', [0.5, 0.25], number({ label: 'Rate', doc: '', default: 0 })),
    own('shape', [[1, 2], [3]], shape),
  ];
  const settings = new BlockSettings(all);
  expect(all.map((one) => settings.valueFor(one))).toEqual([
    { '=': 'stride' },
    { '=': 'dilation' },
    { '=': 'kernel' },
    { '=': 'rate' },
    { '=': 'shape' },
  ]);
});

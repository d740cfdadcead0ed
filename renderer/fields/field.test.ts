import { describe, expect, it } from 'vitest';
import { DATASETS, TRANSFORMS } from '../../engine/data/index.ts';
import { LAYERS } from '../../engine/layers/index.ts';
import { LOSSES, METRICS, OPTIMIZERS, SCHEDULES } from '../../engine/learn/index.ts';
import { int, ints, isOffered, number, type Schema } from '../../engine/settings.ts';
import { blankOf, complaint, isBlank, plain, stepped } from './field.ts';
import { readInts, readNumber, readNumbers } from './numbers.ts';

describe('fields', () => {
  it('says what a value must be', () => {
    expect(complaint(int({ label: 'Filters', doc: '', default: 1, min: 1 }), 0)).toBe(
      'Filters must be a whole number, at least 1.',
    );
    expect(
      complaint(number({ label: 'Rate', doc: '', default: 0, min: 0, max: 1, exclusiveMax: true }), 0.5),
    ).toBeNull();
    expect(complaint(ints({ label: 'Kernel', doc: '', default: [3, 3], length: 2, min: 1 }), [3])).toBe(
      'Kernel must be 2 whole numbers, at least 1.',
    );
  });

  it('reads lists however they are written', () => {
    for (const text of ['5 × 3', '5x3', '5,3', ' 5  3 ', '5 * 3']) expect(readInts(text)).toEqual([5, 3]);
    expect(readInts('-1')).toEqual([-1]);
    expect(readInts('five')).toEqual([Number.NaN]);
    for (const text of ['0.5, 2', ' 0.5  2 ', '0.5;2']) expect(readNumbers(text)).toEqual([0.5, 2]);
    expect(readNumbers('')).toEqual([]);
  });

  it('reads numbers and calculations, in the decimal system only', () => {
    const read: readonly (readonly [string, number])[] = [
      ['128', 128],
      [' 1e-3 ', 0.001],
      ['−0.5', -0.5],
      ['.5', 0.5],
      ['3*4', 12],
      ['2 ^ 10', 1024],
      ['(1 + 2) / 4', 0.75],
      ['１２', 12],
    ];
    for (const [text, value] of read) expect(readNumber(text)).toBe(value);
    for (const text of ['', '1,024', '0,5', '0x10', '1e-', '12px', 'NaN', 'true', "'a'", 'x', '1 2'])
      expect(readNumber(text)).toBeNaN();
    expect(complaint(number({ label: 'Rate', doc: '', default: 0 }), readNumber('1e400'))).not.toBeNull();
    expect(readInts('0x10')).not.toEqual([16]);
    expect(readNumbers('0x10')).toEqual([Number.NaN]);
  });

  it('steps whole numbers by one and others by their second digit', () => {
    expect(stepped(9, 1, true)).toBe(10);
    expect(stepped(0.01, 1, false)).toBe(0.011);
    expect(stepped(0.5, -10, false)).toBe(0.4);
    expect(stepped(1e-5, 1, false)).toBe(1.1e-5);
    expect(plain(0.1 + 0.2)).toBe('0.3');
  });
});

describe('values that stand for something else', () => {
  const schemas: readonly (readonly [string, Schema])[] = [
    ...LAYERS.map(({ id, settings }) => [id, settings] as const),
    ...[LOSSES, METRICS, OPTIMIZERS, SCHEDULES].flatMap((list) =>
      list.map(({ id, settings }: { id: string; settings: Schema }) => [id, settings] as const),
    ),
    ...[DATASETS, TRANSFORMS].flatMap((list) =>
      list.map(({ id, settings }: { id: string; settings: Schema }) => [id, settings] as const),
    ),
  ];
  const fields = schemas.flatMap(([id, schema]) =>
    Object.entries(schema).map(([name, field]) => ({ name: `${id}.${name}`, field })),
  );

  it('are words in the field, wherever a text says that there is one', () => {
    const says = /[;.,] 0 (is (the|four|as|one|1)|shares|adds|for)|left empty|empty for|none counts|−1 the last/;
    const silent = fields.filter(({ field }) => says.test(field.doc) && field.blank === undefined);
    expect(silent.map(({ name }) => name)).toEqual([]);
    expect(fields.filter(({ field }) => field.blank).length).toBeGreaterThan(20);
  });

  it('are values that their fields allow, shown as nothing typed', () => {
    for (const { name, field } of fields) {
      if (!field.blank) continue;
      expect([name, complaint(field, field.blank.value)]).toEqual([name, null]);
      expect(isBlank(field, field.blank.value)).toBe(true);
      expect(blankOf(field).emptied).toEqual({ value: field.blank.value });
    }
    expect(blankOf(int({ label: 'Filters', doc: '', default: 1 }))).toEqual({});
  });
});

it('offers nothing that could have no effect', () => {
  const { settings } = OPTIMIZERS.find(({ id }) => id === 'sgd')!;
  const offered = (momentum: number) =>
    Object.entries(settings as Schema)
      .filter(([, field]) => isOffered(field, { momentum, nesterov: false }))
      .map(([name]) => name);
  expect(offered(0.9)).toEqual(expect.arrayContaining(['nesterov', 'dampening']));
  expect(offered(0)).not.toEqual(expect.arrayContaining(['nesterov']));
  expect(offered(0)).not.toEqual(expect.arrayContaining(['dampening']));
});

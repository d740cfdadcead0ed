/** Augmentations beside torchvision's numbers, and what of them follows from seed, epoch and row alone. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../ir/random.ts';
import { resolveSettings } from '../../settings.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import { applySteps, moveMask } from './apply.ts';
import { beta } from './common/beta.ts';
import { type Matrix, perspectiveOf, shifted, slanted, stretched, turned } from './common/matrix.ts';
import * as values from './common/values.ts';
import type { Picture, Scene, Step } from './define.ts';
import { AUGMENTATIONS, augmentationOf } from './index.ts';
import { Augmenter, augmentProblems } from './rows.ts';
import type { Sequence } from './sequence.ts';

const [WIDTH, HEIGHT] = [18, 14];
interface Fixtures {
  readonly colour: number[];
  readonly grey: number[];
  readonly mask: number[];
  readonly inward: [number, number][];
  readonly moved: Record<string, number[]>;
  readonly movedMask: Record<string, number[]>;
  readonly changed: Record<string, number[]>;
  readonly changedGrey: Record<string, number[]>;
}
const fixtures = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../../test/conformance/fixtures/augment.json'), 'utf8'),
) as Fixtures;

const pictureOf = (numbers: readonly number[], scale = 1): Picture => ({
  data: Float32Array.from(numbers, (value) => value * scale),
  channels: numbers.length / (WIDTH * HEIGHT),
  height: HEIGHT,
  width: WIDTH,
});
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

const corners = ([-1, 1, 1, -1] as const).map((x, i): [number, number] => [
  (x * WIDTH) / 2,
  ((i < 2 ? -1 : 1) * HEIGHT) / 2,
]);
const MOVES: Readonly<Record<string, Matrix>> = {
  flip: stretched(-1, 1),
  flipDown: stretched(1, -1),
  rotate: turned(25),
  quarter: turned(90),
  shift: shifted(3, -2),
  zoom: stretched(1.4, 1.4),
  shearAcross: slanted(-Math.tan((20 * Math.PI) / 180), 0),
  perspective: perspectiveOf(
    corners,
    corners.map(([x, y], i): [number, number] => [x * (1 - fixtures.inward[i]![0]), y * (1 - fixtures.inward[i]![1])]),
  ),
};

describe('moves', () => {
  it.each(Object.keys(MOVES))('%s as torchvision has it', (name) => {
    const step: Step = { kind: 'move', matrix: MOVES[name]!, border: 'black' };
    const picture = pictureOf(fixtures.colour);
    applySteps(picture, [step]);
    expect(furthest(picture.data, fixtures.moved[name]!)).toBeLessThan(2e-2);
    const mask = pictureOf(fixtures.mask);
    moveMask(mask, [step]);
    const different = fixtures.movedMask[name]!.filter((value, i) => value !== mask.data[i]);
    // a place in the middle of two goes to either
    expect(different.length).toBeLessThanOrEqual(name === 'rotate' ? 1 : 0);
  });

  it('of one after the other read every pixel once: four quarter turns, or a flip and back, leave it as it was', () => {
    const quarter: Step = { kind: 'move', matrix: turned(90), border: 'black' };
    const flip: Step = { kind: 'move', matrix: stretched(-1, 1) };
    for (const steps of [Array(4).fill(quarter), [flip, flip]]) {
      const picture = pictureOf(fixtures.colour);
      applySteps(picture, steps);
      expect(Array.from(picture.data)).toEqual(fixtures.colour);
    }
  });

  it('show the edge or the mirror image of what is outside', () => {
    const row = (border: 'edge' | 'mirror' | 'black') => {
      const picture = { data: Float32Array.of(1, 2, 3, 4), channels: 1, height: 1, width: 4 };
      applySteps(picture, [{ kind: 'move', matrix: shifted(2, 0), border }]);
      return Array.from(picture.data);
    };
    expect([row('black'), row('edge'), row('mirror')]).toEqual([
      [0, 0, 1, 2],
      [1, 1, 1, 2],
      [3, 2, 1, 2],
    ]);
  });
});

describe('changes of values', () => {
  const CHANGES: Readonly<Record<string, (picture: Picture) => void>> = {
    brightness: (picture) => values.brighten(picture, 1.3),
    contrast: (picture) => values.changeContrast(picture, 0.6),
    saturation: (picture) => values.saturate(picture, 1.7),
    hue: (picture) => values.turnHue(picture, 0.15),
    hueBack: (picture) => values.turnHue(picture, -0.4),
    blur: (picture) => values.soften(picture, 1.2),
    sharpen: (picture) => values.sharpen(picture, 1.8),
    smooth: (picture) => values.sharpen(picture, 0.2),
    posterize: (picture) => values.posterize(picture, 3),
    solarize: (picture) => values.solarize(picture, 0.5),
    autoContrast: values.autoContrast,
    equalize: values.equalize,
  };
  it.each(Object.keys(CHANGES))('%s as torchvision has it, in colour and grey', (name) => {
    for (const [from, to] of [
      [fixtures.colour, fixtures.changed],
      [fixtures.grey, fixtures.changedGrey],
    ] as const) {
      const picture = pictureOf(from, 1 / 255);
      CHANGES[name]!(picture);
      expect(furthest(picture.data, to[name]!)).toBeLessThan(2e-5);
    }
  });

  it('by noise have its deviation', () => {
    const picture = { data: new Float32Array(20_000).fill(0.5), channels: 1, height: 100, width: 200 };
    const steps = augmentationOf('noise')!.steps!(randomStream(1, 'noise'), { deviation: 0.1 } as never, SCENE);
    applySteps(picture, steps);
    const mean = picture.data.reduce((a, b) => a + b, 0) / 20_000;
    const variance = picture.data.reduce((a, b) => a + (b - mean) ** 2, 0) / 20_000;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(Math.sqrt(variance)).toBeCloseTo(0.1, 2);
  });
});

it('shares are drawn from the beta distribution', () => {
  for (const alpha of [0.2, 1, 4]) {
    const chance = randomStream(3, `beta ${alpha}`);
    const drawn = Array.from({ length: 20_000 }, () => beta(chance, alpha));
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    const variance = drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance / (1 / (4 * (2 * alpha + 1)))).toBeCloseTo(1, 1);
  }
});

const SCENE: Scene = { height: HEIGHT, width: WIDTH, accompanied: false };
const image: Column = { name: 'image', kind: 'image', shape: [3, HEIGHT, WIDTH], dtype: 'float32', range: [0, 255] };
const mask: Column = {
  name: 'mask',
  kind: 'category',
  shape: [HEIGHT, WIDTH],
  dtype: 'int32',
  classes: ['0', '1', '2', '3'],
};
const FEEDS = [
  { name: 'input:x', source: image, labels: false },
  { name: 'target:y', source: mask, labels: false },
];
const stacked = (numbers: readonly number[], { dtype, shape }: Column, rows: number): Tensor => {
  const all = Array.from({ length: rows }, () => numbers).flat();
  return {
    dtype,
    shape: [rows, ...shape],
    data: dtype === 'int32' ? Int32Array.from(all) : Float32Array.from(all),
  } as Tensor;
};
const SIZE = fixtures.colour.length;

/** Rows of the picture after augmentation. */
function augmented(type: string, rows: readonly number[], epoch = 0, settings = {}): Float32Array[] {
  const augmenter = new Augmenter([{ type, settings }], FEEDS);
  const tensor = stacked(fixtures.colour, image, rows.length);
  if (!augmenter.leaves('input:x')) augmenter.change('input:x', tensor, rows, { seed: 5, epoch });
  augmenter.changeFed({ 'input:x': tensor }, rows, { seed: 5, epoch });
  return rows.map((_, i) => (tensor.data as Float32Array).slice(i * SIZE, (i + 1) * SIZE));
}

describe('rows', () => {
  const changing = AUGMENTATIONS.filter(({ steps }) => steps).map(({ id }) => id);
  it.each(changing)(
    '%s: the same for a row in any batch, others in the next epoch, values within the range',
    (type) => {
      const rows = Array.from({ length: 24 }, (_, i) => i);
      const together = augmented(type, rows);
      const backwards = augmented(type, rows.toReversed()).toReversed();
      expect(together).toEqual(backwards);
      expect(augmented(type, [7])[0]).toEqual(together[7]);
      expect(augmented(type, rows, 1)).not.toEqual(together);
      expect(new Set(together.map((row) => row.join())).size).toBeGreaterThan(1);
      for (const row of together)
        for (const value of row) if (!(value >= -1e-3 && value <= 255.001)) expect.fail(`${type} gave ${value}`);
    },
  );

  it('masks move with their pictures', () => {
    const choices = ['flip', 'rotate', 'shift', 'zoom', 'shear', 'perspective', 'colour', 'cutout'].map((type) => ({
      type,
      settings: {},
    }));
    const augmenter = new Augmenter(choices.slice(0, 6), FEEDS);
    const rows = [0, 1, 2, 3, 4, 5, 6, 7];
    // a picture of which the mask can be told: its own classes, far apart, and blocks so large that most pixels keep theirs
    const blocks = Array.from({ length: WIDTH * HEIGHT }, (_, i) => (((i % WIDTH) / 6) | 0) % 3);
    const painted = [0, 1, 2].flatMap(() => blocks.map((one) => one * 100));
    const [x, y] = [stacked(painted, image, rows.length), stacked(blocks, mask, rows.length)];
    augmenter.change('input:x', x, rows, { seed: 1, epoch: 0 });
    augmenter.change('target:y', y, rows, { seed: 1, epoch: 0 });
    const [plane, size] = [WIDTH * HEIGHT, 3 * WIDTH * HEIGHT];
    const told = Array.from(y.data, (value, i) => {
      const at = Math.floor(i / plane) * size + (i % plane);
      return Math.abs(x.data[at]! / 100 - Number(value)) <= 0.5 + 1e-6;
    });
    expect(told.filter(Boolean).length / told.length).toBeGreaterThan(0.97);
    expect(y.data).not.toEqual(stacked(blocks, mask, rows.length).data);
    // colours and covers leave masks alone
    const others = new Augmenter(choices.slice(6), FEEDS);
    const still = stacked(blocks, mask, rows.length);
    others.change('target:y', still, rows, { seed: 1, epoch: 0 });
    expect(still.data).toEqual(stacked(blocks, mask, rows.length).data);
  });

  it('are mixed with the row before, pictures and targets by the same share', () => {
    const label: Column = { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes: ['a', 'b', 'c', 'd'] };
    const feeds = [FEEDS[0]!, { name: 'target:y', source: label, labels: false }];
    const rows = [3, 9, 4, 1];
    for (const [type, settings] of [
      ['mixup', { alpha: 1 }],
      ['cutMix', { alpha: 1, share: 1 }],
    ] as const) {
      const augmenter = new Augmenter([{ type, settings }], feeds);
      const x = stacked(fixtures.colour, image, 4);
      // each row one value throughout: its share can be read from it
      rows.forEach((_, i) => void (x.data as Float32Array).fill(i === 0 ? 1 : 0, i * SIZE, (i + 1) * SIZE));
      const y: Tensor = { dtype: 'float32', shape: [4, 4], data: new Float32Array(16) };
      rows.forEach((_, i) => void (y.data[i * 4 + i] = 1));
      augmenter.changeFed({ 'input:x': x, 'target:y': y }, rows, { seed: 2, epoch: 3 });
      const meanOf = (i: number) =>
        (x.data as Float32Array).subarray(i * SIZE, (i + 1) * SIZE).reduce((a, b) => a + b, 0) / SIZE;
      expect(meanOf(0)).toBeCloseTo(y.data[0]!, 1);
      expect(meanOf(1)).toBeCloseTo(y.data[4]!, 1);
      expect(y.data[0]! + y.data[3]!).toBeCloseTo(1, 5);
      expect(y.data[0]).toBeLessThan(1);
    }
  });

  it('of masks have the box of the other row in CutMix', () => {
    const augmenter = new Augmenter([{ type: 'cutMix', settings: { share: 1 } }], FEEDS);
    const plane = WIDTH * HEIGHT;
    const x = stacked(fixtures.colour, image, 2);
    (x.data as Float32Array).fill(1, 0, SIZE).fill(2, SIZE);
    const y: Tensor = {
      dtype: 'int32',
      shape: [2, HEIGHT, WIDTH],
      data: new Int32Array(2 * plane).fill(1, 0, plane).fill(2, plane),
    };
    augmenter.changeFed({ 'input:x': x, 'target:y': y }, [0, 1], { seed: 4, epoch: 0 });
    expect(Array.from(x.data.subarray(0, plane))).toEqual(Array.from(y.data.subarray(0, plane)));
    expect(new Set(y.data.subarray(0, plane))).toEqual(new Set([1, 2]));
  });
});

describe('rows of steps and tokens', () => {
  const LENGTH = 40;
  /** Windows of a series, a spectrogram, or texts. */
  function fed(
    kind: 'series' | 'spectrogram' | 'tokens',
    rows: number,
  ): { readonly sequence: Sequence; readonly tensor: Tensor } {
    if (kind === 'tokens') {
      const data = Int32Array.from({ length: rows * LENGTH }, (_, i) => (i % LENGTH < 30 ? 2 + ((i % LENGTH) % 7) : 0));
      return { sequence: { subject: 'tokens', axis: 0 }, tensor: { dtype: 'int32', shape: [rows, LENGTH], data } };
    }
    // every band, or value, of a step has the number of the step
    const [shape, axis] = kind === 'series' ? [[LENGTH, 3], 0] : [[1, 3, LENGTH], 2];
    const step = (i: number) => (kind === 'series' ? Math.floor(i / 3) % LENGTH : i % LENGTH);
    const data = Float32Array.from({ length: rows * LENGTH * 3 }, (_, i) => step(i));
    return {
      sequence: { subject: 'steps', axis: axis as number },
      tensor: { dtype: 'float32', shape: [rows, ...(shape as number[])], data },
    };
  }
  const column: Column = { name: 'past', kind: 'number', shape: [LENGTH, 3], dtype: 'float32' };

  /** For each row its steps, each with all its values. */
  function altered(
    type: string,
    kind: Parameters<typeof fed>[0],
    settings = {},
    rows: readonly number[] = [0, 1, 2, 3, 4, 5],
  ): number[][][] {
    const { sequence, tensor } = fed(kind, rows.length);
    const augmenter = new Augmenter(
      [{ type, settings }],
      [{ name: 'input:x', source: column, labels: false, sequence }],
    );
    expect(augmenter.changesFed).toBe(true);
    augmenter.changeFed({ 'input:x': tensor }, rows, { seed: 3, epoch: 0 });
    const values = kind === 'tokens' ? 1 : 3;
    return rows.map((_, row) =>
      Array.from({ length: LENGTH }, (_, step) =>
        Array.from({ length: values }, (_, i) => {
          const at = kind === 'spectrogram' ? i * LENGTH + step : step * values + i;
          return tensor.data[row * LENGTH * values + at]!;
        }),
      ),
    );
  }

  it.each(['series', 'spectrogram'] as const)(
    'a time mask covers steps of a %s that follow each other, with all their values',
    (kind) => {
      const rows = altered('timeMask', kind, { longest: 0.5, fill: 'mean' });
      const mean = (LENGTH - 1) / 2;
      for (const row of rows) {
        const covered = row.flatMap((values, step) => (values.some((value) => value !== step) ? [step] : []));
        expect(covered.length).toBeLessThanOrEqual(LENGTH / 2);
        expect(covered).toEqual(covered.map((_, i) => covered[0]! + i));
        for (const step of covered) expect(row[step]).toEqual([mean, mean, mean]);
      }
      expect(rows.some((row) => row.some((values) => values[0] === mean))).toBe(true);
    },
  );

  it.each(['series', 'spectrogram'] as const)('a stretched %s ends where it ended and goes at one speed', (kind) => {
    const speeds = altered('timeStretch', kind, { most: 0.5 }).map((row) => {
      const last = row.at(-1)![0]!;
      const speed = last - row.at(-2)![0]!;
      expect(last).toBe(LENGTH - 1);
      row.forEach((values, step) => {
        const wanted = Math.max(0, LENGTH - 1 - (LENGTH - 1 - step) * speed);
        for (const value of values) expect(value).toBeCloseTo(wanted, 3);
      });
      return speed;
    });
    expect(Math.min(...speeds)).toBeGreaterThanOrEqual(1 / 1.5 - 1e-4);
    expect(Math.max(...speeds)).toBeLessThanOrEqual(1.5 + 1e-4);
    expect(new Set(speeds).size).toBe(speeds.length);
  });

  it('dropped tokens are replaced or closed up, those that fill up stay', () => {
    const whole = Array.from(fed('tokens', 1).tensor.data);
    const replaced = altered('tokenDropout', 'tokens', { rate: 0.3, token: 99 }).map((row) => row.flat());
    for (const row of replaced)
      row.forEach((token, at) => expect([whole[at], ...(whole[at] === 0 ? [] : [99])]).toContain(token));
    const share = replaced.flat().filter((token) => token === 99).length / (6 * 30);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
    const removed = altered('tokenDropout', 'tokens', { rate: 0.3, place: 'removed' }).map((row) => row.flat());
    removed.forEach((row, i) => {
      // by the same chance the same ones go
      const left = whole.filter((token, at) => token !== 0 && replaced[i]![at] !== 99);
      expect(row).toEqual([...left, ...Array.from({ length: LENGTH - left.length }, () => 0)]);
    });
    for (const row of altered('tokenDropout', 'tokens', { rate: 1, place: 'removed' }))
      expect(row.flat().filter((token) => token !== 0)).toHaveLength(1);
  });

  it('leave what is of another kind as it is, and say so', () => {
    const { sequence, tensor } = fed('tokens', 2);
    const before = tensor.data.slice();
    const feed = { name: 'input:x', source: column, labels: false, sequence };
    new Augmenter([{ type: 'timeMask', settings: {} }], [feed]).changeFed({ 'input:x': tensor }, [0, 1], {
      seed: 1,
      epoch: 0,
    });
    expect(tensor.data).toEqual(before);
    const told = (type: string, of: Column) =>
      augmentProblems(
        [{ type, settings: {} }],
        [{ ...feed, source: of, column: of, config: { column: 'past', transforms: [] } }],
      ).map(({ code }) => code);
    expect(told('timeMask', column)).toEqual([]);
    expect(told('tokenDropout', column)).toEqual(['augment-without-sequence']);
    expect(told('flip', column)).toEqual(['augment-without-pictures']);
    expect(told('timeMask', image)).toEqual(['augment-without-sequence']);
    expect(told('flip', image)).toEqual([]);
  });
});

it('every one says what it does, and its defaults are allowed', () => {
  for (const { id, settings, doc, steps, mix, alter } of AUGMENTATIONS) {
    expect(resolveSettings(settings, {}).errors, id).toEqual([]);
    expect(doc.length).toBeGreaterThan(10);
    expect([steps, mix, alter].filter(Boolean), id).toHaveLength(1);
  }
});

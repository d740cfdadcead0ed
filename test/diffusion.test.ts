/** Noise on digits as the paper adds it, and steps that take it off again. */
import { describe, expect, it } from 'vitest';
import { normalAt } from '../engine/data/diffusion/normal.ts';
import { sharesLeft } from '../engine/data/diffusion/noiseSchedule.ts';
import { openDataset } from '../engine/data/pipeline.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { diffusionOf, lessNoise, startingNoise, stepAt } from '../engine/train/generate/diffusion.ts';
import { tensor } from '../engine/types/tensor.ts';
import { templateOf } from '../templates/index.ts';

const LINEAR = { steps: 1000, schedule: 'linear' } as const;

describe('the schedule', () => {
  it('leaves what the papers leave', () => {
    // by numpy: cumprod(1 - linspace(1e-4, 0.02, 1000)), and cos² of Nichol and Dhariwal's formula
    const linear = sharesLeft(LINEAR);
    for (const [t, share] of [
      [0, 0.9999],
      [1, 0.9997801],
      [499, 0.0785872],
      [999, 4.0358e-5],
    ] as const)
      expect(linear[t]! / share).toBeCloseTo(1, 4);
    const cosine = sharesLeft({ steps: 1000, schedule: 'cosine' });
    expect(cosine[499]).toBeCloseTo(0.493844, 4);
    expect(sharesLeft({ steps: 100, schedule: 'linear' })[99]).toBeLessThan(1e-4);
  });
  it('is gone through evenly, from nothing but noise to the picture', () => {
    const at = (steps: number) => Array.from({ length: steps + 1 }, (_, done) => stepAt(LINEAR, { steps }, done));
    expect(at(4)).toEqual([999, 749, 499, 249, -1]);
    expect(at(1000).slice(-2)).toEqual([0, -1]);
  });
});

it('rows are a digit with the noise and the velocity that they tell, always the same', async () => {
  const { type, settings } = templateOf('diffusion')!.make({}).data.dataset!;
  const { train, columns } = await openDataset({ type, settings: { ...settings, repeats: 2 } }, diskFiles(''));
  expect(train.rows).toBe(120_000);
  expect(columns.map(({ name }) => name)).toEqual(['noised', 'time', 'noise', 'velocity', 'label']);
  const read = (name: string, row: number) => train.read(name, [row]).data;
  const left = sharesLeft({ steps: 1000, schedule: 'cosine' });
  const clean = (row: number) => {
    const share = left[read('time', row)[0]!]!;
    const [noised, noise] = [read('noised', row), read('noise', row)];
    return Array.from(noised, (value, i) => (value - Math.sqrt(1 - share) * noise[i]!) / Math.sqrt(share));
  };
  // the same digit a second time, with other noise
  const row = [3, 7, 11].find(
    (one) => left[read('time', one)[0]!]! > 0.01 && left[read('time', one + 60_000)[0]!]! > 0.01,
  )!;
  const [once, again] = [clean(row), clean(row + 60_000)];
  expect(Math.max(...once.map((value, i) => Math.abs(value - again[i]!)))).toBeLessThan(1e-4);
  const share = left[read('time', row)[0]!]!;
  const noise = read('noise', row);
  const velocity = once.map((value, i) => Math.sqrt(share) * noise[i]! - Math.sqrt(1 - share) * value);
  expect(Math.max(...read('velocity', row).map((value, i) => Math.abs(value - velocity[i]!)))).toBeLessThan(1e-4);
  expect(read('noise', row)).not.toEqual(read('noise', row + 60_000));
  expect(read('noise', row)).toEqual(read('noise', row));
  const many = Float64Array.from({ length: 20_000 }, (_, i) => normalAt(5, i));
  expect(many.reduce((sum, value) => sum + value, 0) / many.length).toBeCloseTo(0, 1);
  expect(many.reduce((sum, value) => sum + value ** 2, 0) / many.length).toBeCloseTo(1, 1);
});

describe('a step of drawing', () => {
  const picture = Float32Array.from([-1, -0.5, 0, 0.7, 1, 0.2]);
  const steps = { steps: 50, noise: 0, seed: 1 };
  it.each([
    ['noise', LINEAR],
    ['velocity', { ...LINEAR, schedule: 'cosine' }],
  ] as const)('finds the picture again where all %s is told', (foretells, schedule) => {
    const left = sharesLeft(schedule);
    let pictures = startingNoise([1, 6], 3);
    for (let done = 0; done < 50; done++) {
      const share = left[stepAt(schedule, steps, done)]!;
      const [kept, added] = [Math.sqrt(share), Math.sqrt(1 - share)];
      const foretold = pictures.data.map((value, i) => {
        const noise = (value - kept * picture[i]!) / added;
        return foretells === 'noise' ? noise : kept * noise - added * picture[i]!;
      });
      const step = lessNoise(pictures, foretold, { schedule, foretells }, steps, done);
      expect(Math.max(...step.guess.data.map((value, i) => Math.abs(value - picture[i]!)))).toBeLessThan(2e-3);
      pictures = step.pictures;
    }
    expect(Math.max(...pictures.data.map((value, i) => Math.abs(value - picture[i]!)))).toBeLessThan(1e-4);
  });
  it('with the paper’s noise has the mean and the variance of its posterior', () => {
    const all = { steps: 1000, noise: 1, seed: 2 };
    const [t, left] = [400, sharesLeft(LINEAR)];
    const [a, b] = [left[t]!, left[t - 1]!];
    const beta = 1 - a / b;
    const [x, clean] = [0.9, 0.3];
    const foretold = (x - Math.sqrt(a) * clean) / Math.sqrt(1 - a);
    const count = 4000;
    const { pictures } = lessNoise(
      tensor('float32', [count], new Float32Array(count).fill(x)),
      new Float32Array(count).fill(foretold),
      { schedule: LINEAR, foretells: 'noise' },
      all,
      1000 - 1 - t,
    );
    const mean = (Math.sqrt(b) * beta * clean) / (1 - a) + (Math.sqrt(a / b) * (1 - b) * x) / (1 - a);
    const found = (pictures.data as Float32Array).reduce((sum, value) => sum + value, 0) / count;
    const variance = (pictures.data as Float32Array).reduce((sum, value) => sum + (value - found) ** 2, 0) / count;
    expect(found).toBeCloseTo(mean, 2);
    expect(variance / (((1 - b) / (1 - a)) * beta)).toBeCloseTo(1, 1);
  });
  it('is for networks that learn the noise or the velocity', () => {
    const inputs = { picture: 'input_1', time: 'input_2' };
    const { make } = templateOf('diffusion')!;
    expect(diffusionOf(make({ foretells: 'noise', schedule: 'linear' }))).toMatchObject({
      ...inputs,
      schedule: LINEAR,
      foretells: 'noise',
    });
    expect(diffusionOf(make({}))).toMatchObject({
      ...inputs,
      schedule: { steps: 1000, schedule: 'cosine' },
      foretells: 'velocity',
    });
    expect(diffusionOf(templateOf('unet')!.make({}))).toBeUndefined();
  });
});

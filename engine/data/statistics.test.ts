import { describe, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { diskFiles } from '../node/data/disk-files.ts';
import { MomentsOf } from './moments.ts';
import { dataStatistics } from './statistics.ts';

describe('statistics of the data', () => {
  it('of MNIST are the published ones, before and after the transforms', async () => {
    const { columns, feeds } = await dataStatistics(mnistCnn().data, diskFiles('.'), () => Promise.resolve());
    // the mean and deviation by which PyTorch's example normalizes the training images
    expect(columns.image).toMatchObject({
      rows: 60_000,
      count: 60_000 * 784,
      missing: 0,
      minimum: 0,
      maximum: 255,
      mean: expect.closeTo(0.1307 * 255, 1),
      deviation: expect.closeTo(0.3081 * 255, 1),
    });
    // LeCun, Cortes and Burges: the digits 0 to 9 in the training labels
    expect(columns.label!.classes).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(feeds['input:input_1']).toMatchObject({
      rows: 54_000,
      minimum: -1,
      maximum: 1,
      mean: expect.closeTo((0.1307 - 0.5) / 0.5, 2),
      deviation: expect.closeTo(0.3081 / 0.5, 2),
    });
    expect(feeds['target:target']!.classes!.reduce((a, b) => a + b)).toBe(54_000);
  });

  it('count what is missing and leave it out, whatever the batches', () => {
    // numpy.nanmean and numpy.nanstd of [1, 2, nan, 4] and of [10, 10, 10, 10]
    const rows = [1, 10, 2, 10, Number.NaN, 10, 4, 10];
    for (const size of [2, 4, 8]) {
      const moments = new MomentsOf(Int32Array.of(0, 1), 2);
      for (let at = 0; at < rows.length; at += size) moments.add(rows.slice(at, at + size));
      const [first, second] = moments.groups();
      expect(first).toEqual({
        count: 3,
        missing: 1,
        minimum: 1,
        maximum: 4,
        mean: expect.closeTo(2.3333333333333335, 12),
        deviation: expect.closeTo(1.247219128924647, 12),
      });
      expect(second).toEqual({ count: 4, missing: 0, minimum: 10, maximum: 10, mean: 10, deviation: 0 });
      expect(moments.total()).toMatchObject({
        count: 7,
        missing: 1,
        minimum: 1,
        maximum: 10,
        mean: expect.closeTo(6.714285714285714, 12),
        deviation: expect.closeTo(3.880879344916036, 12),
      });
    }
    const nothing = new MomentsOf(Int32Array.of(0), 1);
    nothing.add([Number.NaN]);
    expect(nothing.groups()[0]).toEqual({
      count: 0,
      missing: 1,
      minimum: Number.NaN,
      maximum: Number.NaN,
      mean: Number.NaN,
      deviation: Number.NaN,
    });
  });
});

/** Transforms of the data as code of an exported project. */
import type { Choice } from '../../../graph/document.ts';
import { literal, numberText } from '../../literals.ts';

type Settings = Choice['settings'];

/** One transform as an expression of `x`; `fit` is the expression of what it learned. */
export const TRANSFORMS: Readonly<Record<string, (x: string, settings: Settings, fit: string) => string>> = {
  scale(x, { divisor = 255, subtract = 0, divide = 1 }) {
    const divided = divisor === 1 ? x : `tf.div(${x}, ${numberText(divisor)})`;
    const shifted = subtract === 0 ? divided : `tf.sub(${divided}, ${numberText(subtract)})`;
    return divide === 1 ? shifted : `tf.div(${shifted}, ${numberText(divide)})`;
  },
  standardize: (x, { per = 'channel' }, fit) => `standardize(${x}, ${literal(per)}, ${fit})`,
  oneHot: (x, { classes = 10 }) => `tf.cast(tf.oneHot(${x}, ${numberText(classes)}), 'float32')`,
};
/** Those that learn something from the training rows. */
export const FITTED: ReadonlySet<string> = new Set(['standardize']);

export const STANDARDIZE = `type Per = 'column' | 'channel' | 'value' | 'feature';
interface Fit {
  mean: number[];
  deviation: number[];
}
/** What the transforms learned from the training rows, in their order, by what they feed. */
export type Fits = Record<string, Partial<Fit>[]>;

/** The shape of a mean: what has one of its own, laid along the axes of a row. */
function shapeOfFit({ shape: [, ...row] }: tf.Tensor, per: Per): number[] {
  if (per === 'column' || row.length === 0) return [1];
  if (per === 'feature') return [...row.slice(1).map(() => 1), row.at(-1)!];
  return per === 'value' || row.length === 1 ? row : [row[0]!, ...row.slice(1).map(() => 1)];
}

/** Subtracts the mean of the training rows and divides by their standard deviation. */
function standardize(x: tf.Tensor, per: Per, { mean, deviation }: Partial<Fit> = {}): tf.Tensor {
  const shape = shapeOfFit(x, per);
  return tf.div(tf.sub(x, tf.tensor(mean!, shape)), tf.tensor(deviation!, shape));
}

/** Mean and deviation of the training rows, read in pieces: once for the means, once for the deviations from them. */
function fit({ rows }: Split, per: Per, read: (rows: Int32Array) => tf.Tensor): Fit {
  let sums: Float64Array = new Float64Array();
  const average = (value: (x: number, group: number) => number): number[] => {
    let count = 0;
    for (let start = 0; start < rows.length; start += 1024)
      tf.tidy(() => {
        const x = read(rows.subarray(start, start + 1024));
        const data = x.dataSync<'float32'>();
        const width = data.length / x.shape[0]!;
        const groups = shapeOfFit(x, per).reduce((a, b) => a * b, 1);
        if (start === 0) sums = new Float64Array(groups);
        for (let i = 0; i < data.length; i++) {
          const group = per === 'feature' ? i % groups : Math.floor(((i % width) * groups) / width);
          sums[group]! += value(data[i]!, group);
        }
        count += data.length / groups;
      });
    return Array.from(sums, (sum) => sum / count);
  };
  const mean = average((x) => x);
  const variance = average((x, group) => (x - mean[group]!) ** 2);
  return { mean, deviation: variance.map((v) => Math.sqrt(v) || 1) };
}
`;

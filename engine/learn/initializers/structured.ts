/** Initializers whose elements depend on each other. A weight is a matrix to them: a row for each output, as wide as all else. */
import { normalFrom, permutation } from '../../ir/random.ts';
import { int, number } from '../../settings.ts';
import { type Shape, sizeOf } from '../../types/shape.ts';
import { defineInitializer } from '../define.ts';

const matrixOf = (shape: Shape): { rows: number; columns: number } => ({
  rows: shape[0] ?? 1,
  columns: sizeOf(shape.slice(1)),
});

export const orthogonal = defineInitializer({
  id: 'orthogonal',
  title: 'Orthogonal',
  doc: 'Rows (or columns, where there are fewer) that stand upright on each other: lengths are kept on the way through. Good for recurrent weights.',
  formula: 'W W^T = g^2 I',
  source: {
    title: 'Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks',
    url: 'https://arxiv.org/abs/1312.6120',
  },
  settings: { gain: number({ label: 'Gain', default: 1, doc: 'Length of the rows.' }) },
  fill({ shape }, { gain }, uniform) {
    const { rows, columns } = matrixOf(shape);
    const normal = normalFrom(uniform);
    const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
    const basis = orthonormal(Array.from({ length: count }, () => Float64Array.from({ length }, normal)));
    return Float32Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return gain * (rows <= columns ? basis[row]![column]! : basis[column]![row]!);
    });
  },
});

/** Gram and Schmidt's, twice over: once loses digits. Random vectors come out evenly over all bases. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  vectors.forEach((vector, at) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < at; i++) {
        const share = dot(vector, vectors[i]!);
        for (let j = 0; j < vector.length; j++) vector[j]! -= share * vectors[i]![j]!;
      }
      const length = Math.sqrt(dot(vector, vector));
      for (let j = 0; j < vector.length; j++) vector[j]! /= length;
    }
  });
  return vectors;
}

export const identity = defineInitializer({
  id: 'identity',
  title: 'Identity',
  doc: 'Passes its input on unchanged, as far as there are outputs: 1 on the diagonal, 0 elsewhere.',
  formula: 'W_{i, j} = g \\, [\\, i = j \\,]',
  source: { title: 'PyTorch: eye_', url: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.eye_' },
  settings: { gain: number({ label: 'Gain', default: 1, doc: 'The value on the diagonal.' }) },
  fill({ shape }, { gain }) {
    const { rows, columns } = matrixOf(shape);
    return Float32Array.from({ length: rows * columns }, (_, i) =>
      Math.floor(i / columns) === i % columns ? gain : 0,
    );
  },
});

export const dirac = defineInitializer({
  id: 'dirac',
  title: 'Dirac',
  doc: 'Convolutions that pass their channels on unchanged, as far as there are filters: 1 in the middle of the kernel.',
  formula: 'W_{i, j, p} = [\\, i = j, \\; p = \\lfloor k / 2 \\rfloor \\,]',
  source: { title: 'PyTorch: dirac_', url: 'https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.dirac_' },
  settings: {
    groups: int({
      label: 'Groups',
      default: 1,
      min: 1,
      doc: 'Groups of filters that each begin with the first channel again.',
    }),
  },
  fill({ shape: [filters = 1, channels = 1, ...kernel] }, { groups }) {
    const taps = sizeOf(kernel);
    const middle = kernel.reduce((at, size) => at * size + Math.floor(size / 2), 0);
    const each = Math.floor(filters / groups);
    const data = new Float32Array(filters * channels * taps);
    for (let filter = 0; filter < each * groups; filter++)
      if (filter % each < channels) data[(filter * channels + (filter % each)) * taps + middle] = 1;
    return data;
  },
});

export const sparse = defineInitializer({
  id: 'sparse',
  title: 'Sparse',
  doc: 'Normally distributed, but of each input only some connections are not 0.',
  formula: 'W_{i, j} \\sim N(0, \\sigma^2), \\quad \\lceil s \\, n \\rceil \\text{ of each column } 0',
  source: {
    title: 'Martens 2010, Deep learning via Hessian-free optimization',
    url: 'https://www.cs.toronto.edu/~jmartens/docs/Deep_HessianFree.pdf',
  },
  settings: {
    sparsity: number({
      label: 'Sparsity',
      default: 0.5,
      min: 0,
      max: 1,
      doc: 'Share of the connections of each input that are 0, rounded up.',
    }),
    deviation: number({ label: 'Deviation', default: 0.01, min: 0, doc: 'Standard deviation of the others.' }),
  },
  fill({ shape }, { sparsity, deviation }, uniform) {
    const { rows, columns } = matrixOf(shape);
    const normal = normalFrom(uniform);
    const data = Float32Array.from({ length: rows * columns }, () => deviation * normal());
    for (let column = 0; column < columns; column++)
      for (const row of permutation(rows, uniform).subarray(0, Math.ceil(sparsity * rows)))
        data[row * columns + column] = 0;
    return data;
  },
});

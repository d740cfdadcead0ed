/** Least squares by normal equations in double precision, row by row: as many unknowns as a window has numbers, not as many rows. */

export interface LeastSquares {
  /** A row of features, and what is to be said of it. */
  add(features: Float64Array, targets: Float64Array): void;
  /** The weights, [features, targets] row by row; undefined where there are no rows. */
  solve(): Float64Array | undefined;
}

/** Where columns say the same, so small a share of their squares is added to keep the equations apart. */
const RIDGE = 1e-10;

export function leastSquares(size: number, outputs: number): LeastSquares {
  const squares = new Float64Array(size * size);
  const products = new Float64Array(size * outputs);
  let rows = 0;
  return {
    add(features, targets) {
      rows++;
      for (let i = 0; i < size; i++) {
        const feature = features[i]!;
        if (feature === 0) continue;
        for (let j = 0; j <= i; j++) squares[i * size + j]! += feature * features[j]!;
        for (let k = 0; k < outputs; k++) products[i * outputs + k]! += feature * targets[k]!;
      }
    },
    solve() {
      if (rows === 0) return undefined;
      const scales = Float64Array.from({ length: size }, (_, i) => Math.sqrt(squares[i * size + i]!) || 1);
      // columns of length one, so that what is small beside others counts as much
      const factor = Float64Array.from(
        squares,
        (value, at) => value / (scales[Math.floor(at / size)]! * scales[at % size]!),
      );
      for (let i = 0; i < size; i++) factor[i * size + i] = factor[i * size + i]! + RIDGE;
      choleskyInPlace(factor, size);
      const weights = Float64Array.from(products, (value, at) => value / scales[Math.floor(at / outputs)]!);
      substitute(factor, weights, size, outputs);
      return weights.map((value, at) => value / scales[Math.floor(at / outputs)]!);
    },
  };
}

/** The lower triangle of a symmetric matrix becomes L of L·Lᵀ. */
function choleskyInPlace(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(sum, RIDGE)) : sum / matrix[j * size + j]!;
    }
}

/** Solves L·Lᵀ·x = b in place, for each column of b. */
function substitute(factor: Float64Array, b: Float64Array, size: number, columns: number): void {
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < size; i++) {
      let sum = b[i * columns + c]!;
      for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * b[k * columns + c]!;
      b[i * columns + c] = sum / factor[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = b[i * columns + c]!;
      for (let k = i + 1; k < size; k++) sum -= factor[k * size + i]! * b[k * columns + c]!;
      b[i * columns + c] = sum / factor[i * size + i]!;
    }
  }
}

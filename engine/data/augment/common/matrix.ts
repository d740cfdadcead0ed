/** 3×3 matrices of the plane, row by row: where places go, in homogeneous coordinates. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

export const turned = (degrees: number): Matrix => {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return [cosine, -sine, 0, sine, cosine, 0, 0, 0, 1];
};
export const stretched = (across: number, down: number): Matrix => [across, 0, 0, 0, down, 0, 0, 0, 1];
export const shifted = (across: number, down: number): Matrix => [1, 0, across, 0, 1, down, 0, 0, 1];
/** Slanted by the tangents. */
export const slanted = (across: number, down: number): Matrix => [1, across, 0, down, 1, 0, 0, 0, 1];

/** First `b`, then `a`. */
export function product(a: Matrix, b: Matrix): Matrix {
  const at = (row: number, column: number) =>
    a[3 * row]! * b[column]! + a[3 * row + 1]! * b[column + 3]! + a[3 * row + 2]! * b[column + 6]!;
  return [at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1), at(1, 2), at(2, 0), at(2, 1), at(2, 2)];
}

/** The way back, up to a factor that places do not see. Zeros throughout where there is none. */
export function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const [x, y, z] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * x + b * y + c * z;
  const by = determinant === 0 ? 0 : 1 / determinant;
  const entries = [x, c * h - b * i, b * f - c * e, y, a * i - c * g, c * d - a * f, z, b * g - a * h, a * e - b * d];
  return entries.map((entry) => entry * by) as unknown as Matrix;
}

/** A place on the plane. */
export type Place = readonly [number, number];

/** The perspective in which four places go to four others: the eight equations, solved by elimination. */
export function perspectiveOf(from: readonly Place[], to: readonly Place[]): Matrix {
  const rows = from.flatMap(([x, y], i) => {
    const [u, v] = to[i]!;
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let row = column + 1; row < 8; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const by = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; at < 9; at++) rows[row]![at]! -= by * rows[column]![at]!;
    }
  }
  return [...rows.map((row, i) => row[8]! / row[i]!), 1] as unknown as Matrix;
}

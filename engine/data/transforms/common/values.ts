/** What transforms that need all values at once learn from: the values themselves, place by place of a row. */
import { sizeOf } from '../../../types/shape.ts';
import type { Tensor } from '../../../types/tensor.ts';

/** The values of each place of a row; those that are missing are left out. */
export function valuesByPlace(batches: Iterable<Tensor>): Float32Array[] {
  const places: { values: Float32Array; count: number }[] = [];
  for (const { shape, data } of batches) {
    const size = sizeOf(shape.slice(1));
    while (places.length < size) places.push({ values: new Float32Array(1024), count: 0 });
    for (let i = 0; i < data.length; i++) {
      if (Number.isNaN(data[i])) continue;
      const place = places[i % size]!;
      if (place.count === place.values.length) {
        const grown = new Float32Array(2 * place.count);
        grown.set(place.values);
        place.values = grown;
      }
      place.values[place.count++] = data[i]!;
    }
  }
  return places.map(({ values, count }) => values.subarray(0, count));
}

/** What a share of sorted values lies below, between two of them along a line, as NumPy has it; 0 of none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return 0;
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

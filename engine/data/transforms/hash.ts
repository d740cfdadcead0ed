import { int } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { defineTransform } from '../define.ts';
import { named, phrase } from '../../phrases.ts';
import { hashOf } from './common/hashing.ts';

export const hash = defineTransform({
  id: 'hash',
  title: 'Hash',
  doc:
    'A vector with a 1 at the place that the letters of the value come to: for categories of thousands of values, and for values that no ' +
    'training row has. Different values may share a place.',
  settings: { buckets: int({ label: 'Places', default: 32, min: 1, max: 65_536, doc: 'Length of the vector.' }) },
  column: (before, { buckets }) =>
    before.kind === 'category'
      ? { name: before.name, kind: 'number', shape: [...before.shape, buckets], dtype: 'float32' }
      : { expected: phrase('class-numbers'), received: named(`columns.${before.kind}`, before.kind) },
  fit: (_, { buckets }, { classes = [] }) => ({ places: classes.map((name) => hashOf(name) % buckets) }),
  apply({ shape, data }, { buckets }, fit) {
    const places = fit.places as readonly number[];
    const out = allocate('float32', data.length * buckets);
    for (let i = 0; i < data.length; i++) {
      const value = data[i]!;
      // below -1 it is what no class is called, hashed already
      const place = value < -1 ? (-2 - value) % buckets : places[value];
      if (place !== undefined) out[i * buckets + place] = 1;
    }
    return { dtype: 'float32', shape: [...shape, buckets], data: out };
  },
  // letters are not hashed there: what no class is called has no place
  lower(b, rows, { buckets }, fit) {
    const places = fit.places as readonly number[];
    const known = b.and(b.ge(rows, 0), b.lt(rows, places.length));
    const table = b.constant([...places, -1], [places.length + 1], 'int32');
    return b.oneHot(b.gather(table, b.select(known, rows, places.length)), buckets);
  },
});

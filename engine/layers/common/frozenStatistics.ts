/** A layer with running statistics, as it is outside of training: by these statistics, which stay as they are. */
import type { Layer } from '../define.ts';

const known = new WeakMap<Layer, Layer>();

export function withFrozenStatistics(layer: Layer): Layer {
  let frozen = known.get(layer);
  if (!frozen) {
    // no library has a word for it
    const { spell: _, torch: __, ...rest } = layer;
    frozen = {
      ...rest,
      lower: (context, ...given) => layer.lower({ ...context, training: false }, ...given),
    };
    known.set(layer, frozen);
  }
  return frozen;
}

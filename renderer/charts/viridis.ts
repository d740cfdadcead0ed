/** Viridis (Smith and van der Walt 2015), sampled at nine places; even for every kind of colour vision. */
const STOPS = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
] as const;

interface Shade {
  readonly colour: string;
  /** Text on it can be read. */
  readonly ink: string;
}

/** Red, green and blue, each from 0 to 255; `share` from 0 to 1. */
export function viridisLight(share: number): readonly [number, number, number] {
  const at = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(at));
  const light = (i: 0 | 1 | 2) => Math.round(STOPS[low]![i] + (at - low) * (STOPS[low + 1]![i] - STOPS[low]![i]));
  return [light(0), light(1), light(2)];
}

/** `share` from 0 to 1. */
export function viridis(share: number): Shade {
  const [r, g, b] = viridisLight(share);
  const light = 0.299 * r + 0.587 * g + 0.114 * b > 120;
  return { colour: `rgb(${r} ${g} ${b})`, ink: light ? '#10140f' : '#ffffff' };
}

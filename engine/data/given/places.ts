/** Columns that say where something is: their names alone would have them taken for what is to be predicted. */

/** `X`, `y (mm)` */
const coordinateOf = (name: string): string => name.replace(/\s*[([].*[)\]]$/, '').toLowerCase();

/**
 * Of the names of columns, in their order, those of places: x and y with a z beside them, or where something else is called a target, or y
 * stands between others, while tables to learn from have their target last or first.
 */
export function placesAmong(names: readonly string[], isTarget: (name: string) => boolean): ReadonlySet<string> {
  const [x, y, z] = ['x', 'y', 'z'].map((wanted) => names.find((name) => coordinateOf(name) === wanted));
  if (x === undefined || y === undefined) return new Set();
  if (z !== undefined) return new Set([x, y, z]);
  const isBetween = names[0] !== y && names.at(-1) !== y;
  return isBetween || names.some((name) => name !== y && isTarget(name)) ? new Set([x, y]) : new Set();
}

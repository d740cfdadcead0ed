/** The smallest value of a smooth function of one number (Brent 1973, as in SciPy). */

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** So near is near enough, beside the place itself: half the digits of a double. */
const NEAR = 1.5e-8;
const MOST_STEPS = 200;

/** Where it lies. `from` and `to` are where the search begins; it may end beside them. */
export function minimumOf(of: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let middle = low + (1 - GOLDEN) * (high - low);
  let least = of(middle);
  // until both ends are higher than what lies between them
  for (let step = 0; step < MOST_STEPS && !(of(low) > least && of(high) > least); step++) {
    const width = high - low;
    if (of(high) <= least) [low, middle, high] = [middle, high, high + width];
    else [low, middle, high] = [low - width, low, middle];
    least = of(middle);
  }
  // a section in the golden ratio each time, or the vertex of a parabola through the three best where that lies within
  let [second, third] = [middle, middle];
  let [secondValue, thirdValue] = [least, least];
  let [move, before] = [0, 0];
  for (let step = 0; step < MOST_STEPS; step++) {
    const centre = (low + high) / 2;
    const near = NEAR * Math.abs(middle) + 1e-11;
    if (Math.abs(middle - centre) <= 2 * near - (high - low) / 2) break;
    const a = (middle - second) * (least - thirdValue);
    const b = (middle - third) * (least - secondValue);
    const below = 2 * (b - a);
    const shift = below === 0 ? Number.NaN : ((middle - third) * b - (middle - second) * a) / -below;
    const fits = Math.abs(shift) < Math.abs(before / 2) && middle + shift > low && middle + shift < high;
    if (fits) [before, move] = [move, shift];
    else {
      before = middle >= centre ? low - middle : high - middle;
      move = (1 - GOLDEN) * before;
    }
    const x = middle + (Math.abs(move) >= near ? move : near * Math.sign(move || 1));
    const value = of(x);
    if (value <= least) {
      if (x >= middle) low = middle;
      else high = middle;
      [third, thirdValue, second, secondValue, middle, least] = [second, secondValue, middle, least, x, value];
      continue;
    }
    if (x < middle) low = x;
    else high = x;
    if (value <= secondValue || second === middle)
      [third, thirdValue, second, secondValue] = [second, secondValue, x, value];
    else if (value <= thirdValue || third === middle || third === second) [third, thirdValue] = [x, value];
  }
  return middle;
}

/** How much random tests do: every day the same few cases, `npm run test:long` many and new ones. */
export const long = process.env.LOOM_LONG_TESTS === '1';

/** fast-check's parameters: `few` cases from a fixed seed, or `many` from a fresh one, which a failure names. */
export const effort = (few: number, many: number) => (long ? { numRuns: many } : { numRuns: few, seed: 1 });

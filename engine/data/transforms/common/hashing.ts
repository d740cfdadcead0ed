/** Numbers for words, the same everywhere and for ever: MurmurHash3 (Appleby 2011) of their UTF-8, from the seed 0. */

const turned = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
const mixed = (block: number): number => Math.imul(turned(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);

/** At least 0 and below 2³¹. */
export function hashOf(word: string): number {
  const bytes = new TextEncoder().encode(word);
  const whole = bytes.length - (bytes.length % 4);
  let hash = 0;
  for (let i = 0; i < whole; i += 4) {
    const block = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    hash = (Math.imul(turned(hash ^ mixed(block), 13), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = whole; i < bytes.length; i++) rest |= bytes[i]! << (8 * (i - whole));
  if (whole < bytes.length) hash ^= mixed(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return Math.min(Math.abs((hash ^ (hash >>> 16)) | 0), 0x7fffffff - 2);
}

/** The class number of a word that no class is called by, where it is to be hashed: below -1. */
export const classOfUnknown = (word: string): number => -2 - hashOf(word);

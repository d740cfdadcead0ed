/**
 * What the pixels of masks say. Masks that were made smooth (resampled, kept as JPEG) have greys on the edges between the values that
 * stand for classes, and each of these greys would be a class of its own.
 */
import type { Numbered } from '../../formats/palettePng.ts';

export type MaskKind = 'numbers' | 'blackWhite' | 'greys';

/** How the pixels of a mask are to be understood. */
export interface MaskSettings {
  readonly masks: MaskKind;
  /** Values of the classes, in the order of their numbers. */
  readonly greys: readonly number[];
}

/** What marks pixels that are of no class, in many collections. */
export const VOID = 255;
/** From where on a pixel is white. */
const HALF = 128;
/** Values of a pixel of eight bits. */
const VALUES = 256;

/** The class of a pixel's value. */
export function classOfValue({ masks, greys }: MaskSettings): (value: number) => number {
  if (masks === 'blackWhite') return (value) => (value >= HALF ? 1 : 0);
  if (masks === 'numbers') return (value) => value;
  const nearest = Uint8Array.from({ length: VALUES }, (_, value) =>
    greys.reduce((best, grey, i) => (Math.abs(grey - value) < Math.abs(greys[best]! - value) ? i : best), 0),
  );
  return (value) => nearest[Math.min(value, VALUES - 1)]!;
}

/** What is found of masks that are no class numbers. */
export interface FoundGreys {
  /** The values that stand for classes, in their order. */
  readonly known: readonly number[];
  /** How many others there are between them, and what share of the pixels has one of these. */
  readonly between: number;
  readonly share: number;
}

/** Classes that are told apart by greys, at most; and others between them, at least, in all and between two. */
const [MOST_KNOWN, LEAST_BETWEEN, EACH_BETWEEN] = [32, 3, 2];
/** Of all pixels those of a class, at least. */
const LEAST_SHARE = 1 / 1000;
/** Values that are as near are one, blurred. */
const NEAR = 8;

/** Counts the values of the pixels of masks. */
export class MaskValues {
  readonly #counts = new Float64Array(VALUES);
  /** Those of them that differ from both neighbours across, or above and below: edges, thin lines, noise. */
  readonly #lone = new Float64Array(VALUES);
  #wide = false;

  add({ data, width, height }: Numbered): void {
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        const value = data[at]!;
        if (value >= VALUES) {
          this.#wide = true;
          return;
        }
        this.#counts[value]! += 1;
        const differs = (step: number) => data[at - step] !== value && data[at + step] !== value;
        if ((x > 0 && x < width - 1 && differs(1)) || (y > 0 && y < height - 1 && differs(width)))
          this.#lone[value]! += 1;
      }
  }

  /** Undefined where the pixels are numbers of classes, as far as that shows. */
  found(): FoundGreys | undefined {
    const present = Array.from(this.#counts.keys()).filter((value) => this.#counts[value]! > 0);
    if (this.#wide || present.length < 2) return undefined;
    const isArea = (value: number) => this.#lone[value]! < this.#counts[value]! / 2;
    if (isPainted(present) && present.every(isArea)) return { known: present, between: 0, share: 0 };
    const sum = (values: readonly number[], of: Float64Array) => values.reduce((all, value) => all + of[value]!, 0);
    const total = sum(present, this.#counts);
    const areas = present.filter((value) => this.#counts[value]! >= LEAST_SHARE * total && isArea(value));
    const known: number[] = [];
    for (const value of areas.sort((a, b) => this.#counts[b]! - this.#counts[a]!))
      if (known.every((other) => Math.abs(other - value) >= NEAR)) known.push(value);
    const others = present.filter((value) => !known.includes(value));
    const isBlurred =
      others.length >= Math.max(LEAST_BETWEEN, EACH_BETWEEN * (known.length - 1)) &&
      sum(others, this.#lone) >= sum(others, this.#counts) / 2;
    if (known.length < 2 || known.length > MOST_KNOWN || !isBlurred) return undefined;
    return {
      known: known.sort((a, b) => a - b),
      between: others.length,
      share: sum(others, this.#counts) / total,
    };
  }
}

/** Black and white alone, or greys evenly from one to the other: 0, 128, 255. */
function isPainted(present: readonly number[]): boolean {
  const last = present.length - 1;
  return last < MOST_KNOWN && present.every((value, i) => Math.abs(value - (i * (VALUES - 1)) / last) <= 1);
}

/** The settings that read masks so. */
export const settingsFor = ({ known }: FoundGreys): Partial<MaskSettings> =>
  known.length === 2 && known[0]! < HALF && known[1]! >= HALF
    ? { masks: 'blackWhite' }
    : { masks: 'greys', greys: known };

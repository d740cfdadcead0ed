/** What picture files look like, as a first proposal of how they are read. */
import type { Files } from '../../define.ts';

/** Pictures that are looked at for their size and colours. */
const LOOKED = 8;
/** Larger ones are made smaller: a network for them learns too slowly to begin with. */
const LARGEST = 96;

/** So many of the files, evenly. */
export const someOf = (all: readonly string[]): readonly string[] =>
  Array.from({ length: Math.min(LOOKED, all.length) }, (_, i) => all[Math.floor((i * all.length) / LOOKED)]!);

/** Their size where they are small and all alike, and that they are grey, as settings of a dataset of pictures. */
export function lookAtPictures(
  files: Files,
  all: readonly string[],
): { readonly width?: number; readonly height?: number; readonly colours?: 'grey' } {
  const whole = someOf(all).filter((file) => files.pictureFault(file) === undefined);
  if (whole.length === 0) return {};
  const sizes = whole.map((file) => files.numbered(file));
  const { width, height } = sizes[0]!;
  const alike =
    sizes.every((one) => one.width === width && one.height === height) && Math.max(width, height) <= LARGEST;
  const grey = whole.every((file) => isGrey(files.picture(file, [3, 16, 16])));
  return { ...(alike && { width, height }), ...(grey && { colours: 'grey' as const }) };
}

/** Of three channels, one behind the other. */
function isGrey(pixels: Uint8Array): boolean {
  const size = pixels.length / 3;
  for (let i = 0; i < size; i++) if (pixels[i] !== pixels[size + i] || pixels[i] !== pixels[2 * size + i]) return false;
  return true;
}

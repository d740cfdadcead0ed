/** What RandAugment and AugMix choose from, each by how much from 0 to 1. Ranges are torchvision's, which are those of the papers. */
import type { Chance, Step } from '../define.ts';
import { type Matrix, shifted, slanted, turned } from './matrix.ts';
import { autoContrast, brighten, changeContrast, equalize, posterize, saturate, sharpen, solarize } from './values.ts';
import type { Border, Picture, Scene } from '../define.ts';

/** `amount` is from 0 to 1; `side` is 1 or -1. */
export type Operation = (amount: number, side: number, scene: Scene, border: Border) => readonly Step[];

const move =
  (matrixOf: (amount: number, scene: Scene) => Matrix): Operation =>
  (amount, side, scene, border) => [{ kind: 'move', matrix: matrixOf(side * amount, scene), border }];
const paint =
  (change: (picture: Picture, amount: number, side: number) => void): Operation =>
  (amount, side) => [{ kind: 'paint', paint: (picture) => change(picture, amount, side) }];
/** The factor goes from 0.1 to 1.9. */
const factor = (change: (picture: Picture, factor: number) => void): Operation =>
  paint((picture, amount, side) => change(picture, 1 + 0.9 * side * amount));

/** Those that move it, and those of its values alone that have no name for what they show. */
export const MOVES: readonly Operation[] = [
  move((amount) => slanted(0.3 * amount, 0)),
  move((amount) => slanted(0, 0.3 * amount)),
  move((amount, { width }) => shifted(Math.trunc((150 / 331) * width * amount), 0)),
  move((amount, { height }) => shifted(0, Math.trunc((150 / 331) * height * amount))),
  move((amount) => turned(30 * amount)),
];
export const TONES: readonly Operation[] = [
  paint((picture, amount) => posterize(picture, 8 - Math.round(4 * amount))),
  paint((picture, amount) => solarize(picture, 1 - amount)),
  paint(autoContrast),
  paint(equalize),
];
export const COLOURS: readonly Operation[] = [
  factor(brighten),
  factor(saturate),
  factor(changeContrast),
  factor(sharpen),
];

export const chosen = <T>(chance: Chance, list: readonly T[]): T => list[Math.floor(chance() * list.length)]!;
export const sideOf = (chance: Chance): number => (chance() < 0.5 ? -1 : 1);

/**
 * What an augmentation is: a change by chance that leaves what a row shows or says as it was, made anew each time that a training row is
 * read. One file each; `index.ts` lists them. All chance is drawn from a stream of the row's own, so that the same seed makes the same
 * rows whoever reads them and in whatever order.
 */
import type { Schema, SettingsOf } from '../../settings.ts';
import { number } from '../../settings.ts';
import type { Matrix } from './common/matrix.ts';

/** A picture while it is changed: planes of one (grey) or three (red, green, blue) channels, from 0 to 1. */
export interface Picture {
  readonly data: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What stands where a picture was moved away from. */
export const BORDERS = ['black', 'edge', 'mirror'] as const;
export type Border = (typeof BORDERS)[number];

/** Moves the picture, and what belongs to its places: masks, target pictures. `border` is left out where nothing comes in from outside. */
export interface Move {
  readonly kind: 'move';
  /** Where a place of the picture goes, in pixels from its middle. */
  readonly matrix: Matrix;
  readonly border?: Border;
}
/** Changes the values of the picture alone, in its own array. */
export interface Paint {
  readonly kind: 'paint';
  readonly paint: (picture: Picture) => void;
}
export type Step = Move | Paint;

/** What is known of a picture before it is read. */
export interface Scene {
  readonly height: number;
  readonly width: number;
  /** Masks or target pictures go along: what moves parts of the picture only is left out. */
  readonly accompanied: boolean;
}

/** How much of a row stays its own, where another is mixed in; within a box the picture is the other's. */
export interface Mix {
  readonly share: number;
  /** In shares of width and height: left, top, right, bottom. The share of the rest is the row's. */
  readonly box?: readonly [number, number, number, number];
}

/** What is changed: a picture; or the steps of a sound, a spectrogram or a series, or the tokens of a text, as they are fed. */
export type Subject = 'picture' | 'steps' | 'tokens';

/** A fed row whose steps or tokens lie along one axis: element `(line * length + step) * inner + i` of its `outer` lines. */
export interface StepRow {
  readonly data: Float32Array | Int32Array;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** Uniform in [0, 1), the row's own. */
export type Chance = () => number;

export interface AugmentationSpec<S extends Schema = Schema> {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly source?: { readonly title: string; readonly url: string };
  /** A picture where left out. */
  readonly subject?: Subject;
  readonly settings: S;
  /** What becomes of one picture. */
  steps?(chance: Chance, settings: SettingsOf<S>, scene: Scene): readonly Step[];
  /** How another row of the batch is mixed in, and its target likewise. */
  mix?(chance: Chance, settings: SettingsOf<S>): Mix;
  /** What becomes of one row of steps or of tokens, in its own array. */
  alter?(chance: Chance, settings: SettingsOf<S>, row: StepRow): void;
}
export type Augmentation = AugmentationSpec;
export const defineAugmentation = <const S extends Schema>(spec: AugmentationSpec<S>): Augmentation =>
  spec as unknown as Augmentation;

/** How often it happens: a setting that all have. */
export const often = (share: number) =>
  number({ label: 'Share', default: share, min: 0, max: 1, doc: 'Of the rows, that it happens to.' });

/** Uniform from -most to most. */
export const either = (chance: Chance, most: number): number => most * (2 * chance() - 1);

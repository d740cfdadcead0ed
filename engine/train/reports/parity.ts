/** What holding an exported project to the engine found: `parity.json` in its folder. */
import type { Value } from '../../phrases.ts';

/** The file in an exported folder that says what came out. */
export const REPORT = 'parity.json';
/** The folder in it with the rows, and what the engine makes of them. */
export const FOLDER = 'parity';
export const EXPECTED = `${FOLDER}/expected.json`;

/** `expected.json`: what the program that goes along with a project reads. */
export interface Expected {
  /** Rows of a step, of which the first are predicted. */
  readonly batch: number;
  /** Raw columns as NumPy files, or texts, one a row. */
  readonly columns: Readonly<Record<string, { readonly file: string } | { readonly texts: readonly string[] }>>;
  /** What the network is fed with, where the project takes no raw rows: NumPy files, in the order of the inputs. */
  readonly inputs: readonly string[];
  /** The weights that all begins with. */
  readonly weights: string;
  /** In the order of the project's outputs; `allowed`: how far off they may be, of the largest number of the output. */
  readonly outputs: readonly { readonly name: string; readonly file: string; readonly allowed: number }[];
  /** Null where none are compared. */
  readonly training: {
    readonly losses: readonly number[];
    /** How far off they may be, of the largest of them. */
    readonly allowed: number;
    readonly stepsPerEpoch: number;
    readonly epochs: number;
  } | null;
}

/** `parity.json` where the project was run. */
export interface Compared {
  readonly status: 'passed' | 'failed';
  /** What it was run with: `PyTorch 2.15.0`. */
  readonly with: string;
  readonly rows: number;
  /** The largest difference of each output, of its largest number; null where one is not finite. */
  readonly outputs: readonly { readonly name: string; readonly difference: number | null; readonly allowed: number }[];
  /** Null where no steps were taken. */
  readonly loss: {
    readonly steps: number;
    readonly difference: number | null;
    readonly allowed: number;
    readonly engine: readonly number[];
    readonly exported: readonly (number | null)[];
  } | null;
}

/** What a person is told. */
export type ParityReport = (
  | (Compared & { /** Why no steps were compared. */ readonly lossReason?: Value })
  | { readonly status: 'not run'; readonly reason: Value }
) & { readonly command: string };

/** The largest difference of two lists of numbers, of the largest of those that are wanted; infinite where they cannot be compared. */
export function differenceOf(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let [largest, most] = [1e-6, 0];
  for (let i = 0; i < wanted.length; i++) {
    const away = Math.abs(found[i]! - wanted[i]!);
    if (!Number.isFinite(away)) {
      if (Object.is(found[i], wanted[i])) continue;
      return Number.POSITIVE_INFINITY;
    }
    most = Math.max(most, away);
    largest = Math.max(largest, Math.abs(wanted[i]!));
  }
  return most / largest;
}

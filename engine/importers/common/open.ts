/** What a person says of a model, and sizes that it leaves open. */
import { someNames, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import type { Given } from '../define.ts';

/** Throws a `UserError` where something is said that the model does not ask. `open`: what it leaves open. */
export function refuseUnasked(given: Given, isAsked: (name: string) => boolean, open: readonly string[]): void {
  const name = Object.keys(given).find((one) => !isAsked(one));
  if (name === undefined) return;
  const said = verbatim(name.slice(0, 200));
  const names = someNames(open.map((one) => verbatim(one.slice(0, 200))));
  throw new UserError(
    open.length === 0
      ? problem('import-nothing-open', { name: said })
      : problem('import-not-asked', { name: said, open: names }),
  );
}

/** Sizes that a model leaves open, where nobody says them: the next ones where something in the model does not fit the ones before. */
const PICTURES = [224, 256, 512];
const OTHERS = [64, 512, 4096];
/** Height and width of a line of text, for what reads it and makes each of its columns a step. */
const LINE = [48, 320];

/** So many sizes are tried; `AS_LINE` is one more, of pictures. */
export const TRIES = PICTURES.length;
export const AS_LINE = TRIES;

/** Of an axis of something that goes in, which has so many axes with the batch; so many before it are open, too. */
export const assumedSize = (axes: number, attempt = 0, before = 0): number =>
  attempt === AS_LINE ? LINE[Math.min(before, 1)]! : (axes === 4 ? PICTURES : OTHERS)[attempt]!;

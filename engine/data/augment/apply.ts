/** Steps on one picture, and on what goes along with it. */
import { type Matrix, product } from './common/matrix.ts';
import { warp, warpNearest } from './common/warp.ts';
import type { Border, Move, Picture, Step } from './define.ts';

interface Whole {
  readonly matrix: Matrix;
  readonly border: Border;
}

/** Moves that follow each other and leave the same outside are one: every pixel is read once, and what left may come back. */
function gathered(steps: readonly Step[]): readonly (Whole | Exclude<Step, Move>)[] {
  const found: (Whole | Exclude<Step, Move>)[] = [];
  let open: { matrix: Matrix; border: Border | undefined } | undefined;
  const close = (): void => {
    if (open) found.push({ matrix: open.matrix, border: open.border ?? 'black' });
    open = undefined;
  };
  for (const step of steps) {
    if (step.kind === 'paint') {
      close();
      found.push(step);
      continue;
    }
    if (open?.border && step.border && open.border !== step.border) close();
    open = open
      ? { matrix: product(step.matrix, open.matrix), border: open.border ?? step.border }
      : { matrix: step.matrix, border: step.border };
  }
  close();
  return found;
}

/** In the picture's own array. */
export function applySteps(picture: Picture, steps: readonly Step[]): void {
  for (const step of gathered(steps))
    if ('matrix' in step) warp(picture, step.matrix, step.border);
    else step.paint(picture);
}

const movesOf = (steps: readonly Step[]): readonly Whole[] =>
  gathered(steps.filter(({ kind }) => kind === 'move')) as readonly Whole[];

/** A picture that the network is to answer with: moved alike, its values left as they are. */
export function moveAlong(picture: Picture, steps: readonly Step[]): void {
  for (const { matrix, border } of movesOf(steps)) warp(picture, matrix, border);
}

/** Class numbers of the pixels: moved alike, each place with the class of the nearest. */
export function moveMask(mask: Omit<Picture, 'data'> & { data: Float32Array | Int32Array }, steps: readonly Step[]) {
  for (const { matrix, border } of movesOf(steps)) warpNearest(mask, matrix, border);
}

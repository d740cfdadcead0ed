/** The weights that go along with an export. */
import { phrase, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import type { Tensor } from '../types/tensor.ts';

/** A weight by the engine's name. Throws a `UserError` where those that were given lack it. */
export function weightNamed(weights: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const value = weights.get(name);
  if (value) return value;
  throw new UserError(
    problem('weights-mismatch', {
      weight: verbatim(name),
      expected: phrase('in-weights-file'),
      received: phrase('no-such-weight'),
    }),
  );
}

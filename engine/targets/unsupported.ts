import { type Phrase, verbatim } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';

/** What a target cannot write, named as a part of a sentence. */
export const unsupportedBy =
  (target: string) =>
  (what: Phrase): Problem =>
    problem('export-unsupported', { target: verbatim(target), what });

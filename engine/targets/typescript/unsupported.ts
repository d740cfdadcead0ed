import { type Problem, problem } from '../../problems.ts';
import { type Phrase, verbatim } from '../../phrases.ts';

/** What cannot be written as TypeScript yet, named as a part of a sentence. */
export const unsupported = (what: Phrase): Problem =>
  problem('export-unsupported', { target: verbatim('TypeScript'), what });

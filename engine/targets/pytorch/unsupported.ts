import { type Phrase, verbatim } from '../../phrases.ts';
import { type Problem, problem } from '../../problems.ts';

/** What cannot be written for PyTorch, named as a part of a sentence. */
export const unsupported = (what: Phrase): Problem =>
  problem('export-unsupported', { target: verbatim('PyTorch'), what });

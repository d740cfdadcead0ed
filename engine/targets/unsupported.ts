import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { type Problem, problem, UserError } from '../problems.ts';

/** Operators of another program, which only ONNX Runtime runs. */
export const foreignUnsupported = (target: string, op: string): UserError =>
  new UserError(unsupportedBy(target)(phrase('foreign-operator', { op: verbatim(op) })));

/** What a target cannot write, named as a part of a sentence. */
export const unsupportedBy =
  (target: string) =>
  (what: Phrase): Problem =>
    problem('export-unsupported', { target: verbatim(target), what });

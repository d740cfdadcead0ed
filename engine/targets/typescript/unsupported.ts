import { type Problem, problem } from '../../problems.ts';

/** What cannot be written as TypeScript yet, named as a part of a sentence. */
export const unsupported = (what: string): Problem => problem('export-unsupported', { target: 'TypeScript', what });

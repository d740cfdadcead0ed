/** `src/pruning.ts` of an exported project: which weights become zero while training goes on, by the engine's own code. */
import type { TrainingConfig } from '../../../graph/document.ts';
import { literal } from '../../literals.ts';
import { PRUNING } from '../files/carried.ts';

export const isPruning = ({ pruning }: TrainingConfig): boolean => pruning.sparsity > 0;

/** `more`: what a project adds to the engine's functions, with what that imports. */
export const pruningSource = ({ pruning }: TrainingConfig, imports = '', more = ''): string => `${imports}${PRUNING}
/** How this training prunes. */
export const PLAN: Pruning = ${literal(pruning)};
${more}`;

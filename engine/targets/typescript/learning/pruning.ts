/** `src/pruning.ts` of an exported project: which weights become zero while training goes on, by the engine's own code. */
import type { TrainingConfig } from '../../../graph/document.ts';
import { literal } from '../../literals.ts';
import { PRUNING } from '../files/carried.ts';

export const isPruning = ({ pruning }: TrainingConfig): boolean => pruning.sparsity > 0;

/** `more`: what a project adds to the engine's functions, with what that imports. */
export const pruningSource = ({ pruning }: TrainingConfig, imports = '', more = ''): string => `${imports}${PRUNING}
/** How this training prunes. */
export const PLAN: Pruning = ${literal(pruning)};

/** How many elements of a kernel are zero. */
export interface Sparse {
  readonly name: string;
  readonly zeros: number;
  readonly size: number;
}

/** What share of all kernels, and of each, is zero. */
export function sparsityText(kernels: readonly Sparse[]): string {
  const share = (zeros: number, size: number) => \`\${((100 * zeros) / size).toFixed(1)} %\`;
  const sum = (of: 'zeros' | 'size') => kernels.reduce((whole, kernel) => whole + kernel[of], 0);
  const each = kernels.map(({ name, zeros, size }) => \`\${name} \${share(zeros, size)}\`).join(', ');
  return \`\${share(sum('zeros'), sum('size'))} of the kernels are zero: \${each}\`;
}
${more}`;

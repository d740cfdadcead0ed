/** `src/pruning.ts` of an exported project: which weights become zero while training goes on, by the engine's own code. */
import type { TrainingConfig } from '../../../graph/document.ts';
import { literal } from '../../literals.ts';
import type { Writer } from '../../writer.ts';
import { PRUNING } from '../files/carried.ts';

export const isPruning = ({ pruning }: TrainingConfig): boolean => pruning.sparsity > 0;

interface Ripening {
  /** What the steps of the whole training are called. */
  readonly steps: string;
  /** Whether the value that says which epoch did best is better where it is higher. */
  readonly higher: boolean;
  /** What else of the best epoch so far is let go, and what stands in its place. */
  readonly weights?: { readonly dispose?: string; readonly none: string } | undefined;
}

/** Lines of a program that trains: whether all that is to become zero is so, and the best epoch so far forgotten where it was not. */
export function writeRipening(w: Writer, { steps, higher, weights }: Ripening): void {
  const worst = higher ? 'Number.NEGATIVE_INFINITY' : 'Number.POSITIVE_INFINITY';
  w.line(`const ripe = isPruned(PLAN, step, ${steps});`);
  w.line('// weights with fewer zeros than asked for are none to keep once there are others');
  w.block(`if (ripe && !isPruned(PLAN, best.step, ${steps})) {`, () => {
    if (weights?.dispose) w.line(weights.dispose);
    w.line(`best = { value: ${worst}, epoch: 0, step: 0${weights ? `, weights: ${weights.none}` : ''} };`);
  });
}

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

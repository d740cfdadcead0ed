/** `src/pruning.ts` of an exported project: the masks that the programs multiply by are set between two steps. */
import type { TrainingConfig } from '../../graph/document.ts';
import { AVERAGE } from '../../learn/define.ts';
import { type CompiledModel, kernelsOf } from '../../passes/compiled.ts';
import { literal } from '../literals.ts';
import { pruningSource } from '../typescript/learning/pruning.ts';

export const sparseSource = (training: TrainingConfig, model: CompiledModel): string =>
  pruningSource(
    training,
    "import type { Network } from './network.ts';\n\n",
    `/** Kernels of which the smallest elements become zero. */
const KERNELS = ${literal(kernelsOf(model))};

/** Makes more of the kernels zero where that is due after \`done\` of so many steps. */
export function prune(network: Network, done: number, steps: number): void {
  const share = sparsityAt(PLAN, done, steps);
  if (share === null) return;
  const kernels = KERNELS.map((name) => ({ name, weight: network.held(name)!, mask: network.held(\`\${name}/\${MASK}\`)! }));
  nextMasks(kernels, share, PLAN.scope).forEach((next, k) => {
    const { name, weight, mask } = kernels[k]!;
    mask.set(next);
    for (const values of [weight, network.held(\`\${name}/${AVERAGE}\`)])
      next.forEach((kept, i) => {
        if (values && kept === 0) values[i] = 0;
      });
  });
}

/** What share of the kernels, and of each, is zero. */
export const sparsity = (weights: ReadonlyMap<string, Float32Array>): string =>
  sparsityText(
    KERNELS.map((name) => ({ name, zeros: zerosIn(weights.get(name)!), size: weights.get(name)!.length })),
  );
`,
  );

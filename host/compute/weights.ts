import { readWeights } from '../../engine/runs/folder.ts';
import type { Calls } from '../calls/define.ts';
import { weightsAt } from '../places.ts';
import type { ComputeContext } from '../platform.ts';

export function weightsCalls(context: ComputeContext): Calls<'weights'> {
  return {
    async 'weights.describe'({ weights }) {
      const { tensors } = await readWeights(context.machine.files, weightsAt(context, weights));
      return [...tensors].map(([name, { shape }]) => ({ name, shape: shape as readonly number[] }));
    },
  };
}

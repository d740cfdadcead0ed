import { readWeights } from '../../engine/node/runs/folder.ts';
import { type Calls, weightsAt } from './define.ts';

export function weightsCalls(home: string): Calls<'weights'> {
  return {
    async 'weights.describe'({ weights }) {
      const { tensors } = await readWeights(weightsAt(home, weights));
      return [...tensors].map(([name, { shape }]) => ({ name, shape: shape as readonly number[] }));
    },
  };
}

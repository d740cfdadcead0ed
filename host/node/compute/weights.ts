import { readWeights } from '../../../engine/runs/folder.ts';
import { type Calls, type Places, weightsAt } from '../../calls/define.ts';

export function weightsCalls(places: Places): Calls<'weights'> {
  return {
    async 'weights.describe'({ weights }) {
      const { tensors } = await readWeights(places.machine.files, weightsAt(places, weights));
      return [...tensors].map(([name, { shape }]) => ({ name, shape: shape as readonly number[] }));
    },
  };
}

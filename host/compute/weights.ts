import { givenOf } from '../../engine/train/fit.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import type { Calls } from '../calls/define.ts';
import { weightsAt } from '../places.ts';
import type { ComputeContext } from '../platform.ts';

export function weightsCalls(context: ComputeContext): Calls<'weights'> {
  return {
    async 'weights.describe'({ weights }) {
      const given = givenOf(await readWeights(context.machine.files, await weightsAt(context, weights)));
      return [...given].map(([name, { shape, type, unread }]) => ({
        name,
        shape,
        ...(type !== undefined && { type }),
        ...(unread && { unread }),
      }));
    },
  };
}

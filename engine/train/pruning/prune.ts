/** Pruning of a session's weights between two steps. */
import type { TrainingConfig } from '../../graph/document.ts';
import { AVERAGE } from '../../learn/define.ts';
import { MASK, nextMasks } from '../../learn/pruning.ts';
import { type CompiledModel, kernelsOf } from '../../passes/compiled.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Session } from '../engine.ts';

/** Makes so large a share of the kernels zero, and of their averages; the step keeps them so. */
export async function prune(
  session: Session,
  model: CompiledModel,
  share: number,
  scope: TrainingConfig['pruning']['scope'],
): Promise<void> {
  const state = await session.read();
  const names = kernelsOf(model);
  const valuesOf = (name: string) => state.get(name)!.data as Float32Array;
  const masks = nextMasks(
    names.map((name) => ({ weight: valuesOf(name), mask: valuesOf(`${name}/${MASK}`) })),
    share,
    scope,
  );
  const next = new Map<string, Tensor>();
  names.forEach((name, k) => {
    const mask = masks[k]!;
    next.set(`${name}/${MASK}`, { ...state.get(name)!, data: mask });
    for (const held of [name, `${name}/${AVERAGE}`]) {
      const values = state.get(held);
      if (values) next.set(held, { ...values, data: (values.data as Float32Array).map((v, i) => (mask[i] ? v : 0)) });
    }
  });
  await session.write(next);
}

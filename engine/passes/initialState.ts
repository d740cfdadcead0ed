/** The state with which training starts: weights by their initializers, running statistics, optimizer slots. */
import { randomStream } from '../ir/random.ts';
import { initializerOf } from '../learn/index.ts';
import type { CompiledModel } from './compiled.ts';
import { resolveSettings } from '../settings.ts';
import { type Shape, sizeOf } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';

/** Each tensor draws from a stream of its own name, so that adding a layer does not change the others' weights. What is `given` is taken as it is. */
export function initialState(
  { weights, slots }: Pick<CompiledModel, 'weights' | 'slots'>,
  seed: number,
  given: ReadonlyMap<string, Tensor> = new Map(),
): Map<string, Tensor> {
  const state = new Map(given);
  for (const { name, shape, initializer: choice, fan = [1, 1] } of weights) {
    if (state.has(name)) continue;
    const initializer = initializerOf(choice.type);
    if (!initializer) throw new Error(`internal: no initializer is called ${choice.type}`);
    const { settings } = resolveSettings(initializer.settings, choice.settings ?? {});
    const data = initializer.fill(
      { shape, fanIn: fan[0], fanOut: fan[1] },
      settings,
      randomStream(seed, `initial/${name}`),
    );
    state.set(name, { dtype: 'float32', shape, data });
  }
  for (const { name, weight, shape, start } of slots) {
    const data = start === 'weight' ? Float32Array.from(state.get(weight)!.data) : filled(shape, start);
    state.set(name, { dtype: 'float32', shape, data });
  }
  return state;
}

const filled = (shape: Shape, value: number): Float32Array => new Float32Array(sizeOf(shape)).fill(value);

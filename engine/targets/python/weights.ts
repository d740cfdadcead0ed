/** `weights.safetensors` of an exported project. */
import { writeSafetensors } from '../../data/formats/safetensors.ts';
import type { WeightSpec } from '../../layers/define.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { ExportInput } from '../define.ts';
import { weightNamed } from '../weights.ts';

interface Weight {
  /** The engine's. */
  readonly name: string;
  readonly spec: Pick<WeightSpec, 'role'>;
}

/** The weights as the engine has them, each under the name that `called` gives it; `half`: what learned takes 16 bits. */
export function exportedWeights<W extends Weight>(
  weights: readonly W[],
  called: (weight: W) => string,
  values: ReadonlyMap<string, Tensor>,
  fits: ExportInput['fits'],
  half: boolean,
): Uint8Array {
  const out = new Map(weights.map((weight) => [called(weight), weightNamed(values, weight.name)]));
  const learned = new Set(weights.filter(({ spec }) => spec.role !== 'state').map(called));
  return writeSafetensors(out, { fits: JSON.stringify(fits ?? {}) }, half ? learned : undefined);
}

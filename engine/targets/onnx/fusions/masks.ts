/** Where a value is positive, as zeros and ones to multiply with, for ONNX Runtime's kernels on the CPU. */
import { Makers } from '../../../ir/makers.ts';
import type { Equation, Program } from '../../../ir/program.ts';
import type { Fusion } from '../call.ts';

/** So steep that it is 0 or 1 for all numbers but those that float32 holds with fewer digits, below 3e-39. */
const STEEP = { alpha: { float: 3.4028234663852886e38 }, beta: { float: 0 } };

/**
 * A hard sigmoid, as steep as can be, is one pass where a comparison and a cast are two (64×56×56×4 with the product behind them: 0.6 ms
 * instead of 1.2). By the cast.
 */
export function maskFusions(program: Program): ReadonlyMap<Equation, Fusion> {
  const makers = new Makers(program);
  return new Map(
    program.equations.flatMap((cast) => {
      const [mask] = cast.inputs;
      const compared =
        cast.prim === 'cast' && cast.outputs[0]!.dtype === 'float32' ? makers.only(mask!, 'lt') : undefined;
      const [zero, x] = compared?.inputs ?? [];
      if (!compared || x!.dtype !== 'float32' || makers.from(zero!, 'fill')?.params.value !== 0) return [];
      return [
        [
          cast,
          { taken: [compared], write: (m, names) => m.node('HardSigmoid', [names.get(x!)!], STEEP) } satisfies Fusion,
        ] as const,
      ];
    }),
  );
}

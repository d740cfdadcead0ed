/** Numbers scattered into zeros and added to a value are scattered onto that value. */
import { Makers } from '../../../ir/makers.ts';
import type { Equation, Program } from '../../../ir/program.ts';
import { sameShape } from '../../../types/shape.ts';
import type { Fusion } from '../call.ts';

/** By the sum. */
export function sumsWithScattered(program: Program): ReadonlyMap<Equation, Fusion> {
  const makers = new Makers(program);
  return new Map(
    program.equations.flatMap((sum) => {
      const at = sum.prim === 'add' ? sum.inputs.findIndex((value) => makers.only(value, 'scatterElementsAdd')) : -1;
      const value = sum.inputs[1 - at];
      if (at < 0 || !sameShape(value!.shape, sum.outputs[0]!.shape)) return [];
      const scattered = makers.from(sum.inputs[at]!, 'scatterElementsAdd')!;
      return [
        [
          sum,
          {
            taken: [scattered],
            write: (m, names) =>
              m.node(
                'ScatterElements',
                [value!, ...scattered.inputs].map((one) => names.get(one)!),
                { axis: scattered.params.axis, reduction: 'add' },
              ),
          } satisfies Fusion,
        ] as const,
      ];
    }),
  );
}

/** Numbers that are scattered into zeros and added to a value are scattered onto that value instead. */
import { DefUse } from '../../../ir/defUse.ts';
import type { Equation, Program } from '../../../ir/program.ts';
import { sameShape } from '../../../types/shape.ts';
import type { Fusion } from '../nodeContext.ts';

/** The fusions, by the sum. */
export function sumsWithScattered(program: Program): ReadonlyMap<Equation, Fusion> {
  const defUse = DefUse.of(program);
  return new Map(
    program.equations.flatMap((sum) => {
      const at =
        sum.prim === 'add' ? sum.inputs.findIndex((value) => defUse.definedForOneUse(value, 'scatterElementsAdd')) : -1;
      const value = sum.inputs[1 - at];
      if (at < 0 || !sameShape(value!.shape, sum.outputs[0]!.shape)) return [];
      const scattered = defUse.definedBy(sum.inputs[at]!, 'scatterElementsAdd')!;
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

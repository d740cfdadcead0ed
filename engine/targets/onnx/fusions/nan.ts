/**
 * Largest and smallest numbers of windows and axes, where a NaN among them gives NaN: ONNX Runtime's kernels pass over it, or not, by where
 * it stands. A sum over all numbers says whether there may be one (16×64×112×112: 2.3 ms beside 34 of the MaxPool), and only then the same
 * operation looks for its places.
 */
import type { Equation, Program } from '../../../ir/program.ts';
import { type Fusion, type NodeContext, scalar } from '../nodeContext.ts';
import { onnxType } from '../model.ts';

/** What is asked for the places of NaN among ones and zeros, in place of the primitive. */
const FINDS = { maxPool: 'maxPool', reduceMax: 'reduceMax', reduceMin: 'reduceMax' } as const;
type Extremum = keyof typeof FINDS;
const isExtremum = (equation: Equation): equation is Equation<Extremum> => equation.prim in FINDS;

/** The fusions, by the equation; `write` writes a primitive as nodes. */
export const nanFusions = (
  program: Program,
  write: (equation: Equation, call: NodeContext) => string,
): ReadonlyMap<Equation, Fusion> =>
  new Map(
    program.equations.filter(isExtremum).flatMap((equation) => {
      const [{ dtype }, { shape }] = [equation.inputs[0]!, equation.outputs[0]!];
      if (dtype !== 'float32') return [];
      const fusion: Fusion = {
        taken: [],
        write(m, names) {
          const x = names.get(equation.inputs[0]!)!;
          const call: NodeContext = { m, x: [x], values: equation.inputs, outputs: equation.outputs };
          const finite = write(equation, call);
          const there = m.subgraph();
          const marks = there.node('Cast', [there.node('IsNaN', [x])], { to: onnxType('float32') });
          const hit = write({ ...equation, prim: FINDS[equation.prim] } as Equation, { ...call, m: there, x: [marks] });
          const some = there.node('Less', [scalar(there, 0), hit]);
          there.result(there.node('Where', [some, scalar(there, Number.NaN), scalar(there, 0)]), 'float32', shape);
          const ones = shape.map(() => 1);
          const none = m.subgraph();
          none.result(none.node('Identity', [none.constant('float32', ones, [0])]), 'float32', ones);
          const mayBe = m.node('IsNaN', [m.node('ReduceSum', [x], { keepdims: 0 })]);
          const added = m.node('If', [mayBe], { then_branch: there, else_branch: none });
          return m.node('Add', [finite, added]);
        },
      };
      return [[equation, fusion] as const];
    }),
  );

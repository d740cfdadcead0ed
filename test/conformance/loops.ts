/** Loops of different structure: what travels, what is only read, what could be done for all steps at once. */
import { Builder } from '../../engine/ir/builder.ts';
import type { Prims } from '../../engine/ir/prims.ts';
import type { Equation } from '../../engine/ir/program.ts';
import type { Shape } from '../../engine/types/shape.ts';

export interface Loop {
  readonly carries: readonly Shape[];
  /** Of one step. */
  readonly slices: readonly Shape[];
  readonly constants: readonly Shape[];
  readonly write: Parameters<Builder['scan']>[1];
}

/** The loop as a primitive's parameters. */
export function loopParams({ carries, slices, constants, write }: Loop, reverse: boolean): Prims['scan'] {
  const b = new Builder();
  const enter = (shapes: readonly Shape[]) => shapes.map((shape) => b.fill(0, shape));
  b.scan(
    {
      carries: enter(carries),
      sequences: enter(slices.map((shape) => [1, ...shape])),
      constants: enter(constants),
      reverse,
    },
    write,
  );
  return (b.equations.at(-1) as Equation<'scan'>).params;
}

export const LOOPS: readonly Loop[] = [
  // a simple recurrent layer
  {
    carries: [[2, 3]],
    slices: [[2, 2]],
    constants: [[2, 3], [3, 3], [3]],
    write: (b, [h], [x], [w, u, bias]) => {
      const next = b.tanh(b.add(b.add(b.matmul(x!, w!), b.matmul(h!, u!)), bias!));
      return { carries: [next], results: [next] };
    },
  },
  // gates: two things travel, and one of them is not given out
  {
    carries: [
      [2, 2],
      [2, 2],
    ],
    slices: [[2, 4]],
    constants: [[2, 4]],
    write: (b, [h, c], [x], [u]) => {
      const gates = b.add(x!, b.matmul(h!, u!));
      const [f, g] = [0, 2].map((from) => b.slice(gates, [0, from], [2, from + 2]));
      const cell = b.add(b.mul(b.sigmoid(f!), c!), b.mul(b.sub(1, b.sigmoid(f!)), b.tanh(g!)));
      return { carries: [b.tanh(cell), cell], results: [b.mul(cell, h!)] };
    },
  },
  // nothing travels
  {
    carries: [],
    slices: [[3], [2, 3]],
    constants: [[3]],
    write: (b, _, [x, y], [k]) => ({ carries: [], results: [b.mul(b.add(x!, y!), k!), b.sum(b.mul(x!, y!), [0])] }),
  },
  // what comes in is given out again, and a number counts the steps
  {
    carries: [[3], []],
    slices: [[3]],
    constants: [[3]],
    write: (b, [s, n], [x], [k]) => ({
      carries: [b.add(b.mul(s!, k!), x!), b.add(n!, 1)],
      results: [s!, b.mul(x!, n!), k!],
    }),
  },
  // a convolution whose state is a picture
  {
    carries: [[1, 2, 3, 3]],
    slices: [[1, 1, 3, 3]],
    constants: [
      [2, 1, 3, 3],
      [2, 2, 1, 1],
    ],
    write: (b, [h], [x], [w, u]) => {
      const window = { stride: [1, 1], dilation: [1, 1], groups: 1 };
      const next = b.tanh(
        b.add(
          b.conv(x!, w!, {
            ...window,
            padding: [
              [1, 1],
              [1, 1],
            ],
          }),
          b.conv(h!, u!, {
            ...window,
            padding: [
              [0, 0],
              [0, 0],
            ],
          }),
        ),
      );
      return { carries: [next], results: [next] };
    },
  },
  // a loop inside the loop
  {
    carries: [[2]],
    slices: [[3, 2]],
    constants: [[2]],
    write: (b, [h], [x], [k]) => {
      const inner = b.scan({ carries: [h!], sequences: [x!], constants: [k!] }, (c, [s], [y], [w]) => ({
        carries: [c.sigmoid(c.mul(c.add(s!, y!), w!))],
        results: [s!],
      }));
      return { carries: inner.carries, results: [b.sum(inner.results[0]!, [0])] };
    },
  },
];

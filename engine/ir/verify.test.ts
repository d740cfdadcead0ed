import { describe, expect, it } from 'vitest';
import type { Equation, Program } from './program.ts';
import { parseProgram } from './text.ts';
import { verify } from './verify.ts';

const legal = parseProgram(`
input a:float32[2,3] "x"
input b:float32[3] "w"
c:float32[2,3] = mul a b
d:float32[3] = sum c {axes: [0], keep: false}
output d "w"
output c "y"
`);
const [mul, sum] = legal.equations as [Equation, Equation];
const stray = { id: 99, dtype: 'float32', shape: [3] } as const;

describe('verify', () => {
  it('passes a legal program on', () => expect(verify(legal)).toBe(legal));

  const broken: [string, Partial<Program>, string][] = [
    [
      'an operand that is never defined',
      { equations: [{ ...mul, inputs: [mul.inputs[0]!, stray] } as Equation, sum] },
      'internal: cv:float32[3] is used before it is defined in "c:float32[2,3] = mul a cv"',
    ],
    [
      'the wrong order',
      { equations: [sum, mul] },
      'internal: c:float32[2,3] is used before it is defined in "d:float32[3] = sum c {axes: [0], keep: false}"',
    ],
    [
      'a value that only looks like another',
      { equations: [mul, { ...sum, inputs: [{ ...mul.outputs[0]! }] } as Equation] },
      'internal: c:float32[2,3] is used before it is defined',
    ],
    ['a second definition', { equations: [mul, mul, sum] }, 'internal: c:float32[2,3] is defined twice'],
    [
      'a wrong shape',
      { equations: [{ ...mul, outputs: [{ ...mul.outputs[0]!, shape: [3, 2] }] } as Equation, sum] },
      'internal: float32[2,3] is inferred in "c:float32[3,2] = mul a b"',
    ],
    [
      'a wrong element type',
      { equations: [{ ...mul, outputs: [{ ...mul.outputs[0]!, dtype: 'int32' }] } as Equation, sum] },
      'internal: float32[2,3] is inferred in "c:int32[2,3] = mul a b"',
    ],
    [
      'too many outputs',
      { equations: [{ ...mul, outputs: [mul.outputs[0]!, stray] } as Equation, sum] },
      'internal: 1 outputs are expected',
    ],
    [
      'operands that do not fit',
      { equations: [{ ...mul, prim: 'matmul', params: { transposeA: false, transposeB: false } } as Equation, sum] },
      'internal: matmul: matmul of 2×3 by 3',
    ],
    [
      'an output that is never defined',
      { outputs: [{ name: 'y', value: stray }] },
      'internal: the output y, cv:float32[3], is never defined',
    ],
    [
      'two outputs of one name',
      { outputs: [...legal.outputs, legal.outputs[0]!] },
      'internal: two outputs are called w',
    ],
    [
      'two inputs of one name',
      { inputs: [...legal.inputs, { name: 'x', value: stray }] },
      'internal: two inputs are called x',
    ],
    [
      'a next value of another type',
      { outputs: [{ name: 'x', value: sum.outputs[0]! }] },
      'internal: the next value of x is d:float32[3], not a:float32[2,3]',
    ],
  ];
  it.each(broken)('refuses %s', (_, change, message) => expect(() => verify({ ...legal, ...change })).toThrow(message));
});

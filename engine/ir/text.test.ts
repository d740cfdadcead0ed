import { describe, expect, it } from 'vitest';
import { Builder } from './builder.ts';
import { formatProgram, parseProgram, valueName } from './text.ts';

describe('a program as text', () => {
  const b = new Builder();
  const x = b.input('input:x', 'float32', [2, 3]);
  const w = b.input('a "quoted" name\n', 'float32', [4, 3]);
  const y = b.matmul(x, w, { transposeB: true });
  const [normal, mean] = b.standardize(y, [1], 1e-5);
  b.output('y', b.select(b.lt(mean, Number.NEGATIVE_INFINITY), normal, -0));
  b.output('input:x', x);
  const program = b.finish();
  const text = [
    'input a:float32[2,3] "input:x"',
    'input b:float32[4,3] "a \\"quoted\\" name\\n"',
    'c:float32[2,4] = matmul a b {transposeA: false, transposeB: true}',
    'd:float32[2,4] e:float32[2,1] f:float32[2,1] = standardize c {axes: [1], epsilon: 0.00001}',
    'g:float32[] = fill {dtype: float32, shape: [], value: -Infinity}',
    'h:bool[2,1] = lt e g',
    'i:float32[] = fill {dtype: float32, shape: [], value: -0}',
    'j:float32[2,4] = select h d i',
    'output j "y"',
    'output a "input:x"',
    '',
  ].join('\n');

  it('has one line for each input, equation and output', () => expect(formatProgram(program)).toBe(text));

  it('is read back', () => {
    const read = parseProgram(text);
    expect(read).toEqual(program);
    expect(read.equations[0]!.inputs[0]).toBe(read.inputs[0]!.value);
  });

  it('counts values in letters', () => {
    expect([0, 25, 26, 701, 702].map((id) => valueName({ id }))).toEqual(['a', 'z', 'aa', 'zz', 'aaa']);
  });

  it.each([
    [
      'b:float32[2] = neg a',
      'internal: expected a value that is defined above, not a, at column 21, received "", in line 1 of a program',
    ],
    [
      'input a:float64[2] "x"',
      'internal: expected an element type at column 9, received "float64[2] \\"x\\"", in line 1 of a program',
    ],
    [
      '\ninput a:float32[2] "x" more',
      'internal: expected the end of the line at column 24, received "more", in line 2 of a program',
    ],
    [
      'input a:int32[] "x"\ninput a:int32[] "y"',
      'internal: expected a new name, not a again, at column 17, received "\\"y\\"", in line 2 of a program',
    ],
  ])('refuses %j', (wrong, message) => expect(() => parseProgram(wrong)).toThrow(message));
});

/** Each rule of simplification, in the programs' own text, and that it keeps every bit. */
import { describe, expect, it } from 'vitest';
import { Builder } from '../ir/builder.ts';
import { type Feeds, interpret } from '../ir/interpret.ts';
import { formatProgram, parseProgram } from '../ir/text.ts';
import { verify } from '../ir/verify.ts';
import { sizeOf } from '../types/shape.ts';
import { simplify } from './simplify.ts';

/** What a rule may trip over. */
const AWKWARD = [
  -0,
  0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-42,
  -2.5,
  3.4e38,
  0.1,
  -7,
];

const HEAD = [
  'input a:float32[2,3] "a"',
  'input b:float32[2,3] "b"',
  'input c:int32[3] "c"',
  'input d:bool[2,3] "d"',
  'input e:float32[2,1] "e"',
  'input f:float32[2,1,3] "f"',
];

/** [what the rule says, equations before, equations after]; the last line is the result. */
const RULES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['-(-x) = x', ['g:float32[2,3] = neg a', 'h:float32[2,3] = neg g'], ['a']],
  ['not(not x) = x', ['g:bool[2,3] = not d', 'h:bool[2,3] = not g'], ['d']],
  ['relu(relu x) = relu x', ['g:float32[2,3] = relu a', 'h:float32[2,3] = relu g'], ['g:float32[2,3] = relu a']],
  ['abs(abs x) = abs x', ['g:float32[2,3] = abs a', 'h:float32[2,3] = abs g'], ['g:float32[2,3] = abs a']],
  ['floor(floor x) = floor x', ['g:float32[2,3] = floor a', 'h:float32[2,3] = floor g'], ['g:float32[2,3] = floor a']],
  ['sign(sign x) = sign x', ['g:float32[2,3] = sign a', 'h:float32[2,3] = sign g'], ['g:float32[2,3] = sign a']],
  ['cast to its own type', ['g:float32[2,3] = cast a {to: float32}'], ['a']],
  ['x · 1 = x', ['g:float32[] = fill {dtype: float32, shape: [], value: 1}', 'h:float32[2,3] = mul g a'], ['a']],
  [
    'x · -1 = -x',
    ['g:float32[] = fill {dtype: float32, shape: [], value: -1}', 'h:float32[2,3] = mul a g'],
    ['i:float32[2,3] = neg a'],
  ],
  [
    '-x · -y = x · y',
    ['g:float32[2,3] = neg a', 'h:float32[2,3] = neg b', 'i:float32[2,3] = mul g h'],
    ['j:float32[2,3] = mul a b'],
  ],
  ['x / 1 = x', ['g:float32[] = fill {dtype: float32, shape: [], value: 1}', 'h:float32[2,3] = div a g'], ['a']],
  ['x + -0 = x', ['g:float32[] = fill {dtype: float32, shape: [], value: -0}', 'h:float32[2,3] = add a g'], ['a']],
  [
    'x + 0 is not x, which may be -0',
    ['g:float32[] = fill {dtype: float32, shape: [], value: 0}', 'h:float32[2,3] = add a g'],
    ['g:float32[] = fill {dtype: float32, shape: [], value: 0}', 'h:float32[2,3] = add a g'],
  ],
  [
    'x + 0 = x of whole numbers',
    ['g:int32[] = fill {dtype: int32, shape: [], value: 0}', 'h:int32[3] = add c g'],
    ['c'],
  ],
  ['x - 0 = x', ['g:float32[] = fill {dtype: float32, shape: [], value: 0}', 'h:float32[2,3] = sub a g'], ['a']],
  ['x + -y = x - y', ['g:float32[2,3] = neg b', 'h:float32[2,3] = add g a'], ['i:float32[2,3] = sub a b']],
  ['x - -y = x + y', ['g:float32[2,3] = neg b', 'h:float32[2,3] = sub a g'], ['i:float32[2,3] = add a b']],
  ['select of one branch', ['g:float32[2,3] = select d a a'], ['a']],
  [
    'select by a known condition',
    ['g:bool[] = fill {dtype: bool, shape: [], value: 0}', 'h:float32[2,3] = select g a b'],
    ['b'],
  ],
  ['reshape to its own shape', ['g:float32[2,3] = reshape a {to: [2, 3]}'], ['a']],
  [
    'reshape of reshape',
    ['g:float32[6] = reshape a {to: [6]}', 'h:float32[3,2] = reshape g {to: [3, 2]}'],
    ['i:float32[3,2] = reshape a {to: [3, 2]}'],
  ],
  ['reshape there and back', ['g:float32[6] = reshape a {to: [6]}', 'h:float32[2,3] = reshape g {to: [2, 3]}'], ['a']],
  [
    'transpose of transpose',
    ['g:float32[3,2] = transpose a {order: [1, 0]}', 'h:float32[2,3] = transpose g {order: [1, 0]}'],
    ['a'],
  ],
  [
    'transposes in one',
    ['g:float32[3,2,1] = transpose f {order: [2, 0, 1]}', 'h:float32[1,3,2] = transpose g {order: [2, 0, 1]}'],
    ['i:float32[1,3,2] = transpose f {order: [1, 2, 0]}'],
  ],
  [
    'transpose that moves no number',
    ['g:float32[1,2,3] = transpose f {order: [1, 0, 2]}'],
    ['h:float32[1,2,3] = reshape f {to: [1, 2, 3]}'],
  ],
  ['broadcast to its own shape', ['g:float32[2,3] = broadcast a {to: [2, 3]}'], ['a']],
  [
    'broadcast of broadcast',
    ['g:float32[2,3] = broadcast e {to: [2, 3]}', 'h:float32[4,2,3] = broadcast g {to: [4, 2, 3]}'],
    ['i:float32[4,2,3] = broadcast e {to: [4, 2, 3]}'],
  ],
  [
    'a broadcast that arithmetic does by itself',
    ['g:float32[2,3] = broadcast e {to: [2, 3]}', 'h:float32[2,3] = mul g a'],
    ['h:float32[2,3] = mul e a'],
  ],
  [
    'a broadcast that shapes the result stays',
    ['g:float32[2,3] = broadcast e {to: [2, 3]}', 'h:float32[2,3] = mul g e'],
    ['g:float32[2,3] = broadcast e {to: [2, 3]}', 'h:float32[2,3] = mul g e'],
  ],
  ['concat of one', ['g:float32[2,3] = concat a {axis: 1}'], ['a']],
  ['slice of the whole', ['g:float32[2,3] = slice a {start: [0, 0], stop: [2, 3], step: [1, 1]}'], ['a']],
  ['pad by nothing', ['g:float32[2,3] = pad a {padding: [[0, 0], [0, 0]], value: 0}'], ['a']],
  [
    'reverse of reverse',
    ['g:float32[2,3] = reverse a {axes: [0, 1]}', 'h:float32[2,3] = reverse g {axes: [1, 0]}'],
    ['a'],
  ],
  ['reverse along an axis of size 1', ['g:float32[2,1] = reverse e {axes: [1]}'], ['e']],
  [
    'a fill that is moved',
    [
      'g:float32[] = fill {dtype: float32, shape: [], value: 3}',
      'h:float32[40,50] = broadcast g {to: [40, 50]}',
      'i:float32[2000] = reshape h {to: [2000]}',
    ],
    ['k:float32[2000] = fill {dtype: float32, shape: [2000], value: 3}'],
  ],
  [
    'constants are computed once',
    ['g:float32[3] = constant {dtype: float32, shape: [3], values: [1, 4, 9]}', 'h:float32[3] = sqrt g'],
    ['i:float32[3] = constant {dtype: float32, shape: [3], values: [1, 2, 3]}'],
  ],
  [
    'equal constants become a fill',
    ['g:float32[2] = constant {dtype: float32, shape: [2], values: [2, -2]}', 'h:float32[2] = abs g'],
    ['i:float32[2] = fill {dtype: float32, shape: [2], value: 2}'],
  ],
  [
    'equal equations once',
    ['g:float32[2,3] = exp a', 'h:float32[2,3] = exp a', 'i:float32[2,3] = div g h'],
    ['g:float32[2,3] = exp a', 'i:float32[2,3] = div g g'],
  ],
  [
    'x + y and y + x once',
    ['g:float32[2,3] = add a b', 'h:float32[2,3] = add b a', 'i:float32[2,3] = div g h'],
    ['g:float32[2,3] = add a b', 'i:float32[2,3] = div g g'],
  ],
  [
    '0 and -0 are two',
    [
      'g:float32[] = fill {dtype: float32, shape: [], value: 0}',
      'h:float32[] = fill {dtype: float32, shape: [], value: -0}',
      'i:float32[2,3] = select d g h',
    ],
    [
      'g:float32[] = fill {dtype: float32, shape: [], value: 0}',
      'h:float32[] = fill {dtype: float32, shape: [], value: -0}',
      'i:float32[2,3] = select d g h',
    ],
  ],
  [
    'one number everywhere, changed as one number',
    ['g:float32[40,50] = fill {dtype: float32, shape: [40, 50], value: 2}', 'h:float32[40,50] = neg g'],
    ['m:float32[40,50] = fill {dtype: float32, shape: [40, 50], value: -2}'],
  ],
  ['what nothing uses goes', ['g:float32[2,3] = exp a', 'h:float32[2,3] = neg a'], ['h:float32[2,3] = neg a']],
  ['stopGradient stays', ['g:float32[2,3] = stopGradient a'], ['g:float32[2,3] = stopGradient a']],
  [
    'one rule opens the way for the next',
    [
      'g:float32[] = fill {dtype: float32, shape: [], value: 1}',
      'h:float32[2,3] = neg a',
      'i:float32[2,3] = mul h g',
      'j:float32[2,3] = sub b i',
    ],
    ['k:float32[2,3] = add b a'],
  ],
];

const result = (lines: readonly string[]): string => lines.at(-1)!.split(':')[0]!;
const text = (equations: readonly string[], output: string) =>
  [...HEAD, ...equations, `output ${output} "y"`, ''].join('\n');

describe('simplify', () => {
  it.each(RULES)('%s', (_, before, after) => {
    const program = verify(parseProgram(text(before, result(before))));
    const simpler = verify(simplify(program));
    expect(formatProgram(simpler)).toBe(
      text(
        after.filter((line) => line.includes('=')),
        result(after),
      ),
    );
    const feeds: Feeds = Object.fromEntries(
      program.inputs.map(({ name, value: { dtype, shape } }, i) => {
        const at = (k: number) => AWKWARD[(k + 5 * i) % AWKWARD.length]!;
        return [
          name,
          {
            shape,
            data: Float64Array.from({ length: sizeOf(shape) }, (_, k) =>
              dtype === 'float32' ? Math.fround(at(k)) : dtype === 'bool' ? k % 2 : k - 1,
            ),
          },
        ];
      }),
    );
    const [now, then] = [simpler, program].map((p) => [...interpret(p, feeds).y!.data]);
    expect(now).toEqual(then);
    expect(now!.map((v) => Object.is(v, -0))).toEqual(then!.map((v) => Object.is(v, -0)));
  });

  it('a loop reads no sequence that its steps do not need, but one, which says how often it goes round', () => {
    const read = (needed: boolean) => {
      const b = new Builder();
      const [unused, x] = [b.input('unused', 'float32', [4, 2]), b.input('x', 'float32', [4, 2])];
      const { carries } = b.scan(
        { carries: [b.input('start', 'float32', [2])], sequences: [unused, x], constants: [], reverse: false },
        (inner, [h], [, now]) => ({ carries: [needed ? inner.add(h!, now!) : inner.neg(h!)], results: [] }),
      );
      b.output('y', carries[0]!);
      const { equations } = verify(simplify(b.finish()));
      return equations.find(({ prim }) => prim === 'scan')!.inputs.slice(1);
    };
    expect([read(true), read(false)].map((inputs) => inputs.length)).toEqual([1, 1]);
  });

  it('gives the same program when it is done again', () => {
    const once = simplify(parseProgram(text(RULES.at(-1)![1], 'j')));
    expect(simplify(once)).toEqual(once);
  });
});

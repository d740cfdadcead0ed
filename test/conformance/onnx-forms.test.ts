/** Programs in the form that a runtime likes better give the numbers and gradients of the plain ones, ties included. */
import { describe, expect, it } from 'vitest';
import { Builder } from '../../engine/ir/builder.ts';
import { type Feeds, interpret } from '../../engine/ir/interpret.ts';
import type { ConvParams } from '../../engine/ir/prims.ts';
import type { Program, Value } from '../../engine/ir/program.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { onnxForms } from '../../engine/targets/onnx/forms/index.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { runOnnx } from './onnx-run.ts';

interface Network {
  readonly b: Builder;
  weight(...shape: number[]): Value;
  conv(x: Value, filters: number, kernel: readonly number[], params?: Partial<ConvParams>): Value;
  bias(x: Value): Value;
  pool(x: Value, size?: number, stride?: number, padding?: number): Value;
}
type Build = (net: Network, x: Value) => Value;

/** The forward half of a step over images [N, C, ...]. Whole numbers: ties abound, and sums are exact. */
function forward(images: readonly number[], build: Build): { program: Program; feeds: Feeds } {
  const b = new Builder();
  const uniform = randomStream(5, 'formulate');
  const feeds: Record<string, { shape: readonly number[]; data: number[] }> = {};
  const input = (name: string, shape: readonly number[]): Value => {
    feeds[name] = {
      shape,
      data: Array.from({ length: shape.reduce((p, q) => p * q, 1) }, () => Math.floor(uniform() * 3) - 1),
    };
    return b.input(name, 'float32', shape);
  };
  const weight = (...shape: number[]) => input(`w${Object.keys(feeds).length}`, shape);
  const net: Network = {
    b,
    weight,
    conv(
      x,
      filters,
      kernel,
      {
        stride = kernel.map(() => 1),
        dilation = kernel.map(() => 1),
        padding = kernel.map(() => [0, 0] as const),
        groups = 1,
      } = {},
    ) {
      return b.conv(x, weight(filters, x.shape[1]! / groups, ...kernel), { stride, dilation, padding, groups });
    },
    bias: (x) => b.add(x, b.reshape(weight(x.shape[1]!), [1, x.shape[1]!, ...x.shape.slice(2).map(() => 1)])),
    pool: (x, size = 2, stride = size, padding = 0) =>
      b.maxPool(x, {
        size: [size, size],
        stride: [stride, stride],
        dilation: [1, 1],
        padding: [
          [padding, padding],
          [padding, padding],
        ],
      }),
  };
  const y = build(net, input('x', images));
  b.output('y', y);
  b.output('loss', b.sum(b.mul(y, input('projection', y.shape))));
  return { program: simplify(b.finish()), feeds };
}
/** Feeds of the shapes that are asked for, between -1 and 1. */
function drawn(seed: number): { readonly feeds: Feeds; input(name: string, ...shape: number[]): readonly number[] } {
  const uniform = randomStream(seed, 'formulate');
  const feeds: Record<string, { shape: readonly number[]; data: number[] }> = {};
  return {
    feeds,
    input(name, ...shape) {
      feeds[name] = { shape, data: Array.from({ length: sizeOf(shape) }, () => uniform() * 2 - 1) };
      return shape;
    },
  };
}
function withGradients(program: Program): Program {
  const b = Builder.resume(program);
  const learned = program.inputs.filter(({ name }) => name !== 'projection');
  const gradients = differentiate(
    b,
    program.outputs.find(({ name }) => name === 'loss')!.value,
    learned.map(({ value }) => value),
  );
  learned.forEach(({ name }, i) => b.output(`d ${name}`, gradients[i]!));
  return simplify(b.finish());
}
const count = ({ equations }: Program, prim: string): number =>
  equations.filter((equation) => equation.prim === prim).length;

const IMAGES = [8, 3, 8, 8];
const padded = (by: number): Partial<ConvParams> => ({
  padding: [
    [by, by],
    [by, by],
  ],
});
const normalized: Build = ({ b, bias }, x) => bias(b.standardize(x, [0, 2, 3], 1e-5)[0]);

/** A convolution of one tap to more channels, what ReLU6 is made of, and one that passes pixels over; or what is made of the many besides. */
function widened(net: Network, x: Value, read?: (many: Value) => Value): Value {
  const { b } = net;
  const many = b.relu(net.bias(net.conv(net.conv(x, 2, [3, 3], padded(1)), 6, [1, 1])));
  const passed = net.conv(b.select(b.lt(many, 6), many, 6), 6, [3, 3], { groups: 6, stride: [2, 2], ...padded(1) });
  return read ? b.concat([b.sum(passed, [2, 3]), read(many)], 1) : passed;
}

const CASES: readonly (readonly [name: string, images: readonly number[], build: Build])[] = [
  ['a convolution', IMAGES, (net, x) => net.conv(x, 4, [3, 3])],
  [
    'padding and dilation, other on each axis',
    IMAGES,
    (net, x) =>
      net.conv(x, 4, [3, 2], {
        padding: [
          [2, 1],
          [0, 1],
        ],
        dilation: [2, 3],
      }),
  ],
  ['rows passed over', IMAGES, (net, x) => net.conv(x, 4, [3, 3], { stride: [2, 1], ...padded(1) })],
  [
    'one dimension',
    [9, 2, 12],
    (net, x) => net.b.relu(net.bias(net.conv(net.b.relu(net.conv(x, 3, [3])), 4, [4], { padding: [[2, 1]] }))),
  ],
  ['bias, ReLU, pool', IMAGES, (net, x) => net.pool(net.b.relu(net.bias(net.conv(x, 4, [3, 3]))))],
  ['bias, pool, ReLU', IMAGES, (net, x) => net.b.relu(net.pool(net.bias(net.conv(x, 4, [3, 3]))))],
  ['a pool and no bias', IMAGES, (net, x) => net.pool(net.conv(x, 4, [3, 3]))],
  [
    'a pool over odd sizes, whose last row and column no window reaches',
    [8, 3, 9, 8],
    (net, x) => net.pool(net.conv(x, 4, [3, 4])),
  ],
  ['a pool over padding', IMAGES, (net, x) => net.pool(net.bias(net.conv(x, 4, [5, 5], padded(1))))],
  ['a pool over a kernel of one pixel', IMAGES, (net, x) => net.pool(net.conv(x, 4, [1, 1]))],
  [
    'two after another, flat, and a dense layer',
    [8, 1, 16, 16],
    (net, x) => {
      const second = net.pool(net.b.relu(net.conv(net.b.relu(net.bias(net.pool(net.conv(x, 3, [3, 3])))), 5, [2, 2])));
      return net.b.matmul(net.b.reshape(second, [8, 45]), net.weight(4, 45), { transposeB: true });
    },
  ],
  ['a pool of many filters', IMAGES, (net, x) => net.pool(net.b.relu(net.bias(net.conv(x, 33, [2, 2]))))],
  ['a pool of another size', IMAGES, (net, x) => net.pool(net.b.relu(net.conv(x, 4, [3, 3])), 3)],
  [
    'a pool whose windows overlap',
    IMAGES,
    (net, x) => net.pool(net.b.relu(net.conv(x, 4, [3, 3], padded(1))), 3, 2, 1),
  ],
  [
    'a pool whose windows overlap, over odd sizes',
    [8, 3, 9, 8],
    (net, x) => net.pool(net.conv(x, 4, [3, 4], padded(1)), 3, 2, 1),
  ],
  [
    'a pool whose windows overlap, over sizes of one and two',
    [8, 3, 1, 2],
    (net, x) => net.pool(net.conv(x, 4, [1, 1]), 3, 2, 1),
  ],
  [
    'a pool whose windows overlap and begin with the image',
    IMAGES,
    (net, x) => net.pool(net.b.relu(net.conv(x, 4, [3, 3])), 3, 2),
  ],
  [
    'branches that meet, and an image that others read',
    IMAGES,
    (net, x) => {
      const start = net.conv(x, 4, [3, 3], padded(1));
      const sum = net.b.add(net.conv(net.b.relu(start), 4, [3, 3], padded(1)), start);
      return net.b.concat([net.b.mean(sum, [2, 3]), net.b.sum(start, [2, 3])], 1);
    },
  ],
  ['few images', [3, ...IMAGES.slice(1)], (net, x) => net.pool(net.conv(net.conv(x, 4, [3, 3]), 2, [1, 1]))],
  [
    'one image',
    [1, ...IMAGES.slice(1)],
    (net, x) => net.conv(net.b.relu(net.conv(x, 3, [3, 3], padded(1))), 3, [2, 3], { groups: 3 }),
  ],
  [
    'one pixel after another, with steps and without',
    IMAGES,
    (net, x) => net.conv(net.conv(net.b.relu(net.conv(x, 4, [1, 1])), 5, [1, 1], { stride: [2, 2] }), 3, [1, 1]),
  ],
  ['groups', IMAGES, (net, x) => net.conv(net.b.relu(net.conv(x, 4, [3, 3])), 6, [2, 2], { groups: 2 })],
  [
    'groups that pass rows and columns over',
    IMAGES,
    (net, x) => net.conv(net.b.relu(net.conv(x, 4, [3, 3])), 6, [2, 3], { groups: 2, stride: [2, 2], ...padded(1) }),
  ],
  [
    'each channel by itself',
    IMAGES,
    (net, x) =>
      net.conv(net.b.relu(net.conv(x, 4, [3, 3])), 4, [3, 2], {
        groups: 4,
        padding: [
          [1, 2],
          [0, 1],
        ],
      }),
  ],
  [
    'each channel by itself, rows and columns passed over',
    IMAGES,
    (net, x) => net.conv(net.b.relu(net.conv(x, 4, [3, 3])), 4, [3, 3], { groups: 4, stride: [2, 2], ...padded(1) }),
  ],
  [
    'several filters for each channel by itself, dilated',
    IMAGES,
    (net, x) => net.conv(net.b.relu(net.conv(x, 2, [3, 3])), 6, [2, 2], { groups: 2, dilation: [2, 3], ...padded(1) }),
  ],
  ['one image of one dimension, one place', [1, 3, 4], (net, x) => net.conv(x, 6, [4], { stride: [3] })],
  ['one dimension in groups', [9, 2, 12], (net, x) => net.conv(x, 4, [3], { groups: 2, padding: [[1, 2]] })],
  [
    'columns passed over',
    IMAGES,
    (net, x) => net.conv(net.conv(x, 4, [3, 3], { stride: [1, 2], ...padded(1) }), 5, [2, 2], { stride: [2, 2] }),
  ],
  [
    'more columns passed over than the kernel has',
    [8, 2, 7, 9],
    (net, x) => net.conv(net.conv(x, 4, [1, 1], { stride: [2, 2] }), 3, [2, 2], { stride: [3, 3], ...padded(1) }),
  ],
  [
    'a large kernel that passes columns over',
    [8, 1, 12, 11],
    (net, x) => net.conv(x, 3, [7, 5], { stride: [2, 3], ...padded(3) }),
  ],
  ['one dimension, steps passed over', [9, 2, 12], (net, x) => net.conv(x, 3, [4], { stride: [3], padding: [[1, 2]] })],
  [
    'taps that see only padding',
    [8, 2, 1, 2],
    (net, x) =>
      net.conv(
        net.conv(x, 4, [3, 5], {
          padding: [
            [1, 1],
            [2, 2],
          ],
        }),
        3,
        [3, 3],
        { stride: [2, 2], ...padded(1) },
      ),
  ],
  [
    'concatenation, padding and cutting',
    IMAGES,
    (net, x) => {
      const y = net.conv(x, 2, [3, 3]);
      return net.b.slice(
        net.b.pad(net.b.concat([y, net.b.neg(y), net.conv(x, 1, [3, 3])], 1), [
          [0, 0],
          [0, 0],
          [1, 0],
          [0, 2],
        ]),
        [0, 1, 0, 1],
        [8, 4, 6, 8],
        [1, 1, 2, 1],
      );
    },
  ],
  [
    'each channel by itself, more rows than a band has, and not a whole number of bands',
    [2, 3, 31, 6],
    (net, x) =>
      net.conv(net.b.relu(net.conv(x, 3, [3, 3], { groups: 3, ...padded(1) })), 6, [3, 3], {
        groups: 3,
        stride: [2, 2],
        ...padded(1),
      }),
  ],
  ['pixels passed over behind few channels that become many', IMAGES, widened],
  [
    'the same, where something else reads the many',
    IMAGES,
    (net, x) => net.b.concat([widened(net, x, (many) => net.b.mean(many, [2, 3])), net.b.sum(x, [2, 3])], 1),
  ],
  [
    'steps over pixels, after many channels',
    [4, 2, 9, 10],
    (net, x) => net.conv(net.b.relu(net.conv(x, 9, [3, 3])), 3, [3, 3], { stride: [2, 2], ...padded(1) }),
  ],
];

/** Convolutions of any kernel, steps, padding and groups over a few images, behind another one. */
function anyConvolutions(count: number): (readonly [name: string, images: readonly number[], build: Build])[] {
  const uniform = randomStream(11, 'convolutions');
  const upTo = (most: number, least = 1): number => least + Math.floor(uniform() * (most - least + 1));
  return Array.from({ length: count }, () => {
    const kernel = [upTo(5), upTo(5)];
    const channels = upTo(3);
    const groups = uniform() < 0.5 ? 1 : channels;
    const stride = [upTo(3), upTo(3)];
    const params = {
      stride,
      dilation: stride.map((step) => (step === 1 ? upTo(2) : 1)),
      padding: kernel.map((size) => [upTo(size - 1, 0), upTo(size - 1, 0)] as const),
      groups,
    };
    const size = kernel.map((taps, axis) => (taps - 1) * params.dilation[axis]! + upTo(9));
    const images = [upTo(5), 2, ...size];
    const filters = groups * upTo(2);
    return [
      `${JSON.stringify({ images, kernel, channels, filters, ...params })}`,
      images,
      (net, x) => net.conv(net.b.relu(net.conv(x, channels, [1, 1])), filters, kernel, params),
    ];
  });
}

describe('formed', () => {
  it.each([...CASES, ...anyConvolutions(60)])('%s', async (_, images, build) => {
    const { program, feeds } = forward(images, build);
    const formed = simplify(onnxForms.whole(withGradients(onnxForms.forward(program))));
    const expected = interpret(withGradients(program), feeds, { precision: 'float64' });
    const interpreted = interpret(formed, feeds, { precision: 'float64' });
    const run = await runOnnx(formed, feeds);
    for (const name of Object.keys(expected)) {
      const numbers = [...expected[name]!.data].map((v) => v + 0);
      expect(
        [...interpreted[name]!.data].map((v) => v + 0),
        name,
      ).toEqual(numbers);
      expect(
        Array.from(run[name]!.data, (v) => v + 0),
        `${name} on ONNX Runtime`,
      ).toEqual(numbers);
    }
  });

  const closeTo = async (program: Program, formed: Program, feeds: Feeds): Promise<void> => {
    const expected = interpret(withGradients(program), feeds, { precision: 'float64' });
    const run = await runOnnx(formed, feeds);
    for (const name of Object.keys(expected)) {
      const largest = Math.max(...expected[name]!.data.map(Math.abs));
      expected[name]!.data.forEach((v, i) =>
        expect(Math.abs(run[name]!.data[i]! - v) / largest, name).toBeLessThan(2e-5),
      );
    }
  };
  const whole = (program: Program): Program => simplify(onnxForms.whole(withGradients(onnxForms.forward(program))));

  it('batch norm and global pooling, to rounding', async () => {
    const { program, feeds } = forward(IMAGES, (net, x) =>
      net.b.mean(
        net.b.relu(
          normalized(net, net.conv(net.b.relu(normalized(net, net.conv(x, 4, [3, 3], padded(1)))), 4, [3, 3])),
        ),
        [2, 3],
      ),
    );
    await closeTo(program, whole(program), feeds);
  });

  it('batch norm with weights goes over its numbers nine times, and its gradient is right to rounding', async () => {
    const { program, feeds } = forward([8, 4, 8, 8], (net, x) =>
      net.bias(net.b.mul(net.b.standardize(x, [0, 2, 3], 1e-5)[0], net.b.reshape(net.weight(4), [1, 4, 1, 1]))),
    );
    const formed = whole(program);
    const passes = formed.equations.filter(
      ({ outputs: [y] }) => y!.shape.length === 4 && y!.shape.every((dim, i) => dim === [8, 4, 8, 8][i]),
    );
    // the loss multiplies y by what it is projected on: a tenth
    expect(passes.map(({ prim }) => prim).sort()).toEqual([
      'add',
      'mul',
      'mul',
      'mul',
      'mul',
      'mul',
      'mul',
      'sub',
      'sub',
      'sub',
    ]);
    await closeTo(program, formed, feeds);
  });

  it('layer norm with weights, to rounding', async () => {
    const { program, feeds } = forward([40, 24], (net, x) =>
      net.b.add(
        net.b.mul(net.b.standardize(x, [1], 1e-5)[0], net.b.reshape(net.weight(24), [1, 24])),
        net.b.reshape(net.weight(24), [1, 24]),
      ),
    );
    await closeTo(program, whole(program), feeds);
  });

  it.each<readonly [string, readonly number[], readonly number[], Partial<ConvParams>]>([
    ['padding', [16, 12, 8, 8], [3, 3], padded(1)],
    ['no padding, rows that are no whole number of tiles', [20, 12, 9, 8], [3, 3], {}],
    [
      'one image, more padding above than below, two columns that skip pixels',
      [1, 12, 10, 101],
      [3, 2],
      {
        padding: [
          [2, 0],
          [0, 1],
        ],
        dilation: [1, 3],
      },
    ],
    ['one column', [24, 12, 11, 4], [3, 1], padded(0)],
  ])('three rows at six points, to rounding: %s', async (_, images, kernel, params) => {
    const { program, feeds } = forward(images, (net, x) => net.conv(net.b.relu(x), 13, kernel, params));
    const formed = whole(program);
    expect(
      formed.equations.flatMap((equation) =>
        ['conv', 'convInputGrad', 'convWeightGrad'].includes(equation.prim)
          ? [(equation.params as ConvParams).groups]
          : [],
      ),
    ).toEqual([6, 6, 6]);
    await closeTo(program, formed, feeds);
  });

  it('pixels are dealt out to phases before they are of many channels, unless something else reads these', () => {
    const moved = (build: Build) =>
      onnxForms
        .forward(forward(IMAGES, build).program)
        .equations.flatMap(({ prim, outputs: [y] }) =>
          prim === 'transpose' && y!.shape.length === 6 ? [y!.shape[0]] : [],
        );
    expect([
      moved((net, x) => widened(net, x)),
      moved((net, x) => widened(net, x, (many) => net.b.mean(many, [2, 3]))),
    ]).toEqual([[2], [6]]);
  });

  it('stays as it is where there are few channels, few places, or rows are passed over', () => {
    const groups = (images: readonly number[], filters: number, params: Partial<ConvParams> = padded(1)) =>
      onnxForms
        .forward(forward(images, (net, x) => net.conv(x, filters, [3, 3], params)).program)
        .equations.flatMap(({ prim, params }) => (prim === 'conv' ? [(params as ConvParams).groups] : []));
    expect([
      groups([16, 12, 8, 8], 12),
      groups([16, 2, 8, 8], 12),
      groups([4, 12, 8, 8], 12),
      groups([16, 12, 8, 8], 12, { ...padded(1), stride: [2, 2] }),
      groups([16, 12, 8, 8], 12, { ...padded(1), groups: 2 }),
    ]).toEqual([[6], [1], [1], [1], [2]]);
  });

  it('the gradient of a cross-entropy is scattered onto what it is added to', async () => {
    const { program, feeds } = forward([6, 9], ({ b }, x) =>
      b.gatherElements(b.logSoftmax(x, 1), b.constant([3, 0, 8, 2, 2, 5], [6, 1], 'int32'), 1),
    );
    const formed = whole(program);
    expect(count(formed, 'sub')).toBe(0);
    await closeTo(program, formed, feeds);
  });

  it('the mean over all rows is taken of the gradients of weights, and sums over rows are products', async () => {
    const b = new Builder();
    const { feeds, input } = drawn(3);
    const rows = (shape: readonly number[]) => b.reshape(b.input('x', 'float32', input('x', ...shape)), [30, 2]);
    const logits = b.add(
      b.matmul(rows([5, 6, 2]), b.input('w', 'float32', input('w', 40, 2)), { transposeB: true }),
      b.input('bias', 'float32', input('bias', 40)),
    );
    const labels = b.constant(
      Array.from({ length: 30 }, (_, i) => (7 * i) % 40),
      [30, 1],
      'int32',
    );
    b.output('loss', b.neg(b.mean(b.gatherElements(b.logSoftmax(logits, 1), labels, 1))));
    const program = simplify(b.finish());
    const formed = whole(program);
    // the product, its bias, the gradient, and none of these times a number or summed up
    const passes = formed.equations
      .filter(({ inputs, outputs: [y] }) => [...inputs, y!].some(({ shape }) => sizeOf(shape) === 1200))
      .map(({ prim }) => prim);
    expect(passes.sort()).toEqual([
      'add',
      'add',
      'exp',
      'gatherElements',
      'logSoftmax',
      'matmul',
      'matmul',
      'matmul',
      'matmul',
      'scatterElementsAdd',
    ]);
    await closeTo(program, formed, feeds);
  });

  it('the sums in the gradient of attention are over features, and weights that others change stay', async () => {
    const attended = (change: (b: Builder, weights: Value) => Value) =>
      forward([2, 3, 7, 4], ({ b, weight }, x) => {
        const weights = b.softmax(b.matmul(x, weight(2, 3, 7, 4), { transposeB: true }), 3);
        return b.matmul(change(b, weights), weight(2, 3, 7, 4));
      });
    for (const [change, narrow] of [
      [(_: Builder, weights: Value) => weights, true],
      [(b: Builder, weights: Value) => b.mul(weights, weights), false],
    ] as const) {
      const { program, feeds } = attended(change);
      const formed = whole(program);
      const sums = formed.equations.flatMap(({ prim, inputs: [x] }) =>
        prim === 'sum' && x!.shape.length === 4 ? [x!.shape.at(-1)] : [],
      );
      expect(sums.includes(7)).toBe(!narrow);
      await closeTo(program, formed, feeds);
    }
  });

  it('pools of few filters go into the convolution', () =>
    expect(
      count(onnxForms.forward(forward(IMAGES, (net, x) => net.pool(net.conv(x, 4, [3, 3]))).program), 'maxPool'),
    ).toBe(0));

  it('a value or else zero is masked, and two masks in a row are one', async () => {
    const { program, feeds } = forward([8, 6], ({ b, weight }, x) => {
      const y = b.relu(b.mul(x, weight(8, 6)));
      return b.select(b.lt(y, 1), y, 1);
    });
    const formed = whole(program);
    expect([count(formed, 'select'), count(formed, 'min'), count(formed, 'and')]).toEqual([0, 1, 1]);
    const [expected, run] = [
      interpret(withGradients(program), feeds, { precision: 'float64' }),
      await runOnnx(formed, feeds),
    ];
    for (const name of Object.keys(expected))
      expect(
        Array.from(run[name]!.data, (v) => v + 0),
        name,
      ).toEqual([...expected[name]!.data].map((v) => v + 0));
  });
});

/** A loop with what an LSTM has: a product by a transposed matrix, biases, gates cut from one sum, products of what it remembers. */
function loop({ bias, reverse }: { bias: boolean; reverse: boolean }): { program: Program; feeds: Feeds } {
  const b = new Builder();
  const { feeds, input: feed } = drawn(7);
  const input = (name: string, ...shape: number[]): Value => b.input(name, 'float32', feed(name, ...shape));
  const constants = [input('w', 6, 2), ...(bias ? [input('bias', 6)] : [])];
  const { carries, results } = b.scan(
    { carries: [input('h', 3, 2), input('c', 3, 2)], sequences: [input('x', 4, 3, 6)], constants, reverse },
    (inner, [h, c], [x], [w, offset]) => {
      const product = inner.matmul(h!, w!, { transposeB: true });
      const sums = inner.add(x!, offset ? inner.add(product, offset) : product);
      const [p, q, r] = [0, 2, 4].map((at) => inner.slice(sums, [0, at], [3, at + 2])) as [Value, Value, Value];
      const cell = inner.add(inner.mul(inner.sigmoid(p), c!), inner.mul(inner.sigmoid(q), inner.tanh(r)));
      const next = inner.mul(inner.tanh(cell), inner.sigmoid(r));
      return { carries: [next, cell], results: [next] };
    },
  );
  b.output('h', carries[0]!);
  b.output('loss', b.add(b.sum(b.mul(results[0]!, input('projection', 4, 3, 2))), b.sum(b.square(carries[1]!))));
  return { program: simplify(b.finish()), feeds };
}

it.each([
  { bias: true, reverse: false },
  { bias: false, reverse: false },
  { bias: true, reverse: true },
])('a formed loop does less in each step and gives the same: %o', async (options) => {
  const { program, feeds } = loop(options);
  const plain = withGradients(program);
  const formed = simplify(onnxForms.whole(plain));
  const expected = interpret(plain, feeds, { precision: 'float64' });
  const interpreted = interpret(formed, feeds, { precision: 'float64' });
  const run = await runOnnx(formed, feeds);
  for (const name of Object.keys(expected))
    expected[name]!.data.forEach((v, i) => {
      expect(Math.abs(interpreted[name]!.data[i]! - v), name).toBeLessThan(1e-14);
      expect(Math.abs(run[name]!.data[i]! - v), `${name} on ONNX Runtime`).toBeLessThan(3e-6);
    });
  // neither 1 - tanh² nor σ (1 - σ) of all steps: what they multiply was multiplied by the gate before
  const isOneMinus = (value: Value, y: Value) =>
    formed.equations.some(({ prim, inputs, outputs }) => prim === 'sub' && inputs[1] === y && outputs[0] === value);
  const slopes = formed.equations.filter(
    ({ prim, inputs: [p, q] }) =>
      prim === 'mul' && p!.shape.length === 3 && (p === q || isOneMinus(p!, q!) || isOneMinus(q!, p!)),
  );
  expect(slopes).toEqual([]);
  const loops = (of: Program) =>
    of.equations.filter(({ prim }) => prim === 'scan') as { params: { scanned: number; body: Program } }[];
  const work = (of: Program) => loops(of).reduce((sum, { params: { body } }) => sum + body.equations.length, 0);
  expect(work(formed)).toBeLessThan(work(plain));
  expect(
    loops(formed).flatMap(({ params: { body } }) =>
      body.equations.filter(({ prim, params }) => prim === 'matmul' && (params as { transposeB: boolean }).transposeB),
    ),
  ).toEqual([]);
});

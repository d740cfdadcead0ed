/**
 * A convolution whose output only a max pool 2×2 reads, as one convolution of stride 2 that gives the four pixels of each window as
 * four groups of channels. The kernel grows from K×K to (K+1)×(K+1), with zeros where a phase does not reach; for that the maximum is taken
 * over whole channels, bias and ReLU follow at a quarter of the size, and the matrices of small convolutions become large enough for
 * their kernels: im2col and col2im, which take most of the time of small convolutions, shrink by (2K/(K+1))².
 *
 * Ties go to the first pixel of the window, as in PyTorch. A bias is added after the maximum, which is the same number: rounding
 * keeps the order.
 */
import type { Builder } from '../../ir/builder.ts';
import type { Equation, Program, Value } from '../../ir/program.ts';
import { Rewriter } from './rewriter.ts';

/**
 * With more filters the larger kernel costs as much as it saves. Step of the digits network, batch 32 and 128, one thread, best of 500:
 * 3.4 and 13.5 ms without, 2.4 and 11.6 with its first convolution (10 filters) in phases, 2.4 and 11.6 with the second (20 filters) too,
 * whose transposed convolution then takes longer, on one thread whatever there are.
 */
const MOST_FILTERS = 16;

interface Site {
  readonly conv: Equation<'conv'>;
  readonly bias: Value | undefined;
  readonly relu: boolean;
}

export function poolInPhases(program: Program): Program {
  const rewriter = new Rewriter(program);
  return rewriter.rewrite((equation) => {
    if (equation.prim !== 'maxPool') return undefined;
    const { size, stride, padding, dilation } = equation.params;
    const halves = size.length === 2 && [...size, ...stride].every((s) => s === 2) && dilation.every((d) => d === 1) && padding.every(([p, q]) => p === 0 && q === 0);
    const site = halves ? siteOf(rewriter, equation.inputs[0]!) : undefined;
    return site && ((b, of) => inPhases(b, site, of));
  });
}

/** What stands above the pool: a convolution of stride 1, perhaps a bias, perhaps a ReLU, none read by anything else. */
function siteOf(rewriter: Rewriter, x: Value): Site | undefined {
  const rectified = rewriter.only(x, 'relu');
  const sum = rectified?.inputs[0] ?? x;
  const added = rewriter.only(sum, 'add');
  const operands = added?.inputs ?? [sum];
  const at = operands.findIndex((operand) => rewriter.only(operand, 'conv'));
  if (at < 0) return undefined;
  const conv = rewriter.only(operands[at]!, 'conv')!;
  const { stride, dilation, groups } = conv.params;
  const [filters] = conv.inputs[1]!.shape;
  if (stride.length !== 2 || [...stride, ...dilation, groups].some((v) => v !== 1) || filters! > MOST_FILTERS) return undefined;
  const bias = operands[1 - at];
  if (bias && !(bias.shape.length === 4 && bias.shape[1] === filters && bias.shape[0] === 1 && bias.shape[2] === 1 && bias.shape[3] === 1)) return undefined;
  return { conv, bias, relu: rectified !== undefined };
}

function inPhases(b: Builder, { conv, bias, relu }: Site, of: (value: Value) => Value): Value {
  const [x, w] = conv.inputs.map(of) as [Value, Value];
  const [m, c, kh, kw] = w.shape as [number, number, number, number];
  const spread = phaseTable(kh, kw);
  const wide = [kh + 1, kw + 1] as const;
  const phases = b.reshape(b.matmul(b.reshape(w, [m * c, kh * kw]), b.constant(spread, [kh * kw, 4 * wide[0] * wide[1]])), [m, c, 4, ...wide]);
  const y = b.conv(x, b.reshape(b.transpose(phases, [2, 0, 1, 3, 4]), [4 * m, c, ...wide]), { ...conv.params, stride: [2, 2] });
  const best = larger(b, larger(b, y));
  const biased = bias ? b.add(best, of(bias)) : best;
  return relu ? b.relu(biased) : biased;
}

/** [K², 4 (K+1)²] of zeros and ones: spreads a kernel over its four phases. The right column of a window comes last, within it the lower row. */
function phaseTable(kh: number, kw: number): number[] {
  const [wide, area] = [kw + 1, (kh + 1) * (kw + 1)];
  const table = new Array<number>(kh * kw * 4 * area).fill(0);
  for (let i = 0; i < kh; i++)
    for (let j = 0; j < kw; j++)
      for (const right of [0, 1])
        for (const lower of [0, 1]) table[(i * kw + j) * 4 * area + (2 * right + lower) * area + (i + lower) * wide + j + right] = 1;
  return table;
}

/** The larger of the two halves of the channels, the first where they are equal. */
function larger(b: Builder, x: Value): Value {
  const [n, channels, ...spatial] = x.shape as [number, number, ...number[]];
  const start = spatial.map(() => 0);
  const first = b.slice(x, [0, 0, ...start], [n, channels / 2, ...spatial]);
  const second = b.slice(x, [0, channels / 2, ...start], x.shape);
  return b.select(b.lt(first, second), second, first);
}

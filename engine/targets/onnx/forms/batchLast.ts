/**
 * Images with the batch as their last axis: [N, C, H, W] becomes [C, H, W, N] from the first convolution to where the images end. A
 * convolution is then one over a single wide image [1, C, H, W·N] whose kernel is dilated by N: one large matrix product on all threads,
 * where ONNX Runtime otherwise makes a small one for each image, some of them on one thread. The columns that it lays out for the product
 * are runs of N numbers, and the statistics of a channel read memory that lies together. Bias and ReLU stay as they were.
 *
 * A max pool of 2×2 over a convolution of few filters is joined with it: the four pixels of a window become four groups of channels of one
 * convolution over [4C, H/2, W/2·N] with a kernel of half the size, and the maximum is taken of whole channels. A max pool of 3×3 with
 * stride 2 is taken along rows and then along columns, as the maximum of even and odd pixels: ONNX Runtime's own, when it must also give
 * the places of the maxima, takes ten times as long as without (64×112×112×4, with its gradient: 9 ms instead of 20).
 *
 * Taps of a kernel that read only padding (eight of nine on a map of one pixel) are left out. A strided input is split space-to-depth along
 * its columns, so that the convolution has stride one (see `axisLayout.ts`); along its rows too where that costs nothing.
 *
 * Step of the digits network, medians on two quiet threads: batch 32 2.6 → 1.8 ms, batch 128 9.1 → 6.8.
 */
import { Builder } from '../../../ir/builder.ts';
import type { PoolParams } from '../../../ir/prims.ts';
import type { Equation, Program, Value } from '../../../ir/program.ts';
import { TRAITS } from '../../../ir/traits.ts';
import { placesInOrder, sameShape, sizeOf } from '../../../types/shape.ts';
import { type AxisLayout, kernelFor, phaseCount, seenTaps, spaceToDepth, unsplit } from './axisLayout.ts';
import { DefUse } from '../../../ir/defUse.ts';
import { rewrite } from './rewrite.ts';
import { suitsWinograd, winograd } from './winograd.ts';

/** With more filters the product is large already, and the larger kernel of a joined pool costs more than it saves. */
const MOST_FILTERS_IN_PHASES = 32;

/** With fewer images the runs of numbers are too short to be split into even and odd pixels. */
const LEAST_RUN = 4;

export function batchLast(program: Program): Program {
  return new BatchLast(program).run();
}

class BatchLast {
  readonly #program: Program;
  readonly #defUse: DefUse;
  readonly #b: Builder;
  /** Values of the old program with the batch last, and those that have it first as before. */
  readonly #last = new Map<Value, Value>();
  readonly #first = new Map<Value, Value>();

  /** 1×1 convolutions whose input is split for a strided convolution behind them; and what that one reads, which is split already. */
  readonly #splitEarlier = new Map<Equation, readonly AxisLayout[]>();
  readonly #alreadySplit = new Set<Value>();

  constructor(program: Program) {
    this.#program = program;
    this.#defUse = DefUse.of(program);
    this.#b = Builder.after(program);
    for (const equation of program.equations)
      if (equation.prim === 'conv') this.#splitBefore(equation as Equation<'conv'>);
  }

  run(): Program {
    return rewrite(
      this.#program,
      this.#b,
      (equation) => this.#moved(equation),
      (value) => this.#batchFirst(value),
    );
  }

  #batchFirst(value: Value): Value {
    const moved = this.#last.get(value);
    const known = this.#first.get(value) ?? (moved ? undefined : value);
    if (known) return known;
    const back = this.#b.transpose(moved!, [moved!.shape.length - 1, ...moved!.shape.keys()].slice(0, -1));
    this.#first.set(value, back);
    return back;
  }
  #batchLast(value: Value): Value {
    const known = this.#last.get(value);
    if (known) return known;
    const moved = this.#b.transpose(this.#batchFirst(value), [...value.shape.keys()].slice(1).concat(0));
    this.#last.set(value, moved);
    return moved;
  }

  /** Builds the equation with the batch last, if it is a convolution or reads a value that has the batch last already. */
  #moved(equation: Equation): boolean {
    const b = this.#b;
    const [y] = equation.outputs;
    const [x] = equation.inputs;
    const set = (value: Value | undefined): boolean => {
      if (value) this.#last.set(y!, value);
      return value !== undefined;
    };
    if (equation.prim === 'conv') return set(this.#conv(equation));
    const known = equation.inputs.some((value) => this.#last.has(value));
    if (!known) return false;
    const rank = y!.shape.length;
    const axisOf = (axis: number): number => (axis === 0 ? x!.shape.length - 1 : axis - 1);
    const axesOf = (axes: readonly number[]): number[] => axes.map(axisOf).sort((p, q) => p - q);
    const rotated = <T>(list: readonly T[]): T[] => [...list.slice(1), list[0]!];
    switch (equation.prim) {
      case 'maxPool':
        return set(this.#maxPool(equation));
      case 'standardize': {
        const results = b.standardize(this.#batchLast(x!), axesOf(equation.params.axes), equation.params.epsilon);
        equation.outputs.forEach((output, i) => this.#last.set(output, results[i]!));
        return true;
      }
      case 'sum':
      case 'mean':
      case 'reduceMax':
      case 'reduceMin': {
        const { axes, keep } = equation.params;
        const result = b.emit(equation.prim, { axes: axesOf(axes), keep }, this.#batchLast(x!));
        (keep || !axes.includes(0) ? this.#last : this.#first).set(y!, result);
        return true;
      }
      case 'reshape':
        return (
          equation.params.to[0] === x!.shape[0] && set(b.reshape(this.#batchLast(x!), rotated(equation.params.to)))
        );
      case 'broadcast':
        return rank === x!.shape.length && set(b.broadcast(this.#batchLast(x!), rotated(equation.params.to)));
      case 'slice': {
        const { start, stop, step } = equation.params;
        return set(b.slice(this.#batchLast(x!), rotated(start), rotated(stop), rotated(step)));
      }
      case 'pad':
        return set(b.pad(this.#batchLast(x!), rotated(equation.params.padding), equation.params.value));
      case 'concat':
        return set(
          b.concat(
            equation.inputs.map((value) => this.#batchLast(value)),
            axisOf(equation.params.axis),
          ),
        );
      default: {
        const fits =
          TRAITS[equation.prim].elementwise &&
          rank > 1 &&
          equation.inputs.every(({ shape }) => shape.length === rank || shape.length === 0);
        return (
          fits &&
          set(
            b.emit(
              equation.prim,
              equation.params as never,
              ...equation.inputs.map((value) =>
                value.shape.length === 0 ? this.#batchFirst(value) : this.#batchLast(value),
              ),
            ),
          )
        );
      }
    }
  }

  /** How a convolution reads rows and columns with the batch last; undefined where it cannot. */
  #layouts({
    params: { stride, padding, dilation, groups },
    inputs: [x, w],
    outputs: [y],
  }: Equation<'conv'>): readonly AxisLayout[] | undefined {
    const size = x!.shape.slice(2);
    if (size.length > 2 || (stride.at(-1)! > 1 && dilation.at(-1)! > 1)) return undefined;
    return size.map((length, axis) => {
      const [places, taps] = [y!.shape[axis + 2]!, w!.shape[axis + 2]!];
      const window = {
        length,
        places,
        stride: stride[axis]!,
        dilation: dilation[axis]!,
        ...seenTaps(length, places, taps, stride[axis]!, dilation[axis]!, padding[axis]![0]),
      };
      // rows too where it costs nothing: in grouped convolutions, and where the kernel fits into one group
      const split = axis === size.length - 1 || (window.dilation === 1 && (groups > 1 || window.taps <= window.stride));
      return split ? spaceToDepth(window) : unsplit(window);
    });
  }

  /**
   * A strided convolution that reads every pixel, some steps behind a 1×1 convolution from fewer channels: the input of the 1×1 convolution
   * is split instead, which moves fewer numbers. Nothing between the two depends on where a pixel lies (MobileNet's 16 channels that
   * become 96: 2 × 15 ms of a step less, at 112×112×4).
   */
  #splitBefore(equation: Equation<'conv'>): void {
    const layouts = this.#layouts(equation);
    const [x] = equation.inputs;
    const all = layouts?.every(
      ({ start, step, groups, phases: [from, to] }, axis) =>
        start === 0 && from === 0 && to === step && step * groups === x!.shape[axis + 2],
    );
    if (!layouts || !all || layouts.every(({ step }) => step === 1)) return;
    const sources = new Set<Equation<'conv'>>();
    const read = new Map<Value, number>([[x!, 1]]);
    for (const value of read.keys()) {
      const maker = this.#defUse.definition(value);
      if (maker?.prim === 'conv' && isPointwise(maker as Equation<'conv'>)) {
        sources.add(maker as Equation<'conv'>);
        continue;
      }
      const images = maker && imagesOf(maker, value);
      if (!images) return;
      for (const image of images) read.set(image, (read.get(image) ?? 0) + 1);
    }
    const [source] = sources;
    const readElsewhere = [...read].some(([value, times]) => this.#defUse.useCount(value) !== times);
    if (sources.size !== 1 || readElsewhere || source!.inputs[0]!.shape[1]! >= x!.shape[1]!) return;
    this.#splitEarlier.set(source!, layouts);
    this.#alreadySplit.add(x!);
  }

  #conv(equation: Equation<'conv'>): Value | undefined {
    const {
      params: { dilation, groups },
      inputs: [x, w],
      outputs: [y],
    } = equation;
    const [n, , ...size] = x!.shape as [number, number, ...number[]];
    const layouts = this.#layouts(equation);
    if (!layouts) return undefined;
    const b = this.#b;
    const isData = this.#isData(x!);
    const given = this.#batchLast(x!);
    const earlier = this.#splitEarlier.get(equation);
    const input = earlier ? b.reshape(this.#split(given, earlier, isData), given.shape) : given;
    const image = this.#alreadySplit.has(x!)
      ? b.reshape(input, [input.shape[0]! * sizeOf(layouts.map(phaseCount)), ...layouts.map((axis) => axis.groups), n])
      : this.#split(input, layouts, isData);
    const kernel = kernelFor(b, this.#batchFirst(w!), layouts);
    const inside = b.slice(
      image,
      [0, ...layouts.map(({ before }) => Math.max(-before, 0)), 0],
      [image.shape[0]!, ...layouts.map(({ after }, axis) => image.shape[axis + 1]! + Math.min(after, 0)), n],
    );
    const around = layouts.map(({ before, after }) => [Math.max(before, 0), Math.max(after, 0)] as const);
    const steps = layouts.map((axis) => axis.stride);
    const point =
      groups === 1 && [...kernel.shape.slice(2), ...steps].every((v) => v === 1) && around.flat().every((v) => v === 0);
    if (point)
      return b.reshape(
        b.matmul(
          b.reshape(kernel, kernel.shape.slice(0, 2)),
          b.reshape(inside, [inside.shape[0]!, b.size(inside) / inside.shape[0]!]),
        ),
        [...y!.shape.slice(1), n],
      );
    const times = <T>(list: readonly T[], change: (last: T) => T): T[] => [...list.slice(0, -1), change(list.at(-1)!)];
    const wide = b.reshape(inside, [inside.shape[0]!, ...times(inside.shape.slice(1, -1), (width) => width * n)]);
    const padding = times(around, ([before, after]) => [before * n, after * n] as const);
    const skips = times(dilation, (step) => step * n);
    const plain = groups === 1 && size.length === 2 && steps.every((step) => step === 1) && dilation[0] === 1;
    const product =
      plain && suitsWinograd({ image: wide, kernel })
        ? winograd(b, { image: wide, kernel, around: padding[0]!, padding: padding[1]!, dilation: skips[1]! })
        : b.conv(b.reshape(wide, [1, ...wide.shape]), kernel, { stride: steps, padding, dilation: skips, groups });
    return b.reshape(product, [...y!.shape.slice(1), n]);
  }

  /** [C, H, W, N] split space-to-depth: the pixels that taps read, those of each phase as channels of their own. */
  #split(image: Value, layouts: readonly AxisLayout[], isData: boolean): Value {
    if (layouts.every(({ step }) => step === 1)) return image;
    const b = this.#b;
    const [c, n] = [image.shape[0]!, image.shape.at(-1)!];
    const ends = layouts.map(({ start, step, groups }) => start + step * groups);
    const cut = b.slice(
      image,
      [0, ...layouts.map(({ start }) => Math.max(start, 0)), 0],
      [c, ...ends.map((end, axis) => Math.min(end, image.shape[axis + 1]!)), n],
    );
    const filled = b.pad(cut, [
      [0, 0],
      ...layouts.map(
        ({ start }, axis) => [Math.max(-start, 0), Math.max(ends[axis]! - image.shape[axis + 1]!, 0)] as const,
      ),
      [0, 0],
    ]);
    const grouped = b.reshape(filled, [c, ...layouts.flatMap(({ groups, step }) => [groups, step]), n]);
    const axes = layouts.map((_, axis) => 1 + 2 * axis);
    const used = b.slice(
      grouped,
      [0, ...layouts.flatMap(({ phases: [from] }) => [0, from]), 0],
      [c, ...layouts.flatMap(({ groups, phases: [, to] }) => [groups, to]), n],
    );
    const phases = this.#exchanged(used, [0, ...axes.map((axis) => axis + 1), ...axes, used.shape.length - 1], isData);
    return b.reshape(phases, [c * sizeOf(layouts.map(phaseCount)), ...layouts.map(({ groups }) => groups), n]);
  }

  #isData(x: Value): boolean {
    return this.#program.inputs.some(({ value }) => value === x);
  }

  /**
   * Axes between the first and the last in another order. Of the data it is a gather: ONNX Runtime joins a transposition with the one that
   * puts the batch last, and the two together are slow (4×3×224×224 in two phases: 8.4 ms instead of 2.5).
   */
  #exchanged(image: Value, order: readonly number[], isData: boolean): Value {
    const b = this.#b;
    const { shape } = image;
    if (!isData) return b.transpose(image, order);
    const places = placesInOrder(
      shape.slice(1, -1),
      order.slice(1, -1).map((axis) => axis - 1),
    );
    const moved = b.gather(
      b.reshape(image, [shape[0]!, places.length, shape.at(-1)!]),
      b.constant(places, [places.length], 'int32'),
      1,
    );
    return b.reshape(
      moved,
      order.map((axis) => shape[axis]!),
    );
  }

  #maxPool({ params, inputs: [x], outputs: [y] }: Equation<'maxPool'>): Value | undefined {
    if (inThrees(params) && x!.shape[0]! >= LEAST_RUN && y!.shape.slice(2).every((places) => places > 1))
      return this.#overlapping(this.#batchLast(x!), y!.shape.slice(2));
    if (!halves(params)) return undefined;
    const pooled = this.#pooledConv(x!);
    if (pooled) return this.#inWindows(pooled, y!.shape);
    const b = this.#b;
    const [c, h, w, n] = this.#batchLast(x!).shape as [number, number, number, number];
    const even = b.slice(this.#batchLast(x!), [0, 0, 0, 0], [c, h & ~1, w & ~1, n]);
    const columns = b.reshape(even.shape.every((dim, i) => dim === [c, h, w, n][i]) ? this.#batchLast(x!) : even, [
      c,
      h >> 1,
      2,
      w >> 1,
      2,
      n,
    ]);
    return b.reshape(larger(b, larger(b, columns, 4), 2), [c, h >> 1, w >> 1, n]);
  }

  /** Along one axis, then along the other. Of equal pixels the first of the first row is taken, as in PyTorch. */
  #overlapping(x: Value, [high, wide]: readonly number[]): Value {
    return largestOfThree(this.#b, largestOfThree(this.#b, x, 2, wide!), 1, high!);
  }

  /** What a pool reads: a convolution of stride 1, perhaps a bias, perhaps a ReLU, none of them read by anything else. */
  #pooledConv(x: Value): PooledConv | undefined {
    const rectified = this.#defUse.definedForOneUse(x, 'relu');
    const sum = rectified?.inputs[0] ?? x;
    const added = this.#defUse.definedForOneUse(sum, 'add');
    const operands = added?.inputs ?? [sum];
    const at = operands.findIndex((operand) => this.#defUse.definedForOneUse(operand, 'conv'));
    if (at < 0) return undefined;
    const conv = this.#defUse.definedForOneUse(operands[at]!, 'conv')!;
    const { stride, dilation, groups } = conv.params;
    const [filters] = conv.inputs[1]!.shape;
    if ([...stride, ...dilation, groups].some((v) => v !== 1) || filters! > MOST_FILTERS_IN_PHASES) return undefined;
    const bias = operands[1 - at];
    if (
      bias &&
      !(
        bias.shape.length === 4 &&
        bias.shape[1] === filters &&
        bias.shape[0] === 1 &&
        bias.shape[2] === 1 &&
        bias.shape[3] === 1
      )
    )
      return undefined;
    return { conv, bias, relu: rectified !== undefined };
  }

  /**
   * The pool joined with its convolution. Ties go to the first pixel of the window, as in PyTorch. The bias is added after the maximum,
   * which gives the same number, as rounding keeps the order.
   */
  #inWindows(
    {
      conv: {
        params,
        inputs: [x, w],
      },
      bias,
      relu,
    }: PooledConv,
    [n, , ...places]: readonly number[],
  ): Value {
    const b = this.#b;
    const [m, c, ...kernel] = w!.shape as [number, number, number, number];
    const half = kernel.map((k) => (k >> 1) + 1);
    // the part of the padded image that the windows see, then its pixels in groups of four
    const seen = places.map((o, i) => 2 * (o - 1 + half[i]!));
    const whole = this.#batchLast(x!);
    const after = seen.map((s, i) => s - whole.shape[i + 1]! - params.padding[i]![0]);
    const cut = b.slice(whole, [0, 0, 0, 0], [c, ...after.map((by, i) => whole.shape[i + 1]! + Math.min(by, 0)), n!]);
    const image = b.pad(cut, [
      [0, 0],
      ...after.map((by, i) => [params.padding[i]![0], Math.max(by, 0)] as const),
      [0, 0],
    ]);
    const [high, wide] = seen.map((s) => s / 2) as [number, number];
    const pixels = b.reshape(
      this.#exchanged(b.reshape(image, [c, high, 2, wide, 2, n!]), [0, 2, 4, 1, 3, 5], this.#isData(x!)),
      [1, 4 * c, high, wide * n!],
    );
    const taps = 4 * half[0]! * half[1]!;
    const spread = b.matmul(
      b.reshape(this.#batchFirst(w!), [m * c, kernel[0] * kernel[1]]),
      b.constant(phaseTable(kernel, half), [kernel[0] * kernel[1], 4 * taps]),
    );
    const phases = b.reshape(b.transpose(b.reshape(spread, [m, c, 4, taps]), [2, 0, 1, 3]), [
      4 * m,
      4 * c,
      half[0]!,
      half[1]!,
    ]);
    const product = b.conv(pixels, phases, {
      stride: [1, 1],
      dilation: [1, n!],
      padding: [
        [0, 0],
        [0, 0],
      ],
      groups: 1,
    });
    const best = b.reshape(larger(b, larger(b, b.reshape(product, [2, 2, m, ...places, n!]), 0), 0), [
      m,
      ...places,
      n!,
    ]);
    const biased = bias ? b.add(best, b.reshape(this.#batchFirst(bias), [m, 1, 1, 1])) : best;
    return relu ? b.relu(biased) : biased;
  }
}

/** One tap for each pixel, in one group. */
const isPointwise = ({ params: { stride, padding, groups }, inputs: [, w] }: Equation<'conv'>): boolean =>
  groups === 1 && [...w!.shape.slice(2), ...stride].every((v) => v === 1) && padding.flat().every((v) => v === 0);

/** The images from which a value is made pixel by pixel, if it is; its other operands have one number for each channel at most. */
function imagesOf({ prim, params, inputs, outputs }: Equation, value: Value): readonly Value[] | undefined {
  if (prim === 'standardize')
    return value === outputs[0] &&
      value.shape.every((_, axis) => (params as { axes: readonly number[] }).axes.includes(axis) !== (axis === 1))
      ? inputs
      : undefined;
  const isImage = ({ shape }: Value): boolean => sameShape(shape, value.shape);
  const fits =
    TRAITS[prim].elementwise &&
    inputs.every((input) => isImage(input) || input.shape.every((dim, axis) => axis === 1 || dim === 1));
  return fits ? inputs.filter(isImage) : undefined;
}

interface PooledConv {
  readonly conv: Equation<'conv'>;
  readonly bias: Value | undefined;
  readonly relu: boolean;
}

const halves = ({ size, stride, padding, dilation }: PoolParams): boolean =>
  size.length === 2 &&
  [...size, ...stride].every((s) => s === 2) &&
  dilation.every((d) => d === 1) &&
  padding.every(([p, q]) => p === 0 && q === 0);

/** Windows of 3×3 with stride 2 and one pixel of padding before. */
const inThrees = ({ size, stride, padding, dilation }: PoolParams): boolean =>
  size.length === 2 &&
  size.every((s) => s === 3) &&
  stride.every((s) => s === 2) &&
  dilation.every((d) => d === 1) &&
  padding.every(([before]) => before === 1);

/** The largest of the pixels 2p - 1, 2p and 2p + 1 along an axis, for each of so many places p; the first where some are equal. */
function largestOfThree(b: Builder, x: Value, axis: number, places: number): Value {
  const { shape } = x;
  const cut = (value: Value, to: number): Value =>
    to < value.shape[axis]!
      ? b.slice(
          value,
          shape.map(() => 0),
          value.shape.with(axis, to),
        )
      : value;
  const padded = (value: Value, low: number, high: number): Value =>
    b.pad(
      value,
      shape.map((_, a) => [a === axis ? low : 0, a === axis ? high : 0] as const),
      Number.NEGATIVE_INFINITY,
    );
  const pairs = padded(cut(x, 2 * places), 0, Math.max(0, 2 * places - shape[axis]!));
  const [even, odd] = halved(b, b.reshape(pairs, shape.toSpliced(axis, 1, places, 2)), axis + 1);
  return largerOf(b, padded(cut(odd, places - 1), 1, 0), largerOf(b, even, odd));
}

/**
 * [K², 4 · 4 half²] of zeros and ones: spreads a kernel over its four phases (the right column of a window last, within it the lower row),
 * each a kernel over images whose pixels stand in groups of four (row, then column).
 */
function phaseTable([kh, kw]: readonly number[], [halfH, halfW]: readonly number[]): number[] {
  const taps = 4 * halfH! * halfW!;
  const table = new Array<number>(kh! * kw! * 4 * taps).fill(0);
  for (let i = 0; i < kh!; i++)
    for (let j = 0; j < kw!; j++)
      for (const right of [0, 1])
        for (const lower of [0, 1]) {
          const [row, column] = [i + lower, j + right];
          const tap = (((row % 2) * 2 + (column % 2)) * halfH! + (row >> 1)) * halfW! + (column >> 1);
          table[((i * kw! + j) * 4 + 2 * right + lower) * taps + tap] = 1;
        }
  return table;
}

/** Of each pair along an axis of size 2 the larger, the first where they are equal; the axis goes. */
const larger = (b: Builder, x: Value, axis: number): Value => largerOf(b, ...halved(b, x, axis));

/** The two halves of an axis of size 2, which goes. */
function halved(b: Builder, x: Value, axis: number): [Value, Value] {
  const half = (i: number): Value =>
    b.reshape(
      b.slice(
        x,
        x.shape.map((_, a) => (a === axis ? i : 0)),
        x.shape.with(axis, i + 1),
      ),
      x.shape.toSpliced(axis, 1),
    );
  return [half(0), half(1)];
}

/** The first where they are equal. */
const largerOf = (b: Builder, first: Value, second: Value): Value => b.select(b.lt(first, second), second, first);

/**
 * dx, the gradient of a convolution by its input. Over one wide image [1, C, H, W·N], as `forms/batchLast.ts` makes
 * them, it is a convolution, too.
 */
import type { ConvParams } from '../../../ir/prims.ts';
import { type Shape, sizeOf } from '../../../types/shape.ts';
import { type NodeContext, convAttributes, reshape, transpose } from '../nodeContext.ts';
import type { ModelWriter } from '../model.ts';

type InputGradParams = ConvParams & { readonly inputSize: readonly number[] };

/** With fewer places for each filter, flipping the kernel costs more than the faster convolution saves. */
const PLACES_FOR_EACH_FILTER = 1.5;
/** From so many channels on it pays with up to three times as many filters as channels, below only with as many. */
const MANY_CHANNELS = 64;

/**
 * dx is a transposed convolution; what the stride did not reach is padded with zeros. Over a wide image with stride 1
 * it is a plain convolution with the flipped kernel, whose columns ONNX Runtime lays out on all threads (64 channels,
 * 56×224, 3×3: 2.9 ms instead of 6.1). With more filters than channels there are more columns to lay out, which loses
 * where channels are few (20 filters of 10 channels) and still gains where they are many (128 of 64, 112×112: 10 ms
 * instead of 13.6; 192 of 64, 5×5, 27×216: 33 instead of 52).
 */
export function convInputGrad(params: InputGradParams, call: NodeContext): string {
  const { m, x, values } = call;
  const [dy, w] = values.map(({ shape }) => shape) as [Shape, Shape];
  const before = params.padding.map(([low], i) => params.dilation[i]! * (w[i + 2]! - 1) - low);
  const after = params.inputSize.map(
    (size, i) => size - dy[i + 2]! + params.dilation[i]! * (w[i + 2]! - 1) - before[i]!,
  );
  const wide =
    dy[0] === 1 && params.stride.every((step) => step === 1) && [...before, ...after].every((pad) => pad >= 0);
  const [filters, channels] = [dy[1]! / params.groups, w[1]!];
  if (
    wide &&
    filters <= (channels < MANY_CHANNELS ? channels : 3 * channels) &&
    sizeOf(dy.slice(2)) >= PLACES_FOR_EACH_FILTER * filters
  ) {
    return m.node(
      'Conv',
      [x[0]!, turnedRound(m, x[1]!, w, params.groups)],
      convAttributes({ ...params, padding: before.map((pad, i) => [pad, after[i]!] as const) }),
    );
  }
  const outputPadding = params.inputSize.map((size, i) => {
    const reach = (dy[i + 2]! - 1) * params.stride[i]! + params.dilation[i]! * (w[i + 2]! - 1) + 1;
    return size - (reach - params.padding[i]![0] - params.padding[i]![1]);
  });
  return m.node('ConvTranspose', x, { ...convAttributes(params), output_padding: outputPadding });
}

/**
 * The flipped kernel: filters and channels exchanged in each group, taps in reverse order. The transposition stands
 * between two products, with the taps first, where ONNX Runtime transposes single numbers, four times as fast as runs
 * of three (6·128×128×3: 0.4 ms instead of 1.5). As a plain Transpose it would be joined with the one before it.
 */
function turnedRound(m: ModelWriter, w: string, [filters, c, ...kernel]: Shape, groups: number): string {
  const [f, taps] = [filters! / groups, sizeOf(kernel)];
  const table = (one: (row: number, column: number) => boolean): string =>
    m.constant(
      'float32',
      [taps, taps],
      Array.from({ length: taps * taps }, (_, i) => (one(Math.floor(i / taps), i % taps) ? 1 : 0)),
    );
  const reversed = table((row, column) => row + column === taps - 1);
  if (f === 1 || c === 1)
    return reshape(m, m.node('MatMul', [reshape(m, w, [filters! * c!, taps]), reversed]), [groups * c!, f, ...kernel]);
  const tapsFirst = m.node('Gemm', [reversed, reshape(m, w, [filters! * c!, taps])], { transB: 1 });
  const swapped = transpose(m, reshape(m, tapsFirst, [taps * groups, f, c!]), [0, 2, 1]);
  const same = table((row, column) => row === column);
  return reshape(m, m.node('Gemm', [reshape(m, swapped, [taps, filters! * c!]), same], { transA: 1 }), [
    groups * c!,
    f,
    ...kernel,
  ]);
}

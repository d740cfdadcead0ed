/** Counts and weighs the weights of a training that prunes, at its end. */
import { zerosIn } from '../../learn/pruning.ts';
import { type CompiledModel, kernelsOf } from '../../passes/compiled.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Metrics } from '../events.ts';
import type { PruningReport } from './outcome.ts';

export async function pruningReport(
  model: Pick<CompiledModel, 'weights' | 'slots'>,
  state: ReadonlyMap<string, Tensor>,
  before: Metrics | null,
): Promise<PruningReport> {
  const weights = model.weights.map(({ name }) => state.get(name)!.data as Float32Array);
  return {
    kernels: kernelsOf(model).map((name) => {
      const { data } = state.get(name)!;
      return { name, zeros: zerosIn(data), size: data.length };
    }),
    dense: weights.reduce((sum, { byteLength }) => sum + byteLength, 0),
    compressed: await compressedSize(weights),
    before,
  };
}

const PIECE = 1 << 20;

/** Bytes that gzip makes of these, one behind the other; no more than a piece is held at a time. */
async function compressedSize(parts: readonly Float32Array[]): Promise<number> {
  const { readable, writable } = new CompressionStream('gzip');
  const counted = sizeOf(readable.getReader());
  const writer = writable.getWriter();
  for (const { buffer, byteOffset, byteLength } of parts)
    for (let at = 0; at < byteLength; at += PIECE)
      await writer.write(
        new Uint8Array(buffer as ArrayBuffer, byteOffset + at, Math.min(PIECE, byteLength - at)).slice(),
      );
  await writer.close();
  return counted;
}

async function sizeOf(reader: {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
}): Promise<number> {
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return size;
    size += value!.length;
  }
}

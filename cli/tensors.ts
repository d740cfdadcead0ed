/** Tensors in files, by name: `.npy` (one), `.npz` and `.safetensors` (several). */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import { readNpy, readNpz, writeNpy } from '../engine/data/formats/npy.ts';
import { readSafetensors, writeSafetensors } from '../engine/data/formats/safetensors.ts';
import type { RawArray } from '../engine/data/table.ts';
import { writeAtomic } from '../engine/node/atomic.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { Tensor } from '../engine/types/tensor.ts';
import { UsageError } from './define.ts';

const asTensor = ({ shape, data }: RawArray): Tensor =>
  data instanceof Float32Array || data instanceof Float64Array ? { dtype: 'float32', shape, data: Float32Array.from(data) } : { dtype: 'int32', shape, data: Int32Array.from(data) };

/** A single `.npy` has the name ''. */
export async function readTensors(file: string): Promise<Map<string, Tensor>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UserError(problem('file-unreadable', { file, reason: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message }));
  }
  try {
    switch (path.extname(file)) {
      case '.npy':
        return new Map([['', asTensor(readNpy(bytes))]]);
      case '.npz':
        return new Map([...readNpz(bytes)].map(([name, array]) => [name, asTensor(array)]));
      case '.safetensors':
        return readSafetensors(bytes);
    }
  } catch (error) {
    throw new UserError(problem('file-damaged', { file, where: 'its tensors', reason: (error as Error).message }));
  }
  throw new UsageError(`${file} must end in .npy, .npz or .safetensors.`);
}

export async function writeTensors(file: string, tensors: ReadonlyMap<string, Tensor>): Promise<void> {
  const npy = (tensor: Tensor) => writeNpy(tensor);
  switch (path.extname(file)) {
    case '.npy':
      if (tensors.size !== 1) throw new UsageError(`${file} can hold one tensor, and there are ${tensors.size}. Use .npz or .safetensors.`);
      return writeAtomic(file, npy(tensors.values().next().value!));
    case '.npz':
      return writeAtomic(file, zipSync(Object.fromEntries([...tensors].map(([name, tensor]) => [`${name}.npy`, npy(tensor)])), { level: 0 }));
    case '.safetensors':
      return writeAtomic(file, writeSafetensors(tensors));
  }
  throw new UsageError(`${file} must end in .npy, .npz or .safetensors.`);
}

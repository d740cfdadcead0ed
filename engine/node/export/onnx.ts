/** Runs an exported model by ONNX Runtime on the rows of a comparison. */
import * as ort from 'onnxruntime-node';
import { readNpy } from '../../data/formats/npy.ts';
import { type Compared, differenceOf, EXPECTED, type Expected } from '../../train/reports/parity.ts';
import type { ProjectFiles } from '../../targets/define.ts';
import { sizeOf } from '../../types/shape.ts';

export async function compareModel(files: ProjectFiles, model: string, signal: AbortSignal): Promise<Compared> {
  const expected = JSON.parse(files[EXPECTED] as string) as Expected;
  const { rows } = JSON.parse(files['data.json'] as string) as { readonly rows: number | null };
  const session = await ort.InferenceSession.create(files[model] as Uint8Array, { logSeverityLevel: 3 });
  try {
    const arrays = expected.inputs.map((file) => readNpy(files[file] as Uint8Array));
    const size = rows ?? expected.batch;
    const parts: (readonly ort.Tensor[])[] = [];
    for (let start = 0; start < expected.batch; start += size) {
      signal.throwIfAborted();
      const feeds = Object.fromEntries(
        arrays.map(({ shape, data }, i) => {
          const about = session.inputMetadata[i]!;
          const width = sizeOf(shape.slice(1));
          const own = Array.from(data.subarray(start * width, (start + size) * width) as Float32Array);
          const dims = [size, ...shape.slice(1)];
          const isInteger = about.isTensor && about.type === 'int32';
          const tensor = isInteger
            ? new ort.Tensor('int32', Int32Array.from(own), dims)
            : new ort.Tensor('float32', Float32Array.from(own), dims);
          return [about.name, tensor] as const;
        }),
      );
      const results = await session.run(feeds);
      parts.push(session.outputNames.map((name) => results[name]!));
    }
    const outputs = expected.outputs.map(({ name, file, allowed }, i) => {
      const found = parts.flatMap((part) => Array.from(part[i]!.data as Float32Array));
      const difference = differenceOf(found, readNpy(files[file] as Uint8Array).data as Float32Array);
      return { name, difference, allowed };
    });
    return {
      status: outputs.every(({ difference, allowed }) => difference <= allowed) ? 'passed' : 'failed',
      with: `ONNX Runtime ${ort.env.versions?.node ?? ort.env.versions?.common ?? ''}`.trim(),
      rows: expected.batch,
      outputs: outputs.map((one) => ({ ...one, difference: Number.isFinite(one.difference) ? one.difference : null })),
      loss: null,
    };
  } finally {
    await session.release();
  }
}

/** Runs an exported model by ONNX Runtime on the rows of a comparison. */
import { create } from '@bufbuild/protobuf';
import { TensorProto_DataType, ValueInfoProtoSchema } from 'onnx-buf';
import * as ort from 'onnxruntime-node';
import type { ModelRunner } from '../../export/deploy.ts';
import { modelBytes, readModel } from '../../targets/onnxFile/graph.ts';
import type { Tensor } from '../../types/tensor.ts';
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

/** See `ModelRunner`. */
export const openModel: ModelRunner['openModel'] = async (bytes, { outputs = [], threads } = {}) => {
  const session = await ort.InferenceSession.create(outputs.length > 0 ? withOutputs(bytes, outputs) : bytes, {
    logSeverityLevel: 3,
    ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: 1 }),
  });
  const inputs = session.inputMetadata.map((about) => ({
    name: about.name,
    type: about.isTensor ? about.type : 'float32',
    shape: about.isTensor ? about.shape : [],
  }));
  return {
    inputs: inputs.map(({ name, type, shape }) => ({
      name,
      shape,
      dtype: type === 'float32' || type === 'float64' ? 'float32' : 'int32',
    })),
    async run(feeds) {
      const given = feeds.map((feed, i) => [inputs[i]!.name, fed(inputs[i]!.type, feed)] as const);
      const results = await session.run(Object.fromEntries(given));
      return new Map(
        session.outputNames.map((name) => {
          const { dims, data } = results[name]!;
          return [name, { dtype: 'float32', shape: dims, data: data as Float32Array } as Tensor];
        }),
      );
    },
    close: () => session.release(),
  };
};

/** A tensor as a model wants it. */
function fed(type: ort.Tensor.Type, { shape, data }: Tensor): ort.Tensor {
  switch (type) {
    case 'int64':
      return new ort.Tensor('int64', BigInt64Array.from(data as Int32Array, BigInt), shape);
    case 'float64':
      return new ort.Tensor('float64', Float64Array.from(data), shape);
    case 'bool':
      return new ort.Tensor('bool', Uint8Array.from(data), shape);
    case 'int32':
      return new ort.Tensor('int32', data instanceof Int32Array ? data : Int32Array.from(data), shape);
    default:
      return new ort.Tensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), shape);
  }
}

/** The model, which gives these float values as well. */
function withOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const model = readModel(bytes);
  const graph = model.graph!;
  const known = new Set([...graph.input, ...graph.output].map(({ name }) => name));
  for (const name of names)
    if (!known.has(name))
      graph.output.push(
        create(ValueInfoProtoSchema, {
          name,
          type: { value: { case: 'tensorType', value: { elemType: TensorProto_DataType.FLOAT } } },
        }),
      );
  return modelBytes(model);
}

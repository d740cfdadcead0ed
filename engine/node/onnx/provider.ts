/** How ONNX Runtime is asked for a device. */
import type * as ort from 'onnxruntime-node';
import type { ModelWriter } from '../../targets/onnx/model.ts';

/** The options for a model on a device. What WebGPU's kernels claim and cannot compute stays on the CPU; what they lack goes there by itself. */
export function providerOptions(device: string, model: ModelWriter): ort.InferenceSession.SessionOptions {
  const left = device === 'webgpu' ? model.beyondWebGpu : [];
  return { executionProviders: [left.length > 0 ? { name: 'webgpu', forceCpuNodeNames: left } : device] };
}

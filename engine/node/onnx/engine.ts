/** ONNX Runtime as an engine: the default one, on the CPU everywhere and on the accelerators that this build of it knows. */
import { cpus, totalmem } from 'node:os';
import * as ort from 'onnxruntime-node';
import { estimateOnnxMemory } from '../../targets/onnx/memory/estimate.ts';
import type { Candidate, Engine } from '../../train/engine.ts';
import { OnnxSession } from './session.ts';

/** Accelerators by ONNX Runtime's names; the machine may lack the hardware or a driver. */
const ACCELERATORS: Readonly<Record<string, string>> = {
  webgpu: 'GPU, WebGPU',
  cuda: 'NVIDIA GPU, CUDA',
  tensorrt: 'NVIDIA GPU, TensorRT',
  dml: 'GPU, DirectML',
  coreml: 'Apple GPU and Neural Engine, CoreML',
};

export const onnxEngine: Engine = {
  id: 'onnx',
  title: 'ONNX Runtime',
  fallback: 'cpu',
  devices(): Promise<Candidate[]> {
    const known = ort.listSupportedBackends().filter(({ name }) => name in ACCELERATORS);
    return Promise.resolve([
      {
        engine: 'onnx',
        id: 'cpu',
        title: `CPU, ${cpus().length} threads · ONNX Runtime`,
        hardware: cpus()[0]?.model ?? '',
        available: true,
        memoryBytes: totalmem(),
      },
      ...known.map(({ name }) => ({
        engine: 'onnx',
        id: name,
        title: `${ACCELERATORS[name]} · ONNX Runtime`,
        available: true,
        uncertain: true,
      })),
    ]);
  },
  estimateMemory: estimateOnnxMemory,
  open: (model, state, options) => Promise.resolve(new OnnxSession(model, state, options)),
};

/** ONNX Runtime as an engine: the default one, on the CPU everywhere and on the accelerators that this build of it knows. */
import { cpus, totalmem } from 'node:os';
import * as ort from 'onnxruntime-node';
import { estimateOnnxMemory } from '../../targets/onnx/memory/estimate.ts';
import type { Candidate, Engine } from '../../train/engine.ts';
import { OnnxSession } from './session.ts';
import { phrase, verbatim } from '../../phrases.ts';

/** Accelerators by ONNX Runtime's names; the machine may lack the hardware or a driver. */
const ACCELERATORS = ['webgpu', 'cuda', 'tensorrt', 'dml', 'coreml'] as const;
const engine = verbatim('ONNX Runtime');

export const onnxEngine: Engine = {
  id: 'onnx',
  title: 'ONNX Runtime',
  fallback: 'cpu',
  devices(): Promise<Candidate[]> {
    const built = new Set<string>(ort.listSupportedBackends().map(({ name }) => name));
    const known = ACCELERATORS.filter((name) => built.has(name));
    return Promise.resolve([
      {
        engine: 'onnx',
        id: 'cpu',
        title: phrase('device-cpu', { count: cpus().length, engine }),
        hardware: cpus()[0]?.model ?? '',
        available: true,
        memoryBytes: totalmem(),
      },
      ...known.map((name) => ({
        engine: 'onnx',
        id: name,
        title: phrase(`device-${name}`, { engine }),
        available: true,
        uncertain: true,
      })),
    ]);
  },
  estimateMemory: estimateOnnxMemory,
  open: (model, state, options) => Promise.resolve(new OnnxSession(model, state, options)),
};

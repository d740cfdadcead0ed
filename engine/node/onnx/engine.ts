/** ONNX Runtime as an engine: the default one, on the CPU everywhere and on WebGPU where the machine has it. */
import { cpus, totalmem } from 'node:os';
import * as ort from 'onnxruntime-node';
import { Builder } from '../../ir/builder.ts';
import { toOnnx } from '../../targets/onnx/lower.ts';
import type { Device, Engine } from '../../train/engine.ts';
import { OnnxSession } from './session.ts';

/** Whether a session starts on the device; if not, what ONNX Runtime says. */
async function startsOn(device: string): Promise<string | undefined> {
  const b = new Builder();
  b.output('y', b.neg(b.input('x', 'float32', [1])));
  try {
    const session = await ort.InferenceSession.create(toOnnx(b.finish()), { executionProviders: [device], logSeverityLevel: 4 });
    await session.release();
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0]!;
  }
}

export const onnxEngine: Engine = {
  id: 'onnx',
  title: 'ONNX Runtime',
  async devices(): Promise<Device[]> {
    const reason = await startsOn('webgpu');
    return [
      { engine: 'onnx', id: 'cpu', title: `CPU, ${cpus().length} threads · ONNX Runtime`, available: true, memoryBytes: totalmem() },
      { engine: 'onnx', id: 'webgpu', title: 'WebGPU · ONNX Runtime', available: reason === undefined, ...(reason && { reason }) },
    ];
  },
  open: (model, state, options) => Promise.resolve(new OnnxSession(model, state, options)),
};

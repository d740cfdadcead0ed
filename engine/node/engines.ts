/** The engines there are, by id. */
import { problem, UserError } from '../problems.ts';
import type { Device, Engine } from '../train/engine.ts';
import { onnxEngine } from './onnx/engine.ts';
import { tfjsEngine } from './tfjs/engine.ts';

export const ENGINES: readonly Engine[] = [onnxEngine, tfjsEngine];

export function engineOf(id: string): Engine {
  const engine = ENGINES.find((engine) => engine.id === id);
  if (engine) return engine;
  throw new UserError(problem('engine-unavailable', { engine: `The engine "${id}"`, reason: 'there is none of that name', todo: `Choose one of ${ENGINES.map(({ id }) => id).join(', ')}.` }));
}

export async function listDevices(): Promise<Device[]> {
  return (await Promise.all(ENGINES.map((engine) => engine.devices()))).flat();
}

/** TensorFlow.js as an engine: the second one. Everything heavy is loaded when a model is opened, not with this file. */
import { cpus, totalmem } from 'node:os';
import { problem, UserError } from '../../problems.ts';
import type { Candidate, Engine } from '../../train/engine.ts';
import { addonReason, installedAddon } from './addon.ts';

/** WebAssembly addresses no more. */
const WASM_MEMORY = 2 ** 32;

export const tfjsEngine: Engine = {
  id: 'tfjs',
  title: 'TensorFlow.js',
  fallback: 'wasm',
  async devices(): Promise<Candidate[]> {
    const installed = await installedAddon();
    const hardware = cpus()[0]?.model ?? '';
    return [
      {
        engine: 'tfjs',
        id: 'native',
        title: installed
          ? `CPU, TensorFlow ${installed.version} · TensorFlow.js`
          : 'CPU, native TensorFlow · TensorFlow.js',
        hardware,
        available: installed !== undefined,
        ...(!installed && { reason: addonReason() }),
        memoryBytes: totalmem(),
        addon: { name: 'tfjs-node', installed: installed !== undefined },
      },
      {
        engine: 'tfjs',
        id: 'wasm',
        title: 'CPU, WebAssembly, 1 thread · TensorFlow.js',
        hardware,
        available: true,
        memoryBytes: WASM_MEMORY,
      },
    ];
  },
  async open(model, state, { device, threads }) {
    const { TfjsSession } = await import('./session.ts');
    if (device === 'wasm') {
      await (await import('./wasm.ts')).startWasm();
      return TfjsSession.open(model, state, 'wasm');
    }
    const unavailable = (reason: string, todo: string) =>
      new UserError(problem('engine-unavailable', { engine: `The device "${device}" of TensorFlow.js`, reason, todo }));
    if (device !== 'native') throw unavailable('there is none of that name', 'Choose native or wasm.');
    const installed = await installedAddon();
    if (!installed) throw unavailable(addonReason(), 'Or choose the device wasm.');
    const { NATIVE, startNative } = await import('./native.ts');
    try {
      startNative(installed.folder, threads);
    } catch (error) {
      throw unavailable(
        (error as Error).message,
        'Remove the add-on and add it again (loom engines remove tfjs-node, loom engines add tfjs-node), or choose the device wasm.',
      );
    }
    return TfjsSession.open(model, state, NATIVE);
  },
};

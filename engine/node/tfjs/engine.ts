/** TensorFlow.js as an engine: the second one. Everything heavy is loaded when a model is opened, not with this file. */
import { cpus, totalmem } from 'node:os';
import { problem, UserError, reasonOf } from '../../problems.ts';
import type { Candidate, Engine } from '../../train/engine.ts';
import { addonReason, installedAddon } from './addon.ts';
import { type Phrase, phrase, verbatim, type Value as TextValue } from '../../phrases.ts';

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
          ? phrase('device-tensorflow', { version: verbatim(installed.version) })
          : phrase('device-native-tensorflow'),
        hardware,
        available: installed !== undefined,
        ...(!installed && { reason: addonReason() }),
        memoryBytes: totalmem(),
        addon: { name: 'tfjs-node', installed: installed !== undefined },
      },
      {
        engine: 'tfjs',
        id: 'wasm',
        title: phrase('device-wasm'),
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
    const unavailable = (reason: TextValue, todo: Phrase) =>
      new UserError(
        problem('engine-unavailable', {
          engine: phrase('the-device-of', { name: verbatim(device), engine: verbatim('TensorFlow.js') }),
          reason,
          todo,
        }),
      );
    if (device !== 'native') throw unavailable(phrase('none-of-that-name'), phrase('choose-native-or-wasm'));
    const installed = await installedAddon();
    if (!installed) throw unavailable(addonReason(), phrase('or-choose-wasm'));
    const { NATIVE, startNative } = await import('./native.ts');
    try {
      startNative(installed.folder, threads);
    } catch (error) {
      throw unavailable(reasonOf(error), phrase('add-again-or-wasm'));
    }
    return TfjsSession.open(model, state, NATIVE);
  },
};

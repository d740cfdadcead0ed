/** The engines there are, by id, and the add-on that one of them can use. */
import { problem, UserError } from '../../problems.ts';
import type { Engine } from '../../train/engine.ts';
import { onnxEngine } from '../onnx/engine.ts';
import { ADDON, addAddon, type AddOptions, removeAddon } from '../tfjs/addon.ts';
import { tfjsEngine } from '../tfjs/engine.ts';
import { phrase, verbatim } from '../../phrases.ts';

export const ENGINES: readonly Engine[] = [onnxEngine, tfjsEngine];

export function engineOf(id: string): Engine {
  const engine = ENGINES.find((engine) => engine.id === id);
  if (engine) return engine;
  throw new UserError(
    problem('engine-unavailable', {
      engine: phrase('the-engine', { name: verbatim(id) }),
      reason: phrase('none-of-that-name'),
      todo: phrase('choose-one-of', { names: ENGINES.map((one) => verbatim(one.id)) }),
    }),
  );
}

/** Fetches an add-on, whole or not at all. Throws a `UserError`. */
export async function addEngine(name: string, options: AddOptions): Promise<void> {
  assertAddon(name);
  await addAddon(options);
}

/** Removes an add-on; false where it was not there. */
export function removeEngine(name: string): Promise<boolean> {
  assertAddon(name);
  return removeAddon();
}

function assertAddon(name: string): void {
  if (name !== ADDON)
    throw new UserError(
      problem('engine-unavailable', {
        engine: phrase('the-add-on', { name: verbatim(name) }),
        reason: phrase('none-of-that-name'),
        todo: phrase('there-is-one', { name: verbatim(ADDON) }),
      }),
    );
}

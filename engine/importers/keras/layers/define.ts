import type { Flow } from '../../common/flow.ts';
import type { LayerCall } from '../call.ts';

/** Draws what a layer does, and gives what flows out of it. Throws `Unmapped` where no layer here does that. */
export type Convert = (call: LayerCall) => Flow | readonly Flow[];

/** By the class's name. */
export type Converters = Readonly<Record<string, Convert>>;

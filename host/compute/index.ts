/** The answers to every call that keeps a processor busy. */
import type { Events } from '../../engine/protocol.ts';
import type { ComputeCalls, ComputeContext } from '../platform.ts';
import { dataCalls } from './data.ts';
import { engineCalls } from './engines.ts';
import { exportCalls } from './export.ts';
import { modelCalls } from './model.ts';
import { modelFileCalls } from './models.ts';
import { planCalls } from './plan.ts';
import { weightsCalls } from './weights.ts';

/** `progress` hears of add-ons that are fetched. */
export const computeCalls = (
  context: ComputeContext,
  progress: (event: Events['engines.progress']) => void,
): ComputeCalls => ({
  ...engineCalls(context, progress),
  ...dataCalls(context),
  ...modelCalls(context),
  ...weightsCalls(context),
  ...modelFileCalls(context),
  ...exportCalls(context),
  ...planCalls(context),
});

/** The Eclipse Layout Kernel in a worker of its own, loaded when something is first laid out. */
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { LayoutKernel } from '../actions/graph/tidy.ts';

let elk: Promise<{ layout: LayoutKernel }> | undefined;

async function start() {
  const [{ default: Elk }, { default: Worker }] = await Promise.all([
    import('elkjs/lib/elk-api.js'),
    import('elkjs/lib/elk-worker.min.js?worker'),
  ]);
  return new Elk({ workerFactory: () => new Worker() });
}

export const elkInWorker: LayoutKernel = async (graph: ElkNode) => {
  elk ??= start();
  return (await elk).layout(graph);
};

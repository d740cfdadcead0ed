import { parseDocument } from '../../engine/graph/file.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { estimateOnnxMemory } from '../../engine/targets/onnx/memory/estimate.ts';
import { foreseeMemory } from '../../engine/train/memoryReport.ts';
import type { Calls } from '../calls/define.ts';
import type { ComputeContext } from '../platform.ts';

export function planCalls({ machine }: ComputeContext): Calls<'plan'> {
  return {
    /** On the default engine. */
    async 'plan.memory'({ document: text, dataset }) {
      const document = parseDocument(text, 'The document');
      const checked = checkGraph(document.graph);
      return foreseeMemory(document, checked, dataset, estimateOnnxMemory, machine.availableMemory());
    },
  };
}

import { parseDocument } from '../../engine/graph/file.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { estimateOnnxMemory } from '../../engine/targets/onnx/memory/estimate.ts';
import { inSlices } from '../../engine/slices.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import { foreseeMemory } from '../../engine/train/memory/report.ts';
import type { Calls } from '../calls/define.ts';
import type { ComputeContext } from '../platform.ts';

export function planCalls({ machine }: ComputeContext): Calls<'plan'> {
  return {
    /** On the default engine. */
    async 'plan.memory'({ document: text, dataset }, { signal }) {
      const { breathe } = asLongAsWanted(machine, signal);
      const document = parseDocument(text, 'The document');
      await breathe();
      const checked = checkGraph(document.graph);
      await breathe();
      const plan = foreseeMemory(document, checked, dataset, estimateOnnxMemory, machine.availableMemory());
      return inSlices(plan, breathe);
    },
  };
}

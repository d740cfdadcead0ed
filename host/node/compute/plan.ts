import { parseDocument } from '../../../engine/graph/file.ts';
import { foreseeMemory } from '../../../engine/node/training/memory.ts';
import { checkGraph } from '../../../engine/passes/check.ts';
import type { Calls } from '../../calls/define.ts';

export function planCalls(): Calls<'plan'> {
  return {
    async 'plan.memory'({ document: text, dataset }) {
      const document = parseDocument(text, 'The document');
      return foreseeMemory(document, checkGraph(document.graph), dataset);
    },
  };
}

import { prunedKernels, prunedLines } from '../../../engine/train/pruning/text.ts';
import type { RunView } from '../../state/runs/runs.ts';

/** What pruning came to in a run that is over, and in each kernel when asked for. */
export function Pruned({ finished }: Pick<RunView, 'finished'>) {
  return finished?.pruned ? (
    <details>
      <summary>{prunedLines(finished.pruned, finished.validation).join(' ')}</summary>
      {prunedKernels(finished.pruned)}
    </details>
  ) : null;
}

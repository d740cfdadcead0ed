/** Pruning by magnitude while training goes on (`learn/pruning.ts`), as functions of Python. */
import type { TrainingConfig } from '../../graph/document.ts';
import { MOST_RISES } from '../../learn/pruning.ts';
import { numberText } from './text.ts';

/** How many of the kernels' elements are zero, step by step. */
export const sparsitySource = ({ sparsity, begin, end }: TrainingConfig['pruning']): string => `def span(steps):
    """Between which steps, counted as those that are done, the sparsity rises."""
    last = max(0, steps - 1)
    first = min(last, math.floor(${numberText(begin)} * steps + 0.5))
    return first, max(first, min(last, math.floor(${numberText(end)} * steps + 0.5)))


def is_pruned(done, steps):
    """Whether the weights after so many of the steps are as sparse as they will be."""
    return done > span(steps)[1]


def sparsity(done, steps):
    """What share of the kernels is zero from the next step on; None where it stays as it is (Zhu and Gupta 2017)."""
    first, last = span(steps)
    if done < first or done > last:
        return None
    rises = min(${numberText(MOST_RISES)}, last - first)
    if rises == 0:
        return ${numberText(sparsity)}
    rise = (done - first) * rises // (last - first)
    due = first + math.ceil(rise * (last - first) / rises)
    return ${numberText(sparsity)} * (1 - (1 - rise / rises) ** 3) if rise > 0 and due == done else None
`;

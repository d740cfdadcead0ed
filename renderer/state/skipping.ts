/** Data of which some cannot be read: the person is asked whether that is left out. */
import { leavesOut } from '../../engine/data/given/skipping.ts';
import { verbatim } from '../../engine/phrases.ts';
import { UserError, wordProblem } from '../../engine/problems.ts';
import { t, word } from '../../engine/texts/index.ts';
import { askDialog } from './dialogs.ts';

/**
 * Looks at data, and once more without what cannot be read where the person wants that; null where they think better of it. `wanted`:
 * they have said so already.
 */
export async function orSkipping<T>(look: (skip: boolean) => Promise<T>, wanted = false): Promise<T | null> {
  try {
    return await look(wanted);
  } catch (error) {
    const found = error instanceof UserError ? error.problems : [];
    const [repair] = found.flatMap(({ repairs }) => repairs.filter(leavesOut));
    if (!repair || !found.every(({ repairs }) => repairs.some(leavesOut))) throw error;
    const answer = await askDialog('confirm', {
      title: t('given.skip', 'Some of it cannot be read'),
      description: word(verbatim(found.map(wordProblem).join('\n'))),
      answers: [
        { id: 'no', title: t('common.cancel', 'Cancel') },
        { id: 'yes', title: word(repair.title) },
      ],
    });
    return answer === 'yes' ? look(true) : null;
  }
}

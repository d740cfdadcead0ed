/** A document that came from elsewhere may name any file of this machine as its data: the person is asked once before it is read. */
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { UserError } from '../../../engine/problems.ts';
import type { CallArguments, CallName, CallResults, OnProgress } from '../../../engine/protocol.ts';
import { askDialog } from '../dialogs.ts';
import { ask } from '../host.ts';

/** Questions that are open or were answered, so that none is asked twice. */
const answers = new Map<string, Promise<boolean>>();

/** Asks the host for something that reads a document's data. */
export async function askForData<C extends CallName>(
  name: C,
  args: CallArguments[C],
  signal?: AbortSignal,
  progress?: OnProgress,
): Promise<CallResults[C]> {
  try {
    return await ask(name, args, signal, progress);
  } catch (error) {
    const outside = error instanceof UserError && error.problems.find(({ code }) => code === 'data-outside');
    if (!outside || !(await isAllowed(outside.values.paths as readonly string[]))) throw error;
    return ask(name, args, signal, progress);
  }
}

function isAllowed(paths: readonly string[]): Promise<boolean> {
  const key = JSON.stringify(paths);
  const answer = answers.get(key) ?? question(paths);
  answers.set(key, answer);
  return answer;
}

async function question(paths: readonly string[]): Promise<boolean> {
  const answer = await askDialog('confirm', {
    title: t('data.outside', 'Read data from outside the document’s folder?'),
    description: t(
      'data.outside.which',
      'The document reads {{paths}}. Allow it only where you know who made the document.',
      { paths: verbatim(paths.join(', ')) },
    ),
    answers: [
      { id: 'no', title: t('data.outside.no', 'Do not read it') },
      { id: 'yes', title: t('data.outside.yes', 'Read it') },
    ],
  });
  if (answer !== 'yes') return false;
  await ask('data.allow', { paths: [...paths] });
  return true;
}

/** What the person said no to is asked again. */
export const askAgain = (): void => answers.clear();

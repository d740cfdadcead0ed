import type { PickQuestion } from '../../state/dialogs.ts';
import { PickDialog } from '../../ui/pick/PickDialog.tsx';

/** Picks one of many things by its name: a command, what a layer is to be connected with. */
export const PickQuestionDialog = ({
  question,
  close,
}: {
  readonly question: PickQuestion;
  readonly close: (answer: unknown) => void;
}) => <PickDialog {...question} close={close} />;

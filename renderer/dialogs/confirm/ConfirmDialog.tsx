import type { Confirmation } from '../../state/dialogs.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** A question with a button for each answer; Esc is none of them. */
export function ConfirmDialog({
  question: { title, description, answers },
  close,
}: {
  readonly question: Confirmation;
  readonly close: (answer: string | null) => void;
}) {
  return (
    <Dialog
      title={title}
      description={description}
      onClose={() => close(null)}
      actions={answers.map((answer, i) => (
        <Button key={answer.id} look={i === answers.length - 1 ? 'primary' : 'plain'} onClick={() => close(answer.id)}>
          {answer.title}
        </Button>
      ))}
    >
      {null}
    </Dialog>
  );
}

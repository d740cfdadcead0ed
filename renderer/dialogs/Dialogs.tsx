import type { ComponentType } from 'react';
import { type OpenDialog, useDialogs } from '../state/dialogs.ts';
import { t } from '../../engine/texts/index.ts';
import { Boundary } from '../ui/Boundary.tsx';
import { DIALOGS, QUESTIONS } from './index.ts';

/** Where the dialogs that are open appear. */
export function Dialogs() {
  return useDialogs().map((open) => (
    <Boundary key={open.key} what={t('boundary.dialog', 'The dialog')} onClose={() => open.close(undefined)}>
      <Opened open={open} />
    </Boundary>
  ));
}

function Opened({ open: { id, question, close } }: { readonly open: OpenDialog }) {
  const dialog = DIALOGS.find((one) => one.id === id);
  if (dialog) return <dialog.Dialog title={dialog.title()} close={() => close(undefined)} />;
  const Question = (QUESTIONS as Readonly<Record<string, ComponentType<{ question: never; close: typeof close }>>>)[id];
  if (!Question) throw new Error(`internal: there is no dialog ${id}`);
  return <Question question={question as never} close={close} />;
}

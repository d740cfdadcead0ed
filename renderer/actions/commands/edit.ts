import { withinSentence } from '../../../engine/texts/definitions.ts';
import { t } from '../../../engine/texts/index.ts';
import { activeDocument, redo, undo } from '../../state/document/workspace.ts';
import type { Command } from './define.ts';

const lastDone = () => activeDocument()?.history.done.at(-1);
const lastUndone = () => activeDocument()?.history.undone.at(-1);

export const EDIT_COMMANDS: readonly Command[] = [
  {
    id: 'edit.undo',
    title: () =>
      lastDone()
        ? t('commands.edit.undo.what', 'Undo {{what}}', { what: withinSentence(lastDone()!.label) })
        : t('commands.edit.undo', 'Undo'),
    group: 'Edit',
    keys: 'Mod+Z',
    when: () => lastDone() !== undefined,
    run: undo,
  },
  {
    id: 'edit.redo',
    title: () =>
      lastUndone()
        ? t('commands.edit.redo.what', 'Redo {{what}}', { what: withinSentence(lastUndone()!.label) })
        : t('commands.edit.redo', 'Redo'),
    group: 'Edit',
    keys: 'Mod+Shift+Z Mod+Y',
    when: () => lastUndone() !== undefined,
    run: redo,
  },
];

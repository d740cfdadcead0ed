import { t } from '../../../engine/texts/index.ts';
import type { DialogDefinition } from '../define.ts';
import { Shortcuts } from './Shortcuts.tsx';

export const shortcuts: DialogDefinition = {
  id: 'shortcuts',
  title: () => t('shortcuts.title', 'Keyboard shortcuts'),
  Dialog: Shortcuts,
  command: { id: 'view.shortcuts', title: 'Keyboard shortcuts', group: 'Help', keys: '?' },
};

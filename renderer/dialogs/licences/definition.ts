import { t } from '../../../engine/texts/index.ts';
import type { DialogDefinition } from '../define.ts';
import { Licences } from './Licences.tsx';

export const licences: DialogDefinition = {
  id: 'licences',
  title: () => t('licences.title', 'Licences'),
  Dialog: Licences,
  command: { id: 'view.licences', title: 'Licences', group: 'Help' },
};

import { t } from '../../../engine/texts/index.ts';
import type { DialogDefinition } from '../define.ts';
import { KeptTables } from './KeptTables.tsx';

export const keptTables: DialogDefinition = {
  id: 'keptTables',
  title: () => t('kept.title', 'Kept tables'),
  Dialog: KeptTables,
  command: {
    id: 'file.keptTables',
    title: 'Kept tables…',
    group: 'File',
    keywords: ['disk', 'space', 'clean up', 'cache', 'data'],
  },
};

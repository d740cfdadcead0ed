import { t } from '../../../engine/texts/index.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import type { DialogDefinition } from '../define.ts';
import { ExportDialog } from './ExportDialog.tsx';

export const exportCode: DialogDefinition = {
  id: 'export',
  title: () => t('export.title', 'Export as code'),
  Dialog: ExportDialog,
  command: {
    id: 'train.export',
    title: 'Export as code…',
    keywords: ['TypeScript', 'code', 'save'],
    group: 'Training',
    keys: 'Mod+E',
    global: true,
    when: () => activeDocument() !== undefined,
  },
};

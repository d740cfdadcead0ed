import { t } from '../../../engine/texts/index.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import type { DialogDefinition } from '../define.ts';
import { ImportedDialog } from './ImportedDialog.tsx';

/** Shown when a model of another program was opened that is not wholly what it was. */
export const imported: DialogDefinition = {
  id: 'imported',
  title: () => t('imported.title', 'Report of the import'),
  Dialog: ImportedDialog,
  command: {
    id: 'file.importReport',
    title: 'Report of the import',
    keywords: ['model', 'mapped', 'approximated', 'opaque', 'refused', 'onnx', 'keras', 'pytorch'],
    group: 'File',
    when: () => activeDocument()?.imported != null,
  },
};

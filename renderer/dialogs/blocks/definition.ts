import { t } from '../../../engine/texts/index.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import type { DialogDefinition } from '../define.ts';
import { Blocks } from './Blocks.tsx';

export const blocks: DialogDefinition = {
  id: 'blocks',
  title: () => t('blocks.title', 'Blocks'),
  Dialog: Blocks,
  command: {
    id: 'canvas.blocks',
    title: 'Manage blocks…',
    keywords: ['library', 'rename', 'unused', 'definitions'],
    group: 'Edit',
    when: () => activeDocument() !== undefined,
  },
};

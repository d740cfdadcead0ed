import { t } from '../../../engine/texts/index.ts';
import type { DialogDefinition } from '../define.ts';
import { Gallery } from './Gallery.tsx';

export const gallery: DialogDefinition = {
  id: 'gallery',
  title: () => t('gallery.title', 'New from template'),
  Dialog: Gallery,
  command: {
    id: 'file.newFromTemplate',
    title: 'New from template…',
    keywords: ['gallery', 'example', 'network'],
    group: 'File',
  },
};

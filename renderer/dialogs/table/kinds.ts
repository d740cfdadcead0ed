import type { TableKind } from '../../../engine/data/tables.ts';
import { t } from '../../../engine/texts/index.ts';

export function kindTitle(kind: TableKind): string {
  switch (kind) {
    case 'number':
      return t('columns.number', 'number');
    case 'category':
      return t('columns.category', 'category');
    case 'date':
      return t('columns.date', 'date');
    case 'text':
      return t('columns.text', 'text');
  }
}

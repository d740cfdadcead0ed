import { t } from '../../../engine/texts/index.ts';
import type { DialogDefinition } from '../define.ts';
import { WeightsDialog } from './WeightsDialog.tsx';

/** Opened from the training settings, where a training starts from weights. */
export const weights: DialogDefinition = {
  id: 'weights',
  title: () => t('export.weights', 'Weights'),
  Dialog: WeightsDialog,
};

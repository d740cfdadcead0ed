import { Activity } from 'lucide-react';
import { definePanel } from '../define.ts';
import { LayerStatistics } from './LayerStatistics.tsx';

export const statistics = definePanel({
  id: 'statistics',
  title: 'Layer statistics',
  keywords: ['gradients', 'norms', 'histograms', 'activations'],
  Icon: Activity,
  Panel: LayerStatistics,
});

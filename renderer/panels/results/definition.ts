import { Grid3x3 } from 'lucide-react';
import { definePanel } from '../define.ts';
import { Results } from './Results.tsx';

export const results = definePanel({
  id: 'results',
  title: 'Results',
  keywords: ['confusion matrix', 'test', 'draw'],
  Icon: Grid3x3,
  Panel: Results,
});

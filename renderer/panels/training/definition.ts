import { ChartSpline } from 'lucide-react';
import { definePanel } from '../define.ts';
import { Training, TrainingTools } from './Training.tsx';

export const training = definePanel({
  id: 'training',
  title: 'Training',
  Icon: ChartSpline,
  Panel: Training,
  Tools: TrainingTools,
});

import { TriangleAlert } from 'lucide-react';
import { definePanel } from '../define.ts';
import { ProblemCount, Problems } from './Problems.tsx';

export const problems = definePanel({
  id: 'problems',
  title: 'Problems',
  Icon: TriangleAlert,
  Panel: Problems,
  Badge: ProblemCount,
});

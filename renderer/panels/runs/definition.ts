import { History } from 'lucide-react';
import { definePanel } from '../define.ts';
import { Runs } from './Runs.tsx';

export const runs = definePanel({
  id: 'runs',
  title: 'Runs',
  Icon: History,
  Panel: Runs,
});

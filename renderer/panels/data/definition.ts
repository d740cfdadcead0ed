import { Table2 } from 'lucide-react';
import { definePanel } from '../define.ts';
import { Data } from './Data.tsx';

export const data = definePanel({
  id: 'data',
  title: 'Data',
  Icon: Table2,
  Panel: Data,
});

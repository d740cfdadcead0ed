import { CodeXml } from 'lucide-react';
import { definePanel } from '../define.ts';
import { Code, CodeTools } from './Code.tsx';

export const code = definePanel({
  id: 'code',
  title: 'Code',
  Icon: CodeXml,
  Panel: Code,
  Tools: CodeTools,
});

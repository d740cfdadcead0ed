import { defineSchedule } from '../define.ts';

export const constant = defineSchedule({
  id: 'constant',
  title: 'Constant',
  doc: 'The learning rate stays as it is.',
  settings: {},
  unit: () => 'steps',
  factor: () => 1,
});

import { defineSchedule } from '../define.ts';

export const constant = defineSchedule({
  id: 'constant',
  title: 'Constant',
  doc: 'The learning rate stays as it is.',
  formula: '\\eta_t = \\eta',
  source: {
    title: 'PyTorch: ConstantLR',
    url: 'https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html',
  },
  settings: {},
  unit: () => 'steps',
  factor: () => '1',
});

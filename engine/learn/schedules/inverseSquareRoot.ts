import { int } from '../../settings.ts';
import { defineSchedule } from '../define.ts';

export const inverseSquareRoot = defineSchedule({
  id: 'inverseSquareRoot',
  title: 'Inverse square root',
  doc: 'Rises in a straight line to the learning rate, then falls with the root of the steps. Transformers were first trained so.',
  formula: '\\eta_t = \\eta \\min(t / w, \\sqrt{w / t})',
  source: { title: 'Vaswani et al. 2017, Attention Is All You Need', url: 'https://arxiv.org/abs/1706.03762' },
  settings: { rise: int({ label: 'Rise', default: 4000, min: 1, doc: 'Steps in which it rises.' }) },
  unit: () => 'steps',
  factor: () => 'min((time + 1) / rise, sqrt(rise / (time + 1)))',
});

import { int } from '../../settings.ts';
import { defineSchedule } from '../define.ts';
import { cosineFall, counted, lowest } from './common/settings.ts';

export const cosineRestarts = defineSchedule({
  id: 'cosineRestarts',
  title: 'Cosine with restarts',
  doc: 'Falls along half a cosine, jumps up and falls anew, each time longer by a factor.',
  formula: '\\eta_t = \\eta \\, (l + \\tfrac{1 - l}{2}(1 + \\cos(\\pi t_i / n_i)))',
  source: {
    title: 'PyTorch: CosineAnnealingWarmRestarts',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html',
  },
  settings: {
    period: int({ label: 'Period', default: 10, min: 1, doc: 'How long the first fall takes.' }),
    multiplier: int({
      label: 'Multiplier',
      default: 1,
      min: 1,
      doc: 'Each fall takes so many times as long as the one before.',
    }),
    lowest,
    unit: counted('epochs'),
  },
  unit: ({ unit }) => unit,
  factor: ({ multiplier }) =>
    cosineFall(
      multiplier === 1
        ? 'pi * (time % period) / period'
        : 'pi * sinceRestart(time, period, multiplier) / fallLength(time, period, multiplier)',
    ),
});

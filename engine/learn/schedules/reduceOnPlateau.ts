import { choice, int, number } from '../../settings.ts';
import { defineSchedule } from '../define.ts';

export const reduceOnPlateau = defineSchedule({
  id: 'reduceOnPlateau',
  title: 'Reduce on plateau',
  doc:
    'Falls by a factor whenever the watched validation metric has not got better for some epochs. It ' +
    'watches what early stopping watches, else the first metric, else the loss.',
  formula: '\\eta \\leftarrow \\gamma \\, \\eta',
  source: {
    title: 'PyTorch: ReduceLROnPlateau',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html',
  },
  settings: {
    factor: number({
      label: 'Factor',
      default: 0.1,
      min: 0,
      max: 1,
      exclusiveMin: true,
      exclusiveMax: true,
      doc: 'The learning rate is multiplied by it.',
    }),
    patience: int({
      label: 'Patience',
      default: 10,
      min: 0,
      unit: 'epochs',
      doc: 'Epochs without improvement that are borne.',
    }),
    threshold: number({ label: 'Threshold', default: 1e-4, min: 0, doc: 'What counts as an improvement.' }),
    measure: choice(['relative', 'absolute'], {
      label: 'Measured',
      default: 'relative',
      doc: 'The threshold as a share of the best value, or as a difference.',
      names: { relative: 'Relative', absolute: 'Absolute' },
    }),
    cooldown: int({
      label: 'Cool-down',
      default: 0,
      min: 0,
      unit: 'epochs',
      doc: 'Epochs after a fall in which none is counted.',
    }),
    lowest: number({
      label: 'Lowest',
      default: 0,
      min: 0,
      max: 1,
      doc: 'As a share of the learning rate: it falls no further.',
    }),
  },
  unit: () => 'epochs',
  factor: () => 'share',
  memory: {
    // the share of the learning rate, the best value, epochs without improvement, epochs of cool-down left
    start: { share: 1, best: Number.NaN, waited: 0, cooling: 0 },
    where: {
      margin: "measure == 'absolute' ? threshold : threshold * best",
      // no number was the best so far: at first, or where the metric was none (a file says null then)
      improved: 'not finite(best) ? finite(value) : higher ? value > best + margin : value < best - margin',
      waiting: 'improved or cooling > 0 ? 0 : waited + 1',
      falls: 'waiting > patience',
    },
    next: {
      share: 'falls ? max(share * factor, lowest) : share',
      best: 'improved ? value : best',
      waited: 'falls ? 0 : waiting',
      cooling: 'falls ? cooldown : max(cooling - 1, 0)',
    },
  },
});

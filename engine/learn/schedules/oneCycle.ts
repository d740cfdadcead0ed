import { choice, number } from '../../settings.ts';
import { defineSchedule } from '../define.ts';

export const oneCycle = defineSchedule({
  id: 'oneCycle',
  title: 'One cycle',
  doc: 'Rises to the learning rate and falls far below it, once over the whole training. Momentum stays as it is.',
  formula:
    '\\eta_t = \\eta_a + (\\eta_b - \\eta_a) \\, \\tfrac{1 - \\cos \\pi s}{2}, \\quad (\\eta_a, \\eta_b) ' +
    '= (\\tfrac{\\eta}{d}, \\eta) \\text{ rising}, \\; (\\eta, \\tfrac{\\eta}{d e}) \\text{ falling}',
  source: { title: 'Smith and Topin 2018, Super-Convergence', url: 'https://arxiv.org/abs/1708.07120' },
  settings: {
    rise: number({
      label: 'Rise',
      default: 0.3,
      min: 0,
      max: 1,
      exclusiveMin: true,
      exclusiveMax: true,
      doc: 'Share of the training in which it rises.',
    }),
    start: number({
      label: 'Start divisor',
      default: 25,
      min: 1,
      doc: 'It starts at the learning rate divided by this.',
    }),
    end: number({ label: 'End divisor', default: 10_000, min: 1, doc: 'It ends at its start divided by this.' }),
    shape: choice(['cosine', 'linear'], {
      label: 'Shape',
      default: 'cosine',
      doc: 'Of the rise and the fall.',
      names: { cosine: 'Cosine', linear: 'Straight' },
    }),
  },
  unit: () => 'steps',
  where: { top: 'rise * whole - 1' },
  factor({ shape }) {
    const between = (from: string, to: string, share: string) =>
      shape === 'linear'
        ? `${from} + (${to} - ${from}) * ${share}`
        : `${to} + (${from} - ${to}) / 2 * (1 + cos(pi * ${share}))`;
    const rising = between('1 / start', '1', '(time / top)');
    const falling = between('1', '1 / start / end', 'min((time - top) / (whole - 1 - top), 1)');
    return `time < top ? ${rising} : ${falling}`;
  },
});

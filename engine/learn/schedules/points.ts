import { choice, ints, numbers } from '../../settings.ts';
import { defineSchedule } from '../define.ts';
import { counted } from './common/settings.ts';
import { phrase } from '../../phrases.ts';

export const points = defineSchedule({
  id: 'points',
  title: 'Own points',
  doc: 'Goes through chosen points: at each moment a share of the learning rate. Before the first and after the last it stays.',
  formula:
    '\\eta_t = \\eta \\, \\big(f_i + (f_{i+1} - f_i) \\tfrac{t - t_i}{t_{i+1} - t_i}\\big), \\quad t_i \\le t < t_{i+1}',
  source: {
    title: 'Optax: piecewise_interpolate_schedule',
    url: 'https://optax.readthedocs.io/en/latest/api/optimizer_schedules.html',
  },
  settings: {
    at: ints({ label: 'Moments', default: [0, 10], min: 0, doc: 'Epochs or steps, in rising order.' }),
    factors: numbers({
      label: 'Shares',
      default: [1, 0.1],
      min: 0,
      doc: 'The share of the learning rate at each moment.',
    }),
    between: choice(['line', 'hold'], {
      label: 'Between',
      default: 'line',
      doc: 'A straight line from point to point, or the last point until the next.',
      names: { line: 'Straight line', hold: 'Stays' },
    }),
    unit: counted('epochs'),
  },
  unit: ({ unit }) => unit,
  check({ at, factors }) {
    if (at.length === 0 || at.length !== factors.length)
      return {
        expected: phrase('shares-for-moments'),
        received: phrase('moments-and-shares', { moments: at.length, shares: factors.length }),
      };
    return at.every((moment, i) => i === 0 || moment > at[i - 1]!)
      ? undefined
      : { expected: phrase('rising-moments'), received: at };
  },
  factor: ({ between }) => `${between === 'line' ? 'interpolated' : 'held'}(at, factors, time)`,
});

import { int, number } from '../../settings.ts';
import { normalFrom } from '../../ir/random.ts';
import { type Column, defineDataset } from '../define.ts';
import { generate, generated } from '../generated.ts';

export const waves = defineDataset({
  id: 'waves',
  title: 'Waves',
  doc:
    'Time series: each is the sum of a slow and a fast sine wave whose height, rhythm and start are drawn anew for ' +
    'every row, with a little noise. What comes next can be told from what was.',
  settings: {
    length: int({ label: 'Length', default: 48, min: 1, doc: 'Steps of the past.' }),
    horizon: int({ label: 'Horizon', default: 12, min: 1, doc: 'Steps of the future, of the first series.' }),
    series: int({ label: 'Series', default: 1, min: 1, doc: 'Values at each step, each a wave of its own.' }),
    noise: number({ label: 'Noise', default: 0.05, min: 0, doc: 'Standard deviation of what is added to each value.' }),
    ...generated(5000),
  },
  async open(_, { length, horizon, series, noise, ...made }) {
    const columns: readonly Column[] = [
      { name: 'past', kind: 'number', shape: [length, series], dtype: 'float32' },
      { name: 'future', kind: 'number', shape: [horizon], dtype: 'float32' },
    ];
    return generate(columns, made, (next) => {
      const normal = normalFrom(next);
      const between = (from: number, to: number) => from + (to - from) * next();
      const wave = (shortest: number, longest: number) => {
        const [height, period, start] = [between(0.5, 1), between(shortest, longest), next()];
        return (step: number) => height * Math.sin(2 * Math.PI * (step / period + start));
      };
      const values = Array.from({ length: series }, () => {
        const [slow, fast] = [wave(24, 48), wave(6, 12)];
        return Float32Array.from(
          { length: length + horizon },
          (_, step) => slow(step) + 0.4 * fast(step) + noise * normal(),
        );
      });
      return {
        past: () =>
          Float32Array.from({ length: length * series }, (_, i) => values[i % series]![Math.floor(i / series)]!),
        future: () => values[0]!.subarray(length),
      };
    });
  },
});

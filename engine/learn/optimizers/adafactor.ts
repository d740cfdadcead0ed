import { number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { decoupledDecay, decayScalars } from './common/decay.ts';

/** The smallest relative difference of float32 numbers, squared, as PyTorch has it. */
const LEAST = 1.1920928955078125e-7;

export const adafactor = defineOptimizer({
  id: 'adafactor',
  title: 'Adafactor',
  doc:
    'Like Adam without momentum, but of the squared gradients of a matrix it remembers the means of rows ' +
    'and columns only: next to no memory. Steps are as long as the weights are large.',
  formula:
    '\\hat v = \\frac{r c}{\\bar r}, \\quad w \\leftarrow w - \\alpha \\frac{g / \\sqrt{\\hat v}}{\\max(1, \\mathrm{rms} / d)}',
  source: { title: 'Shazeer and Stern 2018, Adafactor', url: 'https://arxiv.org/abs/1804.04235' },
  learningRate: 0.01,
  settings: {
    beta2Decay: number({
      label: 'Beta 2 decay',
      default: -0.8,
      max: 0,
      doc: 'How the memory of the squared gradient grows with the steps: 1 - step to the power of this.',
    }),
    smallest: number({
      label: 'Smallest scale',
      default: 1e-3,
      min: 0,
      exclusiveMin: true,
      doc: 'Weights smaller than this move as if they were so large.',
    }),
    threshold: number({
      label: 'Threshold',
      default: 1,
      min: 1,
      doc: 'A step whose root mean square is larger is shortened to it.',
    }),
    weightDecay: decoupledDecay(0),
  },
  slots: (_, shape) =>
    shape.length > 1
      ? [
          { name: 'row', start: 0, shape: [...shape.slice(0, -1), 1] },
          { name: 'column', start: 0, shape: [...shape.slice(0, -2), 1, shape.at(-1)!] },
        ]
      : [{ name: 'square', start: 0 }],
  scalars: (settings) => ({
    rate: 'min(learningRate, 1 / sqrt(step))',
    fresh: 'step ^ beta2Decay',
    memory: '1 - step ^ beta2Decay',
    ...decayScalars(settings),
  }),
  update(b, { weight, gradient, slots, scalars }, { smallest, threshold, weightDecay }) {
    const size = Math.sqrt(b.size(weight));
    const norm = (x: typeof weight) => b.sqrt(b.sum(b.square(x)));
    const scale = b.mul(b.max(b.div(norm(weight), size), smallest), scalars.rate!);
    const squares = b.square(gradient);
    const running = (slot: string, next: typeof weight) =>
      b.add(b.mul(slots[slot]!, scalars.memory!), b.mul(next, scalars.fresh!));
    const next: Record<string, typeof weight> =
      weight.shape.length > 1
        ? { row: running('row', b.mean(squares, [-1], true)), column: running('column', b.mean(squares, [-2], true)) }
        : { square: running('square', squares) };
    const variance = next.square ?? b.mul(b.div(next.row!, b.max(b.mean(next.row!, [-2], true), LEAST)), next.column!);
    const step = b.div(gradient, b.sqrt(b.max(variance, LEAST * LEAST)));
    const shortened = b.div(scale, b.max(b.div(norm(step), size * threshold), 1));
    return {
      weight: b.sub(weightDecay > 0 ? b.mul(weight, scalars.keep!) : weight, b.mul(step, shortened)),
      slots: next,
    };
  },
});

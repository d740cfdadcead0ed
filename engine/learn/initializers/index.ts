/** The initializers. The scaled ones take the fans of the weight's layer. */
import { normalFrom } from '../../ir/random.ts';
import { number, type Schema, type SettingsOf } from '../../settings.ts';
import { sizeOf } from '../../types/shape.ts';
import { defineInitializer, type Initializer } from '../define.ts';
import { dirac, identity, orthogonal, sparse } from './structured.ts';

const GLOROT = {
  title: 'Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks',
  url: 'https://proceedings.mlr.press/v9/glorot10a.html',
};
const LECUN = {
  title: 'LeCun et al. 1998, Efficient BackProp',
  url: 'http://yann.lecun.com/exdb/publis/pdf/lecun-98b.pdf',
};
const HE = { title: 'He et al. 2015, Delving Deep into Rectifiers', url: 'https://arxiv.org/abs/1502.01852' };

const torchInit = (name: string) => ({
  title: `PyTorch: ${name}`,
  url: `https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.${name}`,
});

type About<S extends Schema> = Pick<Initializer<S>, 'id' | 'title' | 'doc' | 'formula' | 'source' | 'settings'>;
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** An initializer that draws each element by itself. */
function drawn<const S extends Schema>(
  about: About<S>,
  make: (fans: Fans, settings: SettingsOf<S>, uniform: () => number) => () => number,
): Initializer {
  return defineInitializer<S>({
    ...about,
    fill({ shape, fanIn, fanOut }, settings, uniform) {
      const draw = make({ fanIn, fanOut }, settings, uniform);
      // Float32Array.from with a function takes several times as long
      const values = new Float32Array(sizeOf(shape));
      for (let i = 0; i < values.length; i++) values[i] = draw();
      return values;
    },
  });
}

/** One that spreads the elements evenly on both sides of 0. The loop is its own: one that calls all kinds of draws takes several times as long. */
const evenly = (about: About<Record<never, never>>, boundOf: (fans: Fans) => number): Initializer =>
  defineInitializer({
    ...about,
    fill({ shape, fanIn, fanOut }, _, uniform) {
      const bound = boundOf({ fanIn, fanOut });
      const values = new Float32Array(sizeOf(shape));
      for (let i = 0; i < values.length; i++) values[i] = (2 * uniform() - 1) * bound;
      return values;
    },
  });

const normalOf = (uniform: () => number, deviation: number, mean = 0) => {
  const next = normalFrom(uniform);
  return () => mean + deviation * next();
};

export const INITIALIZERS: readonly Initializer[] = [
  drawn(
    { id: 'zeros', title: 'Zeros', doc: 'All 0.', formula: 'w = 0', source: torchInit('zeros_'), settings: {} },
    () => () => 0,
  ),
  drawn(
    { id: 'ones', title: 'Ones', doc: 'All 1.', formula: 'w = 1', source: torchInit('ones_'), settings: {} },
    () => () => 1,
  ),
  drawn(
    {
      id: 'constant',
      title: 'Constant',
      doc: 'All the same value.',
      formula: 'w = c',
      source: torchInit('constant_'),
      settings: { value: number({ label: 'Value', default: 0, doc: 'The value.' }) },
    },
    (_, { value }) =>
      () =>
        value,
  ),
  drawn(
    {
      id: 'normal',
      title: 'Normal',
      doc: 'Normally distributed.',
      formula: 'N(\\mu, \\sigma^2)',
      source: torchInit('normal_'),
      settings: {
        mean: number({ label: 'Mean', default: 0, doc: 'Centre.' }),
        deviation: number({ label: 'Deviation', default: 1, min: 0, doc: 'Standard deviation.' }),
      },
    },
    (_, { mean, deviation }, uniform) => normalOf(uniform, deviation, mean),
  ),
  drawn(
    {
      id: 'truncated-normal',
      title: 'Truncated normal',
      doc: 'Normally distributed; what lies too far out is drawn again. Usual for Transformers.',
      formula: 'N(\\mu, \\sigma^2), \\; |w - \\mu| \\le a \\sigma',
      source: torchInit('trunc_normal_'),
      settings: {
        mean: number({ label: 'Mean', default: 0, doc: 'Centre.' }),
        deviation: number({
          label: 'Deviation',
          default: 0.02,
          min: 0,
          doc: 'Standard deviation before what lies out is drawn again.',
        }),
        limit: number({ label: 'Limit', default: 2, min: 0.1, doc: 'How many deviations from the centre is too far.' }),
      },
    },
    (_, { mean, deviation, limit }, uniform) => {
      const next = normalFrom(uniform);
      return () => {
        let draw = next();
        while (Math.abs(draw) > limit) draw = next();
        return mean + deviation * draw;
      };
    },
  ),
  drawn(
    {
      id: 'uniform',
      title: 'Uniform',
      doc: 'Evenly spread between two bounds.',
      formula: 'U(a, b)',
      source: torchInit('uniform_'),
      settings: {
        low: number({ label: 'Low', default: -0.05, doc: 'Smallest.' }),
        high: number({ label: 'High', default: 0.05, doc: 'Largest.' }),
      },
    },
    (_, { low, high }, uniform) =>
      () =>
        low + (high - low) * uniform(),
  ),
  evenly(
    {
      id: 'xavier-uniform',
      title: 'Xavier uniform',
      doc: 'Keeps the variance through tanh and sigmoid layers. Also called Glorot.',
      formula: 'U(\\pm\\sqrt{6 / (f_{in} + f_{out})})',
      source: GLOROT,
      settings: {},
    },
    ({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut)),
  ),
  drawn(
    {
      id: 'xavier-normal',
      title: 'Xavier normal',
      doc: 'Keeps the variance through tanh and sigmoid layers. Also called Glorot.',
      formula: 'N(0, 2 / (f_{in} + f_{out}))',
      source: GLOROT,
      settings: {},
    },
    ({ fanIn, fanOut }, _, uniform) => normalOf(uniform, Math.sqrt(2 / (fanIn + fanOut))),
  ),
  evenly(
    {
      id: 'he-uniform',
      title: 'He uniform',
      doc: 'Keeps the variance through ReLU layers. Also called Kaiming.',
      formula: 'U(\\pm\\sqrt{6 / f_{in}})',
      source: HE,
      settings: {},
    },
    ({ fanIn }) => Math.sqrt(6 / fanIn),
  ),
  drawn(
    {
      id: 'he-normal',
      title: 'He normal',
      doc: 'Keeps the variance through ReLU layers. Also called Kaiming.',
      formula: 'N(0, 2 / f_{in})',
      source: HE,
      settings: {},
    },
    ({ fanIn }, _, uniform) => normalOf(uniform, Math.sqrt(2 / fanIn)),
  ),
  evenly(
    {
      id: 'lecun-uniform',
      title: 'LeCun uniform',
      doc: 'Keeps the variance through layers that are nearly straight, such as SELU.',
      formula: 'U(\\pm\\sqrt{3 / f_{in}})',
      source: LECUN,
      settings: {},
    },
    ({ fanIn }) => Math.sqrt(3 / fanIn),
  ),
  drawn(
    {
      id: 'lecun-normal',
      title: 'LeCun normal',
      doc: 'Keeps the variance through layers that are nearly straight, such as SELU.',
      formula: 'N(0, 1 / f_{in})',
      source: LECUN,
      settings: {},
    },
    ({ fanIn }, _, uniform) => normalOf(uniform, Math.sqrt(1 / fanIn)),
  ),
  evenly(
    {
      id: 'fan-in-uniform',
      title: 'Fan-in uniform',
      doc: 'What PyTorch starts dense, convolution and recurrent layers with.',
      formula: 'U(\\pm 1 / \\sqrt{f_{in}})',
      source: LECUN,
      settings: {},
    },
    ({ fanIn }) => 1 / Math.sqrt(fanIn),
  ),
  orthogonal,
  identity,
  dirac,
  sparse,
];

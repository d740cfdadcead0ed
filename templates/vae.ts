import { int, number } from '../engine/settings.ts';
import { defineTemplate } from './define.ts';
import { pictures, reconstruct } from './classics.ts';

export const vae = defineTemplate({
  id: 'vae',
  title: 'Variational autoencoder',
  family: 'classics',
  doc: 'An autoencoder whose code is a small cloud instead of a point, so that any point near by can be drawn: it makes new pictures.',
  story: {
    purpose: 'To learn what makes a picture of this kind, and to draw new ones.',
    novelty:
      'The reparameterization trick: noise that is drawn beside the network, then scaled and shifted by it, so that ' +
      'gradients pass through a random choice. The loss is a bound on how likely the pictures are.',
    paper: {
      title: 'Kingma and Welling 2013, Auto-Encoding Variational Bayes',
      url: 'https://arxiv.org/abs/1312.6114',
    },
    beware:
      'The encoder gives the logarithm of the variance, not the deviation. The penalty is the whole divergence from a ' +
      'standard normal, summed over the code; the pixels’ losses are a mean here, so the penalty is divided by their ' +
      'number. Without training nothing is drawn at random: the code is then its mean. Where the penalty weighs too ' +
      'much, the code says nothing any more.',
  },
  settings: {
    hidden: int({ label: 'Hidden', default: 400, min: 1, doc: 'Units of the one hidden layer on either side.' }),
    latent: int({ label: 'Code', default: 20, min: 1, doc: 'Numbers that a picture is squeezed into.' }),
    beta: number({
      label: 'Beta',
      default: 1,
      min: 0,
      doc: 'Weight of the divergence; 1 is the paper’s, more takes the code apart (beta-VAE).',
    }),
    ...pictures,
  },
  sizes: [{}],
  small: { hidden: 16, latent: 3 },
  build(net, { hidden, latent, beta, size, channels }) {
    const input = net.input([channels, size, size]);
    const pixels = channels * size * size;
    const inner = net.relu(net.dense(net.flatten(input), 'fc1', hidden));
    const mean = net.dense(inner, 'fc21', latent);
    const logVariance = net.dense(inner, 'fc22', latent);
    const noise = net.add('gaussianNoise', net.add('constant', [], { shape: [latent], values: [0] }), { deviation: 1 });
    const code = net.add(
      'expression',
      { ports: { mean, logVariance, noise } },
      { formula: 'mean + exp(logVariance / 2) * noise' },
    );
    const drawn = net.dense(net.relu(net.dense(code, 'fc3', hidden)), 'fc4', pixels);
    const picture = net.add('reshape', drawn, { shape: [channels, size, size] });
    const divergence = net.add(
      'expression',
      { ports: { mean, logVariance } },
      { formula: '(mean ^ 2 + exp(logVariance) - 1 - logVariance) / 2' },
    );
    net.add('activityPenalty', divergence, { l1: beta / pixels, l2: 0 }, 'divergence');
    net.note(
      code,
      'The code is drawn from a cloud: its middle and its size come from the picture, the noise from outside. So the gradient finds its way back to both.',
    );
    return [picture];
  },
  data: reconstruct,
  // logits: the loss applies the sigmoid
  training: (_, [picture]) => ({
    losses: [{ output: picture!.node, target: 'target', loss: { type: 'binaryCrossEntropy' } }],
    optimizer: { type: 'adam' },
    learningRate: 0.001,
    batchSize: 128,
    epochs: 10,
  }),
});

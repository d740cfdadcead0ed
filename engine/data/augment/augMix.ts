import { int, number } from '../../settings.ts';
import { applySteps } from './apply.ts';
import { beta, dirichlet } from './common/beta.ts';
import { chosen, MOVES, sideOf, TONES } from './common/operations.ts';
import { defineAugmentation, often, type Picture } from './define.ts';

export const augMix = defineAugmentation({
  id: 'augMix',
  title: 'AugMix',
  doc:
    'Mixes the picture with some of its own that were changed one to three times each: shifted, turned, slanted, posterized, solarized, ' +
    'equalized. Where masks or target pictures go along, what would move it is left out.',
  source: {
    title: 'Hendrycks et al. 2020: AugMix: A simple data processing method to improve robustness and uncertainty',
    url: 'https://arxiv.org/abs/1912.02781',
  },
  settings: {
    chains: int({ label: 'Chains', default: 3, min: 1, max: 10, doc: 'Changed pictures that are mixed.' }),
    strength: number({ label: 'Strength', default: 3, min: 0, max: 10, doc: 'Of each change at most, from 0 to 10.' }),
    alpha: number({
      label: 'Alpha',
      default: 1,
      min: 0.01,
      max: 100,
      doc: 'Of the beta and Dirichlet distributions that the shares are drawn from.',
    }),
    share: often(1),
  },
  steps(chance, { chains, strength, alpha }, scene) {
    const operations = scene.accompanied ? TONES : [...MOVES, ...TONES];
    const shares = dirichlet(chance, alpha, chains);
    const changed = beta(chance, alpha);
    const drawn = shares.map(() =>
      Array.from({ length: 1 + Math.floor(3 * chance()) }, () => {
        const [operation, amount] = [chosen(chance, operations), (strength * chance()) / 10];
        return operation(amount, sideOf(chance), scene, 'black');
      }).flat(),
    );
    const paint = (picture: Picture): void => {
      const mixed = picture.data.map((value) => (1 - changed) * value);
      drawn.forEach((steps, i) => {
        const copy = { ...picture, data: picture.data.slice() };
        applySteps(copy, steps);
        for (let at = 0; at < mixed.length; at++) mixed[at]! += changed * shares[i]! * copy.data[at]!;
      });
      picture.data.set(mixed);
    };
    return [{ kind: 'paint', paint }];
  },
});

/** Sequences of tokens: told apart by what a recurrent layer remembers at their end, or every next token guessed by attention. */
import { ADAM, classifier, type Network } from '../define.ts';

const VOCABULARY = 5000;
const recurrent =
  (type: string, length = 100) =>
  (net: Network) =>
    void net.chain(
      net.node('input', { shape: [length], values: 'int32' }),
      ['embedding', { vocabulary: VOCABULARY, width: 64 }],
      [type, { units: 128 }],
      ['dense', { units: 2 }],
    );

/** Four encoder layers whose norms stand after the sums, without positions. */
function transformer(net: Network): void {
  let x = net.chain(net.node('input', { shape: [128], values: 'int32' }), [
    'embedding',
    { vocabulary: VOCABULARY, width: 128 },
  ]);
  for (let layer = 0; layer < 4; layer++) {
    x = net.chain(net.add(x, net.node('multiHeadAttention', { heads: 8 }, [x], 'query')), ['layerNorm']);
    x = net.chain(net.add(x, net.chain(x, ['dense', { units: 512 }], ['relu'], ['dense', { units: 128 }])), [
      'layerNorm',
    ]);
  }
  net.chain(x, ['dense', { units: VOCABULARY }]);
}

export const texts = [
  ...['lstm', 'gru'].map((type) =>
    classifier(`${type}-text`, 32, 2, ADAM, recurrent(type), { vocabulary: VOCABULARY }),
  ),
  classifier('transformer-4x128', 16, VOCABULARY, ADAM, transformer, { vocabulary: VOCABULARY, labels: ['N', 128] }),
];

/** A loop of many steps: how long it takes to load. */
export const long = [classifier('lstm-500', 32, 2, ADAM, recurrent('lstm', 500), { vocabulary: VOCABULARY })];

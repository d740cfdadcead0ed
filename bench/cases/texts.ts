/** Sequences of 100 tokens told apart by what a recurrent layer remembers at their end. */
import { ADAM, classifier, type Network } from '../define.ts';

const VOCABULARY = 5000;
const recurrent = (type: string) => (net: Network) =>
  void net.chain(net.node('input', { shape: [100], values: 'int32' }), ['embedding', { vocabulary: VOCABULARY, width: 64 }], [type, { units: 128 }], ['dense', { units: 2 }]);

export const texts = ['lstm', 'gru'].map((type) => classifier(`${type}-text`, 32, 2, ADAM, recurrent(type), VOCABULARY));

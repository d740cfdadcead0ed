import { initializer, int } from '../../settings.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import { expectAcross, hiddenBy, MASK, visible } from '../common/attention.ts';
import { none, sequence } from '../common/examples.ts';
import { gruStep } from '../common/cells.ts';
import { expectSequence, linear, partOf } from '../common/sequences.ts';
import { defineLayer, reject } from '../define.ts';
import { unitsSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const attentionGru = defineLayer({
  id: 'attentionGru',
  title: 'Attention GRU',
  family: 'recurrent',
  doc:
    'A GRU that looks at another sequence before each step: its state so far asks, additive attention answers, and ' +
    'the answer is read beside the step’s own input. The decoder of the first network that translated with ' +
    'attention. Gates as in GRU.',
  formula:
    'c_t = \\sum_s \\mathrm{softmax}_s\\big(v^\\top \\tanh(W_q h_{t-1} + W_k m_s + b)\\big)\\, m_s, \\quad h_t = \\mathrm{GRU}([x_t, c_t], h_{t-1})',
  source: {
    title: 'Bahdanau et al. 2015, Neural Machine Translation by Jointly Learning to Align and Translate',
    url: 'https://arxiv.org/abs/1409.0473',
  },
  keywords: ['bahdanau', 'decoder', 'seq2seq', 'alignment', 'additive attention'],
  settings: {
    units: int({ label: 'Units', default: 64, min: 1, doc: 'Size of the state, and of the output at each step.' }),
    attention: int({ label: 'Attention units', default: 64, min: 1, doc: 'Width of the hidden layer that scores.' }),
    initializer: initializer({
      label: 'Initializer',
      default: { type: 'fan-in-uniform' },
      doc: 'How weights and biases start.',
    }),
  },
  inputs: [
    { name: 'input', doc: 'N×steps×features: what it reads, such as what has been written so far.' },
    { name: 'memory', doc: 'N×places×features: what it looks at.' },
    { name: 'state', doc: 'Where it starts, N×units. Zero without a wire.', optional: true },
    { ...MASK, doc: 'N×places: 0 where it must not look, such as padding.' },
  ],
  outputs: [
    { name: 'output', doc: 'The state after each step, N×steps×units.' },
    { name: 'state', doc: 'At the end: N×units.' },
    { name: 'weights', doc: 'Where each step looked: N×steps×places.' },
  ],
  summary: unitsSummary,
  infer([x, memory, state, mask], { units }) {
    const unfit = expectSequence(x!) ?? expectSequence(memory!, 'memory');
    if (unfit) return unfit;
    const end: TensorType = { dtype: 'float32', shape: ['N', units] };
    if (state && formatType(state) !== formatType(end))
      return reject(
        'size-mismatch',
        { expected: phrase('start-state', { shape: formatType(end) }), received: formatType(state) },
        { port: 'state' },
      );
    const [steps, places] = [x!.shape[1]!, memory!.shape[1]!];
    return (
      expectAcross(mask, 'mask', 1, 1, places) ?? [
        { dtype: 'float32', shape: ['N', steps, units] },
        end,
        { dtype: 'float32', shape: ['N', steps, places] },
      ]
    );
  },
  weights([x, memory], { units, attention, initializer }) {
    const [features, width] = [x!.shape[2] as number, memory!.shape[2] as number];
    const spec = (fan: number, ...shape: number[]) => ({
      shape,
      initializer,
      fan: [fan, shape[0]!] as const,
      ...(shape.length === 1 && { role: 'bias' as const }),
    });
    return {
      'attention.query.weight': spec(units, attention, units),
      'attention.key.weight': spec(width, attention, width),
      'attention.bias': spec(width, attention),
      'attention.energy.weight': spec(attention, 1, attention),
      weight_ih: spec(units, 3 * units, features + width),
      weight_hh: spec(units, 3 * units, units),
      bias_ih: spec(units, 3 * units),
      bias_hh: spec(units, 3 * units),
    };
  },
  lower({ b }, [x, memory, state, mask], { units }, weights) {
    const { weight_ih: ih, weight_hh: hh, bias_ih: biasIh, bias_hh: biasHh } = weights;
    const [rows, , features] = x!.shape as [number, number, number];
    const [, places, width] = memory!.shape as [number, number, number];
    // what does not depend on the state is done for all steps at once
    const own = b.transpose(linear(b, x!, partOf(b, ih!, 1, 0, features), biasIh), [1, 0, 2]);
    const keys = linear(b, memory!, weights['attention.key.weight']!, weights['attention.bias']);
    const hidden = mask && b.reshape(hiddenBy(b, mask), [rows, 1, places]);
    const constants = [
      keys,
      memory!,
      weights['attention.query.weight']!,
      weights['attention.energy.weight']!,
      partOf(b, ih!, 1, features, features + width),
      hh!,
      biasHh!,
      ...(hidden ? [hidden] : []),
    ];
    const { carries, results } = b.scan(
      { carries: [state ?? b.fill(0, [rows, units])], sequences: [own], constants },
      (inner, [h], [read], [keys, memory, ask, energy, found, hh, biasHh, hidden]) => {
        const query = inner.reshape(inner.matmul(h!, ask!, { transposeB: true }), [rows, 1, ask!.shape[0]!]);
        const scores = inner.reshape(inner.matmul(inner.tanh(inner.add(keys!, query)), energy!, { transposeB: true }), [
          rows,
          1,
          places,
        ]);
        const looks = visible(inner, scores, hidden);
        const context = inner.reshape(inner.matmul(looks, memory!), [rows, width]);
        const after = gruStep(
          inner,
          inner.add(read!, linear(inner, context, found!)),
          linear(inner, h!, hh!, biasHh),
          h!,
        );
        return { carries: [after], results: [after, inner.reshape(looks, [rows, places])] };
      },
    );
    return [b.transpose(results[0]!, [1, 0, 2]), carries[0]!, b.transpose(results[1]!, [1, 0, 2])];
  },
  macs([x, memory], _, { units, attention }) {
    const [steps, features] = x!.shape.slice(1) as [number, number];
    const [places, width] = memory!.shape.slice(1) as [number, number];
    return (
      places * width * attention +
      steps * (units * attention + places * (attention + width) + 3 * units * (features + width + units))
    );
  },
  examples: [
    { inputs: [sequence(3, 2), sequence(4, 5)], settings: { units: 3, attention: 2 }, output: ['N', 3, 3] },
    {
      inputs: [sequence(2, 3), sequence(3, 2), { dtype: 'float32', shape: ['N', 4] }],
      settings: { units: 4, attention: 3 },
      output: ['N', 2, 4],
    },
    {
      inputs: [sequence(3, 2), sequence(4, 3), none, { dtype: 'bool', shape: ['N', 4] }],
      settings: { units: 2, attention: 4 },
      output: ['N', 3, 2],
      batch: 2,
    },
    { inputs: [sequence(1, 1), sequence(1, 1)], settings: { units: 1, attention: 1 }, output: ['N', 1, 1], batch: 1 },
    { inputs: [sequence(5, 3), sequence(2, 4)], settings: { units: 2, attention: 1 }, output: ['N', 5, 2], batch: 5 },
    {
      inputs: [
        sequence(2, 4),
        sequence(6, 2),
        { dtype: 'float32', shape: ['N', 3] },
        { dtype: 'int32', shape: ['N', 6] },
      ],
      settings: { units: 3, attention: 2 },
      output: ['N', 2, 3],
      below: 2,
    },
  ],
});

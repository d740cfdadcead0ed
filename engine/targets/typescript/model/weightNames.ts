/** What files call the weights of an exported model: as the engine does, by a rule and the layers that it does not hold for. */
import { keyText, literal } from '../../literals.ts';
import type { ExportedWeight } from './scopes.ts';

/** What TensorFlow.js calls the weights of its layers, in their order. */
const OF_LAYERS: Readonly<Record<string, readonly string[]>> = {
  depthwiseConv2d: ['depthwise_kernel', 'bias'],
  separableConv2d: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
  embedding: ['embeddings'],
  layerNormalization: ['gamma', 'beta'],
  prelu: ['alpha'],
  lstm: ['kernel', 'recurrent_kernel', 'bias'],
  gru: ['kernel', 'recurrent_kernel', 'bias'],
  simpleRNN: ['kernel', 'recurrent_kernel', 'bias'],
};
const USUAL = ['kernel', 'bias'];
/** What we call them. */
const OURS: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  embeddings: 'weight',
  gamma: 'weight',
  beta: 'bias',
  alpha: 'weight',
};

/** The code that says what files call the weights of a model; `calls` has the word of TensorFlow.js for layers that are its own. */
export function weightNamesSource(
  weights: Readonly<Record<string, readonly ExportedWeight[]>>,
  calls: Readonly<Record<string, string>>,
): string {
  const used = new Set<string>();
  const others = Object.entries(weights).flatMap(([layer, list]) => {
    const call = calls[layer];
    // a class of the project's own has our names
    if (call === undefined || /^[A-Z]/.test(call))
      return list.every(({ name }) => name.startsWith(`${layer}.`)) ? [] : [[layer, list] as const];
    const names = OF_LAYERS[call] ?? USUAL;
    if (!list.every(({ name }, i) => name === `${layer}.${OURS[names[i]!] ?? names[i]}`))
      return [[layer, list] as const];
    for (const name of names.slice(0, list.length)) if (OURS[name] !== undefined) used.add(name);
    return [];
  });
  const called = [...used].map((name) => `${name}: ${literal(OURS[name])}`);
  const rows = others.map(([layer, list]) => `  ${keyText(layer)}: ${literal(list.map(({ name }) => name))},\n`);
  const known = used.size > 0 ? 'CALLED[own] ?? own' : 'own';
  const table = (doc: string, name: string, type: string, content: string) =>
    `/** ${doc} */\nconst ${name}: Readonly<Record<string, ${type}>> = ${content};\n\n`;
  const tables = [
    ...(used.size > 0
      ? [
          table(
            'What files call weights that TensorFlow.js calls otherwise.',
            'CALLED',
            'string',
            `{ ${called.join(', ')} }`,
          ),
        ]
      : []),
    ...(rows.length > 0
      ? [
          table(
            'Layers whose weights have other names in files than theirs.',
            'OTHERS',
            'readonly string[]',
            `{\n${rows.join('')}}`,
          ),
        ]
      : []),
  ];
  return `${tables.join('')}/** The layers that have weights, and what files call these, in the order of \`getWeights\`. */
export function weightNames(model: tf.LayersModel): (readonly [layer: tf.layers.Layer, names: readonly string[]])[] {
  return model.layers.flatMap((layer) => {
    const { name, weights } = layer;
    if (weights.length === 0) return [];
    const names = weights.map(({ originalName }) => {
      const own = originalName.slice(name.length + 1);
      return \`\${name}.\${${known}}\`;
    });
    return [[layer, ${rows.length > 0 ? 'OTHERS[name] ?? names' : 'names'}] as const];
  });
}
`;
}

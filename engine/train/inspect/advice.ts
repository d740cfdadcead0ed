/** What can be trained and is most likely not meant: each with the repair that undoes it. */
import { type Document, nameOf } from '../../graph/document.ts';
import { layerName } from '../../layers/define.ts';
import { layerFor } from '../../layers/index.ts';
import { lossOf } from '../../learn/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { judgedOutput } from '../../passes/compile.ts';
import { isFormula } from '../../passes/expand.ts';
import { all, definitionName, phrase } from '../../phrases.ts';
import { type Problem, problem, type RepairAction } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';

export const adviceOn = (document: Document, checked: CheckedGraph): Problem[] => [
  ...squashedTwice(document, checked),
  ...idleBiases(checked),
];

/** Softmax or sigmoid before a loss that applies it itself. */
const squashedTwice = (document: Document, checked: CheckedGraph): Problem[] =>
  document.training.losses.flatMap(({ loss: { type } }, i) => {
    const loss = lossOf(type);
    const output = judgedOutput(document, checked, i);
    if (!loss?.logits || typeof output !== 'string') return [];
    const { node } = checked.nodes.get(output)!;
    const layer = layerFor(node);
    if (!layer?.probabilities) return [];
    const { nodes, edges } = document.graph;
    const isFree = nodes.some(({ id }) => id === output) && !edges.some(({ from }) => from.node === output);
    return [
      problem(
        'squashed-twice',
        { loss: definitionName('losses', loss), layer: layerName({ layer, name: nameOf(node) }) },
        {
          node: output,
          repairs: isFree
            ? [{ title: phrase('take-out'), actions: [{ kind: 'removeNode', node: output, bridge: true }] }]
            : [],
        },
      ),
    ];
  });

/** Biases that the mean of a batch norm right behind takes away again. */
function idleBiases({ expanded, nodes, order }: CheckedGraph): Problem[] {
  const { edges } = expanded.graph;
  const found = new Map<string, string>();
  for (const id of order) {
    const { node, outputs } = nodes.get(id)!;
    if (!layerFor(node)?.statistics || outputs.length === 0) continue;
    const source = edges.find(({ to }) => to.node === id)!.from.node;
    const before = nodes.get(source)!;
    const layer = layerFor(before.node)!;
    const written = expanded.origins.get(source);
    if (
      written &&
      'bias' in before.weights &&
      layer.settings.bias?.kind === 'boolean' &&
      resolveSettings(layer.settings, before.node.settings).settings.bias === true &&
      !isFormula(written.source.settings.bias) &&
      edges.filter(({ from }) => from.node === source).length === 1
    )
      found.set(written.written, source);
  }
  const sources = [...found.values()];
  if (sources.length === 0) return [];
  const layers = all(sources.slice(0, 3).map((id) => nameOf(nodes.get(id)!.node)));
  const actions = sources.map((node): RepairAction => ({ kind: 'set', node, setting: 'bias', value: false }));
  return [
    problem(
      'idle-biases',
      { count: sources.length, layers },
      { node: sources[0]!, repairs: [{ title: phrase('leave-biases-out'), actions }] },
    ),
  ];
}

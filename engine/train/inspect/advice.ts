/** What can be trained and is most likely not meant: each with the repair that undoes it. */
import { type Document, nameOf } from '../../graph/document.ts';
import { reachedFrom } from '../../graph/edits.ts';
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
  ...strays(document, checked),
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

/** Layers from which no loss learns anything: dead ends and islands, each group with one press that leaves it out. */
function strays(document: Document, checked: CheckedGraph): Problem[] {
  const { nodes, edges } = document.graph;
  const judged = document.training.losses.map((_, i) => judgedOutput(document, checked, i));
  if (judged.length === 0 || judged.some((output) => typeof output !== 'string')) return [];
  const flat = checked.expanded.graph;
  // what stands in an instance of a block is of use where the instance is
  const useful = new Set(
    judged.flatMap((output) => [...reachedFrom(flat, output as string, 'from')]).map((id) => id.split('/')[0]!),
  );
  const left = new Set(nodes.map(({ id }) => id).filter((id) => !useful.has(id)));
  const groups: string[][] = [];
  for (const id of left) {
    const group = new Set([id]);
    for (const one of group)
      for (const { from, to } of edges) {
        const other = from.node === one ? to.node : to.node === one ? from.node : one;
        if (left.has(other)) group.add(other);
      }
    for (const one of group) left.delete(one);
    groups.push(nodes.filter((node) => group.has(node.id)).map((node) => node.id));
  }
  const learns = (id: string): boolean =>
    [...checked.nodes].some(([one, { weights }]) => one.split('/')[0] === id && Object.keys(weights).length > 0);
  // what turns judged numbers into others, as a Softmax makes probabilities of them, has nothing to learn and is given out
  const outputs = new Set(judged.map((output) => (output as string).split('/')[0]));
  const tells = (group: readonly string[]): boolean => {
    const read = edges.filter(({ from, to }) => group.includes(to.node) && !group.includes(from.node));
    return read.length > 0 && read.every(({ from }) => outputs.has(from.node)) && !group.some(learns);
  };
  return groups.flatMap((group) => {
    if (tells(group)) return [];
    const names = nodes.flatMap((node) => (group.includes(node.id) ? [phrase('quoted', { name: nameOf(node) })] : []));
    const stray = problem(
      'leads-nowhere',
      { layers: all(names.slice(0, 3)) },
      {
        node: group[0]!,
        repairs: [
          {
            title: phrase('ignore-layers', { count: group.length }),
            actions: group.map((node): RepairAction => ({ kind: 'switch', node, off: 'muted' })),
          },
        ],
      },
    );
    return [stray];
  });
}

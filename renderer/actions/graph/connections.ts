/** What a layer can be connected with. */
import { t } from '../../../engine/texts/index.ts';
import { type Edge, type End, type Graph, nameOf, type Node } from '../../../engine/graph/document.ts';
import { reachedFrom } from '../../../engine/graph/edits.ts';
import { layerOfNode } from '../../../engine/layers/blocks.ts';
import type { Port } from '../../../engine/layers/define.ts';
import type { PickGroup } from '../../ui/pick/pick.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';

/** Every wire that can be added to a node, in two groups; none that would lead in a circle. */
export function connections(graph: Graph, id: string): readonly PickGroup<Edge>[] {
  const node = graph.nodes.find((one) => one.id === id);
  if (!node) return [];
  const portsOf = (one: Node) => layerOfNode(one, graph.blocks) ?? { inputs: [], outputs: [] };
  const titleOf = (one: Node) => {
    const layer = layerOfNode(one, graph.blocks);
    return layer ? layerTitle(layer) : one.type;
  };
  const own = portsOf(node);
  const wire = (from: End, to: End, source: Node, target: Node, input: Port) => {
    const before = graph.edges.filter((edge) => edge.to.node === to.node && edge.to.port === to.port);
    if (before.some((edge) => edge.from.node === from.node && edge.from.port === from.port)) return [];
    const [other, which] = target === node ? [source, from.port] : [target, to.port];
    const ends = [portsOf(source).outputs.length > 1 && from.port, portsOf(target).inputs.length > 1 && to.port]
      .filter(Boolean)
      .join(t('connect.to', ' to '));
    const replaced = input.many ? undefined : before[0] && graph.nodes.find((one) => one.id === before[0]!.from.node);
    return [
      {
        value: { from, to },
        id: `${other.id} ${which} ${from.port}`,
        title: `${nameOf(other)}${ends && `, ${ends}`}`,
        keywords: [titleOf(other)],
        note: replaced ? t('connect.instead', 'in place of {{name}}', { name: nameOf(replaced) }) : titleOf(other),
        free: !replaced,
      },
    ];
  };
  const group = (
    heading: string,
    others: readonly Node[],
    wires: (other: Node) => ReturnType<typeof wire>,
  ): PickGroup<Edge>[] => {
    // what is waiting for a wire comes first
    const items = others.flatMap(wires).sort((a, b) => Number(b.free) - Number(a.free));
    return items.length > 0 ? [{ heading, items }] : [];
  };
  const [above, below] = [reachedFrom(graph, id, 'from'), reachedFrom(graph, id)];
  return [
    ...group(
      t('connect.feeds', '{{name}} feeds', { name: nameOf(node) }),
      graph.nodes.filter((other) => !above.has(other.id)),
      (other) =>
        own.outputs.flatMap((output) =>
          portsOf(other).inputs.flatMap((input) =>
            wire({ node: id, port: output.name }, { node: other.id, port: input.name }, node, other, input),
          ),
        ),
    ),
    ...group(
      t('connect.fedBy', '{{name}} is fed by', { name: nameOf(node) }),
      graph.nodes.filter((other) => !below.has(other.id)),
      (other) =>
        own.inputs.flatMap((input) =>
          portsOf(other).outputs.flatMap((output) =>
            wire({ node: other.id, port: output.name }, { node: id, port: input.name }, other, node, input),
          ),
        ),
    ),
  ];
}

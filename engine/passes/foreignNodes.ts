/** Operators of other programs, which no gradient passes: what stands before them does not learn, and is told so. */
import { type Graph, type Node, nameOf } from '../graph/document.ts';
import { layerName } from '../layers/define.ts';
import { layerOf } from '../layers/index.ts';
import { someNames } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';

/** What is asked of a checked node. */
type Learned = { readonly parameters: number };

const FOREIGN = 'foreign';

/** For each such node the layers before it whose every way to an output leads through one of them. `used`: nodes that something reads. */
export function stoppedByForeign(
  { nodes, edges }: Graph,
  checked: ReadonlyMap<string, Learned>,
  used: ReadonlySet<string>,
): Problem[] {
  const foreign = nodes.filter(({ type }) => type === FOREIGN);
  if (foreign.length === 0) return [];
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges) sources.set(to.node, [...(sources.get(to.node) ?? []), from.node]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** All that leads to some nodes, without what stands before foreign ones. */
  const before = (ends: readonly string[], through: boolean): Set<string> => {
    const seen = new Set<string>();
    const open = [...ends];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (through || byId.get(id)?.type !== FOREIGN) open.push(...(sources.get(id) ?? []));
    }
    return seen;
  };
  const learning = before(
    nodes.flatMap(({ id }) => (used.has(id) ? [] : [id])),
    false,
  );
  const told = new Set<string>();
  return foreign.flatMap((node) => {
    const stopped = nodes.filter((one) => learns(one, checked) && !learning.has(one.id) && !told.has(one.id));
    const reaching = before([node.id], true);
    const layers = stopped.filter(({ id }) => reaching.has(id));
    for (const { id } of layers) told.add(id);
    if (layers.length === 0) return [];
    const op = layerName({ layer: layerOf(FOREIGN)!, name: nameOf(node) });
    return [problem('foreign-stops-learning', { op, layers: someNames(layers.map(nameOf)) }, { node: node.id })];
  });
}

const learns = ({ id, frozen }: Node, checked: ReadonlyMap<string, Learned>): boolean =>
  frozen !== true && (checked.get(id)?.parameters ?? 0) > 0;

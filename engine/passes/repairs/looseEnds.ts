/** An input that nothing feeds can take what nothing reads: where one output alone hangs loose before it, a press connects the two. */
import { reachedFrom } from '../../graph/edits.ts';
import { type Graph, nameOf, type Node } from '../../graph/document.ts';
import { nodePorts } from '../../layers/index.ts';
import { phrase, verbatim } from '../../phrases.ts';
import type { Problem, Repair } from '../../problems.ts';

/** The problems with a wire offered to each missing input of the document, where there is only one that can be meant. */
export function offerLooseEnds(graph: Graph, problems: readonly Problem[]): readonly Problem[] {
  const lacking = new Set(problems.flatMap(({ code, node }) => (code === 'input-missing' && node ? [node] : [])));
  if (lacking.size === 0) return problems;
  const read = new Set(graph.edges.map(({ from }) => from.node));
  // what lacks an input itself gives nothing yet
  const loose = graph.nodes.filter(({ id, off }) => off !== 'muted' && !read.has(id) && !lacking.has(id));
  return problems.map((one) => {
    if (one.code !== 'input-missing' || one.repairs.length > 0 || !graph.nodes.some(({ id }) => id === one.node))
      return one;
    const behind = reachedFrom(graph, one.node!);
    const [source, ...others] = loose.filter(({ id }) => !behind.has(id));
    const port = source && others.length === 0 ? firstOutput(source) : undefined;
    if (port === undefined) return one;
    const repair: Repair = {
      title: phrase('connect-layer', { name: verbatim(nameOf(source!)) }),
      actions: [{ kind: 'connect', from: { node: source!.id, port }, to: { node: one.node!, port: one.port! } }],
    };
    return { ...one, repairs: [repair] };
  });
}

const firstOutput = (node: Node): string | undefined => nodePorts(node).outputs[0]?.name;

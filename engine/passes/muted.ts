/** What a muted layer leaves unconnected is said with its name: whoever muted it sees why the next one has nothing to read. */
import { type Graph, nameOf, type Node } from '../graph/document.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { type Problem, problem, type ProblemValues, type Repair } from '../problems.ts';

/** The muted node that a wire of the document leads from into each input, by `node/port`. */
function mutedSources({ nodes, edges }: Graph): ReadonlyMap<string, Node> {
  const muted = new Map(nodes.flatMap((node) => (node.off === 'muted' ? [[node.id, node]] : [])));
  return new Map(
    edges.flatMap(({ from, to }) => {
      const source = muted.get(from.node);
      return source ? [[`${to.node}/${to.port}`, source]] : [];
    }),
  );
}

/** The problems with those of missing inputs put so, where what fed the input in the graph as it is drawn is muted. */
export function sayMuted(graph: Graph, problems: readonly Problem[]): readonly Problem[] {
  const sources = mutedSources(graph);
  if (sources.size === 0) return problems;
  return problems.map((one) => {
    const source = one.code === 'input-missing' ? sources.get(`${one.node}/${one.port}`) : undefined;
    if (!source) return one;
    const name = verbatim(nameOf(source));
    const values = one.values as ProblemValues<'input-missing'>;
    const turn = (title: Phrase, off: 'bypassed' | undefined): Repair => ({
      title,
      actions: [{ kind: 'switch', node: source.id, off }],
    });
    return problem(
      'input-muted',
      { ...values, muted: name },
      {
        node: one.node!,
        port: one.port!,
        repairs: [turn(phrase('switch-on', { name }), undefined), turn(phrase('bypass-layer', { name }), 'bypassed')],
      },
    );
  });
}

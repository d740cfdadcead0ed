/** Names of a document with characters that are not seen: legal, and a trap for whoever reads them in a terminal or in code. */
import { verbatim } from '../phrases.ts';
import { type Problem, problem } from '../problems.ts';
import { hasUnseen, withoutUnseen } from './characters.ts';
import { type Document, targetKeys } from './document.ts';

export function nameProblems({ name, graph, data, training }: Document): Problem[] {
  const { nodes, blocks } = graph;
  const columns = [...Object.values(data.inputs), ...Object.values(data.targets)].map(({ column }) => column);
  const others = [
    name,
    ...blocks.flatMap((block) => [block.id, block.name, ...block.nodes.flatMap(({ id, label }) => [id, label ?? id])]),
    ...columns,
    ...Object.keys(data.targets),
    ...targetKeys(training),
  ];
  return [
    ...nodes.flatMap(({ id, label = id }) =>
      [...new Set([id, label])].filter(hasUnseen).map((one) => unseen(one, { node: id })),
    ),
    ...[...new Set(others)].filter(hasUnseen).map((one) => unseen(one)),
  ];
}

const unseen = (name: string, place = {}): Problem =>
  problem('unseen-characters', { name: verbatim(withoutUnseen(name)) }, place);

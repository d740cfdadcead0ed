/** What would mend a layer that refuses what its wires bring: each of these files knows one kind of misfit. */
import { nameOf } from '../../graph/document.ts';
import { phrase, type Value } from '../../phrases.ts';
import type { Problem } from '../../problems.ts';
import { formatType } from '../../types/tensor.ts';
import { branchRepairs } from './branches.ts';
import type { Misfit } from './misfit.ts';
import { rankRepairs } from './rank.ts';
import { valueRepairs } from './values.ts';

/** More of them are no help. */
const MOST = 6;

/** The problem with its repairs, and with the wires by their names where it is about several. */
export function withRepairs(misfit: Misfit): Problem {
  const said = withSources(misfit);
  const { repairs } = said;
  switch (said.code) {
    case 'rank-mismatch':
      return { ...said, repairs: [...rankRepairs(misfit), ...repairs].slice(0, MOST) };
    case 'dtype-mismatch':
      return { ...said, repairs: [...repairs, ...valueRepairs(misfit)].slice(0, MOST) };
    case 'branches-mismatch':
    case 'sizes-mismatch':
      return { ...said, repairs: [...branchRepairs(misfit), ...repairs].slice(0, MOST) };
    default:
      return said;
  }
}

/** Which wire brings what. */
function withSources({ said, sources, inputs, checked }: Misfit): Problem {
  const { shapes } = said.values as { readonly shapes?: Value };
  if (typeof shapes !== 'object' || !('list' in shapes) || shapes.of.length !== inputs.length) return said;
  const of = sources.map((edge, i) => {
    const shape = formatType(inputs[i]!);
    const source = edge && checked.get(edge.from.node)?.node;
    return source ? phrase('shape-from', { shape, name: nameOf(source) }) : shape;
  });
  return { ...said, values: { ...said.values, shapes: { ...shapes, of } } };
}

/** Numbers where whole numbers are needed, and the reverse: another kind of Input, an Embedding, a Cast. */
import { nameOf } from '../../graph/document.ts';
import { isFed, layerOf } from '../../layers/index.ts';
import { definitionName, phrase } from '../../phrases.ts';
import type { Repair } from '../../problems.ts';
import { madeBy, type Misfit, takes } from './misfit.ts';

export function valueRepairs(misfit: Misfit): Repair[] {
  const { said, node, sources, inputs, checked } = misfit;
  const wanted = (said.values as { readonly expected?: unknown }).expected;
  const at = sources.findIndex((edge, i) => edge?.to.port === said.port && inputs[i]!.dtype !== wanted);
  const input = inputs[at];
  const source = checked.get(sources[at]?.from.node ?? '')?.node;
  if (!input || !source || (wanted !== 'int32' && wanted !== 'float32')) return [];
  const repairs: Repair[] = [];
  if (isFed(source) && takes(misfit, inputs.with(at, { ...input, dtype: wanted })))
    repairs.push({
      title: phrase(wanted === 'int32' ? 'let-give-tokens' : 'let-give-numbers', { name: nameOf(source) }),
      actions: [{ kind: 'set', node: source.id, setting: 'values', value: wanted }],
    });
  if (node.steps !== undefined || sources.filter((edge) => edge?.to.port === said.port).length !== 1) return repairs;
  const inserted = (type: string, settings?: Readonly<Record<string, unknown>>): Repair[] => {
    const made = madeBy(type, input, settings);
    if (!made || !takes(misfit, inputs.with(at, made))) return [];
    const title = phrase('insert-layer', { layer: definitionName('layers', layerOf(type)!) });
    return [
      {
        title,
        actions: [{ kind: 'insertBefore', node: node.id, port: said.port!, type, ...(settings && { settings }) }],
      },
    ];
  };
  // tokens mean something only by their rows
  if (wanted === 'float32' && input.dtype === 'int32') repairs.unshift(...inserted('embedding'));
  return [...repairs, ...inserted('cast', { to: wanted })];
}

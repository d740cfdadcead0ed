/** What several layers have in common. */
import type { Node } from '../../../engine/graph/document.ts';
import type { Layer } from '../../../engine/layers/define.ts';
import { resolveSettings, type Schema } from '../../../engine/settings.ts';
import { MIXED, sameValue } from '../../fields/field.ts';

/** The settings that all the layers have, by name and meaning. */
export function sharedSchema(layers: readonly (Layer | undefined)[]): Schema {
  const [first, ...others] = layers;
  return Object.fromEntries(
    Object.entries(first?.settings ?? {}).filter(([name, field]) =>
      others.every((layer) => layer && sameValue(layer.settings[name], field)),
    ),
  );
}

/** What all agree on; `MIXED` where they do not. */
export function sharedValues(
  nodes: readonly Node[],
  layers: readonly (Layer | undefined)[],
  schema: Schema,
): Record<string, unknown> {
  const each = nodes.map(
    (node, i) =>
      resolveSettings(layers[i]?.settings ?? {}, node.settings).settings as Readonly<Record<string, unknown>>,
  );
  return Object.fromEntries(
    Object.keys(schema).map((name) => [
      name,
      each.every((one) => sameValue(one[name], each[0]![name])) ? each[0]![name] : MIXED,
    ]),
  );
}

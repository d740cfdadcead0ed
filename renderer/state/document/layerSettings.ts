/** The settings of a layer in the language of now; those of a block are mostly settings of the layers in it, and are called as there. */
import { BLOCK } from '../../../engine/graph/document.ts';
import type { Layer } from '../../../engine/layers/define.ts';
import { LAYERS } from '../../../engine/layers/index.ts';
import type { Schema } from '../../../engine/settings.ts';
import { docText } from '../../../engine/texts/docs.ts';
import { settingsInLanguage } from '../../../engine/texts/definitions.ts';

/** By the English label, the first layer that has such a setting, and its name there. */
const KNOWN: ReadonlyMap<string, readonly [id: string, name: string]> = new Map(
  LAYERS.flatMap(({ id, settings }) =>
    Object.entries(settings).map(([name, { label }]) => [label, [id, name]] as const),
  ).reverse(),
);

/** What there is a text for, and behind it what tells several of them: a number, or in parentheses the layer that it is of. */
function partsOf(whole: string): { readonly label: string; readonly more: string } {
  const isTold = KNOWN.has(whole) || docText(whole) !== whole;
  const [more = ''] = isTold ? [] : (/ (\d+|\(.+\))$/.exec(whole) ?? []);
  return { label: whole.slice(0, whole.length - more.length), more };
}

export function layerSettings({ id, settings }: Pick<Layer, 'id' | 'settings'>): Schema {
  if (id !== BLOCK) return settingsInLanguage('layers', { id, settings });
  return Object.fromEntries(
    Object.entries(settings).map(([own, field]) => {
      const { label, more } = partsOf(field.label);
      const [of, name] = KNOWN.get(label) ?? [id, own];
      const said = settingsInLanguage('layers', { id: of, settings: { [name]: { ...field, label } } })[name]!;
      return [own, { ...said, label: said.label + more }];
    }),
  );
}

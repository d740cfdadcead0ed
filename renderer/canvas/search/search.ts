/** Finding layers by what a person calls them. */
import { FAMILIES, type Family } from '../../../engine/layers/define.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';
import { say, t } from '../../../engine/texts/index.ts';
import type { Offer } from '../../state/canvas/offers.ts';
import { find } from '../../ui/pick/find.ts';

/** The layers that answer the query, the best first, and those last that do not fit; equal ones keep their order. */
export function findLayers(query: string, layers: readonly Offer[]): readonly Offer[] {
  const found = find(query, layers, ({ id, title, family, keywords = [], doc }) => ({
    title: layerTitle({ id, title }),
    others: [id, title, ...keywords].join(' '),
    about: `${familyTitle(family)} ${FAMILIES[family].title} ${docText(doc)} ${doc}`,
  })).map(({ item }) => item);
  return [...found.filter(({ misfit }) => misfit === undefined), ...found.filter(({ misfit }) => misfit !== undefined)];
}

/** By family, in the palette's order, then the person's own blocks, then what does not fit; what has no layers is left out. */
export function byFamily(
  layers: readonly Offer[],
): readonly { readonly title: string; readonly layers: readonly Offer[] }[] {
  const fitting = layers.filter(({ misfit }) => misfit === undefined);
  const families = (Object.keys(FAMILIES) as Family[]).map((family) => ({
    title: familyTitle(family),
    layers: fitting.filter((layer) => !layer.fromLibrary && layer.family === family),
  }));
  const own = {
    title: t('blocks.yours', 'Your blocks'),
    layers: fitting.filter(({ fromLibrary }) => fromLibrary),
  };
  const others = {
    title: t('layerSearch.misfits', 'Do not fit here'),
    layers: layers.filter(({ misfit }) => misfit !== undefined),
  };
  return [...families, own, others].filter((group) => group.layers.length > 0);
}

const familyTitle = (family: Family): string => say(`layers.family.${family}`, FAMILIES[family].title);

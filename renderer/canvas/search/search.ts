/** Finding layers by what a person calls them. */
import { FAMILIES, type Family } from '../../../engine/layers/define.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';
import { say, t } from '../../../engine/texts/index.ts';
import type { Offer } from '../../state/canvas/offers.ts';
import { find } from '../../ui/pick/find.ts';

/** A layer is called so with fewer points than these; with more its text only speaks of it. */
const NAMED = 6;

/**
 * The layers that answer the query, the best first, those that do not fit behind those that do; equal ones keep their order. What is
 * called so comes before what only tells of it, fitting or not: who types "dense" means Dense, and is offered the Flatten before it.
 */
export function findLayers(query: string, layers: readonly Offer[]): readonly Offer[] {
  const found = find(query, layers, ({ id, title, family, keywords = [], doc }) => ({
    title: layerTitle({ id, title }),
    others: [id, title, ...keywords].join(' '),
    about: `${familyTitle(family)} ${FAMILIES[family].title} ${docText(doc)} ${doc}`,
  }));
  const place = ({ item, points }: (typeof found)[number]) =>
    (query.trim() !== '' && points >= NAMED ? 2 : 0) + (item.misfit === undefined ? 0 : 1);
  return found.toSorted((a, b) => place(a) - place(b)).map(({ item }) => item);
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

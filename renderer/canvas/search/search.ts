/** Finding layers by what a person calls them. */
import { FAMILIES, type Family } from '../../../engine/layers/define.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';
import { say, t } from '../../../engine/texts/index.ts';
import { isNearly } from '../../ui/typos.ts';
import type { Offer } from '../../state/canvas/offers.ts';

/** Whether a word of a layer's begins as the word that was typed. */
type Begins = (part: string, word: string) => boolean;

/** How well a layer answers the query: smaller is better; undefined where some word of it is nowhere. */
function rank(
  { id, title, family, keywords = [], doc }: Offer,
  words: readonly string[],
  begins: Begins,
): number | undefined {
  const heading = layerTitle({ id, title }).toLowerCase();
  const others = [id, title, ...keywords].join(' ').toLowerCase();
  const rest = `${familyTitle(family)} ${FAMILIES[family].title} ${doc}`.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const starts = (text: string) => text.split(/[^\p{L}\p{N}]+/u).some((part) => begins(part, word));
    const points = heading.startsWith(word)
      ? 0
      : starts(heading)
        ? 1
        : heading.includes(word)
          ? 2
          : starts(others)
            ? 3
            : others.includes(word)
              ? 4
              : starts(rest)
                ? 6
                : undefined;
    if (points === undefined) return undefined;
    sum += points;
  }
  return sum;
}

/** Further down than any order of words. */
const MISFIT = 1000;

/** The layers that answer the query, the best first, and those last that do not fit; equal ones keep their order. */
export function findLayers(query: string, layers: readonly Offer[]): readonly Offer[] {
  // "conv2d" is how programmers write "Conv 2D"
  const words = query
    .toLowerCase()
    .replace(/([a-z])(\d)/g, '$1 $2')
    .split(/\s+/)
    .filter(Boolean);
  if (words.length === 0) return layers;
  const found = ranked(layers, words);
  // nothing is called that: perhaps it was meant to be
  return found.length > 0 ? found : ranked(layers, words, (part, word) => isNearly(part, word));
}

function ranked(
  layers: readonly Offer[],
  words: readonly string[],
  begins: Begins = (part, word) => part.startsWith(word),
): readonly Offer[] {
  return layers
    .flatMap((layer) => {
      const points = rank(layer, words, begins);
      return points === undefined ? [] : [{ layer, points: points + (layer.misfit === undefined ? 0 : MISFIT) }];
    })
    .sort((a, b) => a.points - b.points)
    .map(({ layer }) => layer);
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

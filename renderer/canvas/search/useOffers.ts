import { useMemo } from 'react';
import { useLibrary } from '../../state/library.ts';
import { useScope } from '../../state/document/drawing.ts';
import { type Offer, offered } from '../../state/canvas/offers.ts';

const NO_BLOCKS = [] as const;

/** What can be put on the canvas that is shown. */
export function useOffers(): readonly Offer[] {
  const scope = useScope();
  const library = useLibrary(({ blocks }) => blocks);
  const [blocks, inBlock] = [scope?.document.graph.blocks ?? NO_BLOCKS, scope?.block !== undefined];
  return useMemo(() => offered(blocks, inBlock, library), [blocks, inBlock, library]);
}

/** What can be put on the canvas: the layers, within a block its ports, the blocks of the document and those of the person's library. */
import { addBlocks } from '../../../engine/graph/blocks.ts';
import { type Block, BLOCK, type Document } from '../../../engine/graph/document.ts';
import { blockInput, blockOutput, layerOfBlock } from '../../../engine/layers/blocks.ts';
import type { Layer } from '../../../engine/layers/define.ts';
import { LAYERS } from '../../../engine/layers/index.ts';
import type { LibraryBlock } from '../library.ts';

/** Something to put on the canvas, described as a layer is; `id` tells it from the others on offer. */
export interface Offer extends Layer {
  /** It is one of the person's own blocks. */
  readonly fromLibrary?: boolean;
  /** The block of which it will be an instance, with those within it. */
  readonly block?: { readonly id: string; readonly blocks: readonly Block[] };
  /** Why it cannot be put where a layer is asked for. */
  readonly misfit?: string;
}

const PORTS: readonly Offer[] = [blockInput, blockOutput];

export function offered(
  blocks: readonly Block[],
  inBlock: boolean,
  library: readonly LibraryBlock[],
): readonly Offer[] {
  return [
    ...LAYERS,
    ...(inBlock ? PORTS : []),
    ...blocks.map(
      (block): Offer => ({ ...layerOfBlock(block), id: `${BLOCK}:${block.id}`, block: { id: block.id, blocks: [] } }),
    ),
    ...library.map(
      ({ file, block, blocks: all }): Offer => ({
        ...layerOfBlock(block),
        id: `library:${file}`,
        fromLibrary: true,
        block: { id: block.id, blocks: all },
      }),
    ),
  ];
}

/** The document with the blocks of which the offer will be an instance, and the node's type and block. */
export function ready(
  document: Document,
  { id, block }: Offer,
): { readonly document: Document; readonly type: string; readonly block: string | undefined } {
  if (!block) return { document, type: id, block: undefined };
  const added = addBlocks(document, block.blocks);
  return { document: added.document, type: BLOCK, block: added.ids.get(block.id) ?? block.id };
}

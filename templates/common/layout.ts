/** Gives a network that was written down its places on the canvas: layers flow downwards, and notes stand to the left of what they speak of. */
import type { Block, Edge, Note, Node } from '../../engine/graph/document.ts';
import { topLeft } from '../../engine/graph/edits.ts';
import { layOut } from '../../engine/graph/layout.ts';
import type { Network } from './build.ts';

const NOTE = { aside: 312, width: 264, lineHeight: 18, lettersOfLine: 34, padding: 32, buttonHeight: 34 };

export interface Placed {
  readonly nodes: Node[];
  readonly edges: Edge[];
  readonly notes: Note[];
  readonly blocks: Block[];
}

export function place({ nodes, edges, blocks, remarks }: Network): Placed {
  const placed = placeNodes(nodes, edges);
  const left = topLeft(placed).x - NOTE.aside;
  const positions = new Map(placed.map(({ id, position }) => [id, position]));
  return {
    nodes: placed,
    edges: [...edges],
    blocks: blocks.map((block) => ({ ...block, nodes: placeNodes(block.nodes, block.edges) })),
    notes: remarks.map(({ text, beside, cures }, i) => ({
      id: `note_${i + 1}`,
      text,
      position: { x: left, y: positions.get(beside)!.y },
      size: { width: NOTE.width, height: noteHeight(text, cures.length) },
      ...(cures.length > 0 && { cures: [...cures] }),
    })),
  };
}

/** Buttons stand two in a row. */
const noteHeight = (text: string, buttons: number): number =>
  NOTE.padding +
  NOTE.lineHeight * Math.ceil(text.length / NOTE.lettersOfLine) +
  NOTE.buttonHeight * Math.ceil(buttons / 2);

function placeNodes(nodes: readonly Omit<Node, 'position'>[], edges: readonly Edge[]): Node[] {
  const positions = layOut(nodes, edges);
  return nodes.map((node) => ({ ...node, position: positions.get(node.id)! }));
}

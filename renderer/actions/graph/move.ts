/** Moving what stands on the canvas. */
import { t } from '../../../engine/texts/index.ts';
import type { Document, Edge } from '../../../engine/graph/document.ts';
import { changeNote, moveNodes, type Point, splice } from '../../../engine/graph/edits.ts';
import { drawing } from '../../state/document/drawing.ts';
import { plus } from '../../state/document/geometry.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { editDrawing, layerAt } from './edit.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';
import { titleOfSelection } from './selection.ts';

/** The document with nodes and notes where they are to stand. */
function moved(current: Document, positions: ReadonlyMap<string, Point>): Document {
  return current.graph.notes.reduce(
    (next, note) => {
      const at = positions.get(note.id);
      return at ? changeNote(next, note.id, { position: { x: at.x, y: at.y } }) : next;
    },
    moveNodes(current, positions),
  );
}

/** Puts nodes and notes where they are to stand. */
export const moveTo = (positions: ReadonlyMap<string, Point>): void =>
  editDrawing(
    t('edits.moveLayers', { one: 'Move layer', other: 'Move {{count}} layers' }, { count: positions.size }),
    (current) => moved(current, positions),
  );

/** Whether a wire can be led through a node: it has an input and an output, and no wire yet. */
export function canBeSpliced(id: string): boolean {
  const layer = layerAt(id);
  return (
    layer !== undefined &&
    layer.inputs.length > 0 &&
    layer.outputs.length > 0 &&
    !drawing().edges.some(({ from, to }) => from.node === id || to.node === id)
  );
}

/** Drops a node on a wire, which then leads through it. */
export function dropOnWire(id: string, at: Point, edge: Edge): void {
  const layer = layerAt(id)!;
  const ports = { input: layer.inputs[0]!.name, output: layer.outputs[0]!.name };
  editDrawing(t('edits.insert', 'Insert {{what}}', { what: layerTitle(layer) }), (current) =>
    splice(moved(current, new Map([[id, at]])), edge, id, ports),
  );
}

/** Moves what is selected a little; several times in a row are one step. */
export function nudge(by: Point): void {
  const { nodes, notes } = drawing();
  const chosen = new Set(activeDocument()!.selection.nodes);
  const positions = new Map(
    [...nodes, ...notes].filter(({ id }) => chosen.has(id)).map(({ id, position }) => [id, plus(position, by)]),
  );
  editDrawing(t('edits.move', 'Move {{what}}', { what: titleOfSelection() }), (current) => moved(current, positions), {
    merge: `nudge ${[...positions.keys()].join()}`,
  });
}

/** Moving what stands on the canvas. */
import { t } from '../../../engine/texts/index.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { changeNote, moveNodes, type Point } from '../../../engine/graph/edits.ts';
import { drawing } from '../../state/document/drawing.ts';
import { plus } from '../../state/document/geometry.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { editDrawing } from './edit.ts';
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

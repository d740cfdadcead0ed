/** Notes on the canvas. */
import { t } from '../../../engine/texts/index.ts';
import { addNote as addNoteTo, changeNote, type Point } from '../../../engine/graph/edits.ts';
import { applyCure } from '../../../engine/graph/repair.ts';
import { pointer } from '../../state/canvas/session.ts';
import { surface } from '../../state/canvas/surface.ts';
import { drawing } from '../../state/document/drawing.ts';
import { NODE, type Size, snap } from '../../state/document/geometry.ts';
import { select } from '../../state/document/workspace.ts';
import { editDrawing } from './edit.ts';
import { centre } from './layers.ts';

/** Where the pointer is, else beside the layers: a note lies behind them. */
function noteSpot(): Point {
  if (pointer.at) return surface()?.toCanvas(pointer.at) ?? centre();
  const { nodes } = drawing();
  const { x, y } = centre();
  return { x: nodes.length === 0 ? x : Math.max(...nodes.map(({ position }) => position.x)) + NODE.width + 24, y };
}

export function addNote(at: Point = noteSpot()): void {
  let added = '';
  editDrawing(t('edits.addNote', 'Add note'), (current) => {
    const made = addNoteTo(current, snap(at));
    added = made.id;
    return made.document;
  });
  select({ nodes: [added] });
}

export const writeNote = (id: string, text: string): void =>
  editDrawing(t('edits.editNote', 'Edit note'), (document) => changeNote(document, id, { text }), {
    merge: `note ${id}`,
  });

export const resizeNote = (id: string, size: Size, position: Point | undefined): void =>
  editDrawing(t('edits.resizeNote', 'Resize note'), (document) =>
    changeNote(document, id, { size, ...(position && { position: { x: position.x, y: position.y } }) }),
  );

/** Does what a note offers. */
export const applyNoteCure = (id: string, index: number, title: string): void =>
  editDrawing(title, (document) => applyCure(document, id, index));

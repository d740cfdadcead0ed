/** Copying, cutting and pasting: what is copied is text, so that it goes through the system's clipboard. */
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { addBlocks } from '../../../engine/graph/blocks.ts';
import { addNote, changeNote, paste, type Point } from '../../../engine/graph/edits.ts';
import { pointer } from '../../state/canvas/session.ts';
import { surface } from '../../state/canvas/surface.ts';
import { scopeOf } from '../../state/document/drawing.ts';
import { plus, snap } from '../../state/document/geometry.ts';
import { activeDocument, select } from '../../state/document/workspace.ts';
import { attempt, notify } from '../../state/notices.ts';
import { page } from '../../state/page.ts';
import { areRows, learnFromRows } from '../given.ts';
import { type Clip, clipOf, clipText, readClip } from './clip.ts';
import { editDrawing, titleOfNodes } from './edit.ts';
import { removeSelection, selectedNodes } from './selection.ts';

/** How often a text was pasted: each time a little further aside. */
let lastPaste: { readonly text: string; readonly count: number } = { text: '', count: 0 };

/** What is selected, as text for the clipboard; undefined where nothing is. */
export function copiedText(): string | undefined {
  const open = activeDocument();
  if (!open || open.selection.nodes.length === 0) return undefined;
  const text = clipText(clipOf(scopeOf(open).document, open.selection.nodes));
  lastPaste = { text, count: 0 };
  return text;
}

/** False where the browser keeps the clipboard from pages: it yields to the keys, which the person is told to press. */
async function write(text: string, keys: string): Promise<boolean> {
  try {
    await page().clipboard.writeText(text);
    return true;
  } catch {
    tellKeys(keys);
    return false;
  }
}

const tellKeys = (keys: string): void =>
  void notify({
    kind: 'info',
    text: t('clipboard.refused', 'The browser does not let menus use the clipboard. Press {{keys}} on the canvas.', {
      keys: verbatim(page().keyboard.written(keys)),
    }),
  });

export async function copySelection(): Promise<void> {
  const text = copiedText();
  if (text !== undefined) await write(text, 'Mod+C');
}

/** What could not be copied stays. */
export async function cutSelection(): Promise<void> {
  const text = copiedText();
  if (text !== undefined && (await write(text, 'Mod+X'))) removeSelection();
}

function insert(label: string, clip: Clip, offset: Point): void {
  let ids: string[] = [];
  editDrawing(label, (current) => {
    const { document: ready, ids: blocks } = addBlocks(current, clip.blocks);
    const nodes = clip.nodes.map((node) =>
      node.block === undefined ? node : { ...node, block: blocks.get(node.block) ?? node.block },
    );
    const pasted = paste(ready, { ...clip, nodes }, offset);
    ids = pasted.ids;
    return clip.notes.reduce((next, note) => {
      const made = addNote(next, plus(note.position, offset), note.text);
      ids.push(made.id);
      return note.size ? changeNote(made.document, made.id, { size: note.size }) : made.document;
    }, pasted.document);
  });
  select({ nodes: ids });
}

/** Pastes at the pointer where it is over the canvas, else a little aside of what was copied. */
export function pasteText(text: string): void {
  void attempt(async () => {
    const clip = readClip(text);
    const items = clip && [...clip.nodes, ...clip.notes];
    if ((!clip || !items || items.length === 0) && areRows(text)) return learnFromRows(text);
    if (!clip || !items || items.length === 0)
      return void notify({
        kind: 'info',
        text: t('clipboard.none', 'The clipboard holds no layers. Copy some on a canvas first.'),
      });
    lastPaste = { text, count: lastPaste.text === text ? lastPaste.count + 1 : 1 };
    const corner = {
      x: Math.min(...items.map(({ position }) => position.x)),
      y: Math.min(...items.map(({ position }) => position.y)),
    };
    const at = pointer.at && surface()?.toCanvas(pointer.at);
    const aside = 24 * lastPaste.count;
    insert(
      t('edits.paste', 'Paste'),
      clip,
      at ? snap({ x: at.x - corner.x, y: at.y - corner.y }) : { x: aside, y: aside },
    );
  });
}

export async function pasteClipboard(): Promise<void> {
  const text = await page()
    .clipboard.readText()
    .catch(() => undefined);
  if (text === undefined) tellKeys('Mod+V');
  else pasteText(text);
}

export function duplicateSelection(offset: Point = { x: 24, y: 24 }): void {
  const open = activeDocument();
  if (!open) return;
  const clip = clipOf(scopeOf(open).document, open.selection.nodes);
  insert(t('edits.duplicate', 'Duplicate {{what}}', { what: titleOfNodes(selectedNodes()) }), clip, offset);
}

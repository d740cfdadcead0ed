/** What the keyboard and the pointer do on the canvas beside the commands. */
import { type KeyboardEvent, type PointerEvent, useEffect } from 'react';
import { copiedText, pasteText } from '../../actions/graph/clipboard.ts';
import { pickLayer, pickNext } from '../../actions/graph/layers.ts';
import { enter, goInto } from '../../actions/graph/navigation.ts';
import { removeSelection } from '../../actions/graph/selection.ts';
import { focusField } from '../../actions/view.ts';
import { surface } from '../../state/canvas/surface.ts';
import { activeDocument, select } from '../../state/document/workspace.ts';
import { page } from '../../state/page.ts';
import { isTyping } from '../../ui/keys.ts';

/** A press on the canvas leaves the field that was being written in, so that keys mean the canvas; so does a text marked elsewhere. */
export function leaveField({ target, currentTarget }: PointerEvent<HTMLElement>): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && isTyping(focused) && !currentTarget.contains(focused) && !isTyping(target))
    focused.blur();
  if (!isTyping(target)) getSelection()?.removeAllRanges();
}

/** A node that the keyboard comes to is brought into sight; a wire is selected, with what can be done about it in the inspector. */
export function showFocused({ target }: { readonly target: Element }): void {
  const id = target.matches('.react-flow__node:focus-visible, .react-flow__edge:focus-visible')
    ? (target as HTMLElement | SVGElement).dataset.id
    : undefined;
  if (id === undefined) return;
  if (target.classList.contains('react-flow__edge')) select({ edges: [id] });
  else surface()?.bringIntoView(id);
}

/** Enter goes to the settings of what has the keyboard, Space selects it; Tab on a layer that is selected asks for the next one. */
export function press(event: KeyboardEvent): void {
  const { ctrlKey, metaKey, altKey, shiftKey } = event;
  if (isTyping(event.target) || event.defaultPrevented || ctrlKey || metaKey || altKey || shiftKey) return;
  const element = event.target as Element;
  const node = element.closest<HTMLElement>('.react-flow__node')?.dataset.id;
  if (event.key === 'Tab' && node !== undefined && activeDocument()!.selection.nodes.includes(node)) {
    event.preventDefault();
    pickNext();
  } else if (event.key === 'Enter' && element.closest('.react-flow__edge')) {
    event.preventDefault();
    focusField('wire');
  } else if (event.key === 'Enter' && node !== undefined) {
    event.preventDefault();
    select({ nodes: [node] });
    // after the inspector has turned to it
    requestAnimationFrame(() => focusField('settings'));
  } else if (event.key === ' ' && node !== undefined) {
    event.preventDefault();
    select({ nodes: [node] });
  }
}

/** A double-click looks into a block, and where all are open goes to where the layer stands; on the empty canvas it asks for a layer. */
export function doubleClick(event: {
  readonly target: EventTarget;
  readonly clientX: number;
  readonly clientY: number;
}): void {
  const element = event.target as Element;
  const node = element.closest<HTMLElement>('.react-flow__node')?.dataset.id;
  if (node !== undefined) return activeDocument()!.expanded ? goInto(node) : enter(node);
  if (element.classList.contains('react-flow__pane')) pickLayer({ x: event.clientX, y: event.clientY });
}

/** Copying and pasting by the browser's own events, which need no permission. */
export function useClipboardEvents(): void {
  useEffect(() => {
    /** A dialog in front, a field and a text that is marked keep the clipboard for themselves. */
    const isElsewhere = ({ target }: ClipboardEvent) => isTyping(target) || document.querySelector('[role="dialog"]');
    const copy = (event: ClipboardEvent) => {
      if (isElsewhere(event) || !page().keyboard.isOnCanvas() || getSelection()?.isCollapsed === false) return;
      const text = copiedText();
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut') removeSelection();
    };
    const paste = (event: ClipboardEvent) => {
      if (isElsewhere(event)) return;
      event.preventDefault();
      pasteText(event.clipboardData?.getData('text/plain') ?? '');
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, []);
}

/** The commands of the canvas. Their plain keys only count while the keyboard is on the canvas, not on a list or a button elsewhere. */
import { t } from '../../../engine/texts/index.ts';
import { drawing } from '../../state/document/drawing.ts';
import { activeDocument, select } from '../../state/document/workspace.ts';
import { page } from '../../state/page.ts';
import { toggle, view } from '../../state/view.ts';
import {
  blockable,
  chosenBlock,
  chosenInstance,
  dissolvable,
  dissolveSelection,
  foldDrawing,
  enterSelection,
  hasUnusedBlocks,
  keepSelectedBlock,
  makeBlockOfSelection,
  makeSelectionIndependent,
  removeUnusedBlocks,
} from '../graph/blocks.ts';
import { copySelection, cutSelection, duplicateSelection, pasteClipboard } from '../graph/clipboard.ts';
import { connectSelection } from '../graph/connect.ts';
import { pickNext } from '../graph/layers.ts';
import {
  adaptable,
  areAdapted,
  areFrozen,
  areOff,
  freezable,
  switchable,
  toggleAdapters,
  toggleFrozen,
  toggleOff,
} from '../graph/layerSettings.ts';
import { nudge } from '../graph/move.ts';
import { isInside, leave, toggleExpanded } from '../graph/navigation.ts';
import { addNote } from '../graph/notes.ts';
import {
  hasSelection,
  hasWires,
  removeSelection,
  selectAll,
  selectedNodes,
  type Towards,
  walk,
  walkWires,
} from '../graph/selection.ts';
import { tidy, turn } from '../graph/tidy.ts';
import { fit, fitSelection, focusField, zoomIn, zoomOut, zoomTo } from '../view.ts';
import type { Command } from './define.ts';

const shown = (): boolean => activeDocument() !== undefined;
const onCanvas = (): boolean => page().keyboard.isOnCanvas();
const selected = (): boolean => shown() && hasSelection() && onCanvas();
const layersSelected = (): boolean => shown() && selectedNodes().length > 0;

const FAR = 64;
const arrows = [
  ['Up', 0, -1],
  ['Down', 0, 1],
  ['Left', -1, 0],
  ['Right', 1, 0],
] as const;

export const CANVAS_COMMANDS: readonly Command[] = [
  { id: 'canvas.cut', title: 'Cut', group: 'Edit', keys: 'Mod+X', native: true, when: selected, run: cutSelection },
  { id: 'canvas.copy', title: 'Copy', group: 'Edit', keys: 'Mod+C', native: true, when: selected, run: copySelection },
  {
    id: 'canvas.paste',
    title: 'Paste',
    group: 'Edit',
    keys: 'Mod+V',
    native: true,
    when: shown,
    run: pasteClipboard,
  },
  {
    id: 'canvas.duplicate',
    title: 'Duplicate',
    group: 'Edit',
    keys: 'Mod+D',
    when: () => shown() && activeDocument()!.selection.nodes.length > 0,
    run: () => duplicateSelection(),
  },
  {
    id: 'canvas.delete',
    title: 'Delete',
    keywords: ['remove'],
    group: 'Edit',
    keys: 'Delete Backspace',
    when: selected,
    run: () => removeSelection(),
  },
  {
    id: 'canvas.deleteAndBridge',
    title: 'Delete and close the gap',
    keywords: ['remove', 'bridge', 'bypass'],
    group: 'Edit',
    keys: 'Shift+Delete Shift+Backspace',
    when: () => layersSelected() && onCanvas(),
    run: () => removeSelection({ bridge: true }),
  },
  { id: 'canvas.selectAll', title: 'Select all', group: 'Edit', keys: 'Mod+A', when: shown, run: selectAll },
  // one key: first it lets go of what is selected, then it goes out of the block
  {
    id: 'canvas.selectNone',
    title: () =>
      shown() && !hasSelection()
        ? t('commands.canvas.selectNone.leave', 'Leave the block')
        : t('commands.canvas.selectNone.none', 'Select nothing'),
    keywords: ['deselect', 'up', 'out', 'back'],
    group: 'Edit',
    keys: 'Escape',
    when: () => selected() || (isInside() && onCanvas()),
    run: () => (hasSelection() ? select({}) : leave()),
  },
  {
    id: 'canvas.addLayer',
    title: 'Add layer…',
    keywords: ['insert', 'node'],
    group: 'Edit',
    keys: 'Shift+A',
    when: shown,
    run: pickNext,
  },
  {
    id: 'canvas.searchLayers',
    title: 'Search layers',
    keywords: ['palette'],
    group: 'Edit',
    keys: '/',
    when: shown,
    run: () => focusField('palette'),
  },
  {
    id: 'canvas.addNote',
    title: 'Add note',
    keywords: ['comment', 'text'],
    group: 'Edit',
    keys: 'N',
    when: shown,
    run: () => addNote(),
  },
  {
    id: 'canvas.rename',
    title: 'Rename',
    keywords: ['label', 'name'],
    group: 'Edit',
    keys: 'F2',
    when: () => shown() && selectedNodes().length === 1,
    run: () => focusField('name'),
  },
  {
    id: 'canvas.settings',
    title: 'Edit settings',
    keywords: ['inspector'],
    group: 'Edit',
    when: layersSelected,
    run: () => focusField('settings'),
  },
  {
    id: 'canvas.freeze',
    title: () =>
      shown() && freezable().length > 0 && areFrozen(freezable())
        ? t('commands.canvas.freeze.unfreeze', 'Unfreeze')
        : t('commands.canvas.freeze.freeze', 'Freeze'),
    keywords: ['lock', 'trainable', 'weights'],
    group: 'Edit',
    keys: 'Shift+F',
    when: () => shown() && freezable().length > 0,
    run: toggleFrozen,
  },
  {
    id: 'canvas.adapt',
    title: () =>
      shown() && adaptable().length > 0 && areAdapted(adaptable())
        ? t('commands.canvas.adapt.off', 'Take LoRA off')
        : t('commands.canvas.adapt.on', 'Add LoRA'),
    keywords: ['adapter', 'low-rank', 'fine-tune', 'PEFT'],
    group: 'Edit',
    when: () => shown() && adaptable().length > 0,
    run: toggleAdapters,
  },
  {
    id: 'canvas.mute',
    title: () =>
      shown() && switchable().length > 0 && areOff(switchable(), 'muted')
        ? t('commands.canvas.mute.on', 'Unmute')
        : t('commands.canvas.mute.off', 'Mute'),
    keywords: ['ignore', 'leave out', 'disable'],
    group: 'Edit',
    keys: 'X',
    when: () => shown() && switchable().length > 0,
    run: () => toggleOff('muted'),
  },
  {
    id: 'canvas.bypass',
    title: () =>
      shown() && switchable().length > 0 && areOff(switchable(), 'bypassed')
        ? t('commands.canvas.bypass.on', 'Stop bypassing')
        : t('commands.canvas.bypass.off', 'Bypass'),
    keywords: ['skip', 'pass through', 'disable'],
    group: 'Edit',
    keys: 'B',
    when: () => shown() && switchable().length > 0,
    run: () => toggleOff('bypassed'),
  },
  {
    id: 'canvas.makeBlock',
    title: 'Make block',
    keywords: ['group', 'module', 'sub-graph'],
    group: 'Edit',
    keys: 'Mod+G',
    when: () => shown() && blockable().length > 0,
    run: makeBlockOfSelection,
  },
  {
    id: 'canvas.foldRepeats',
    title: 'Fold repeats',
    keywords: ['blocks', 'compress', 'repeat', 'structure'],
    group: 'Edit',
    when: () => shown() && drawing().nodes.length > 0,
    run: foldDrawing,
  },
  {
    id: 'canvas.dissolve',
    title: 'Dissolve block',
    keywords: ['ungroup', 'expand'],
    group: 'Edit',
    keys: 'Mod+Shift+G',
    when: () => shown() && dissolvable(),
    run: dissolveSelection,
  },
  {
    id: 'canvas.enterBlock',
    title: 'Look inside the block',
    keywords: ['open', 'enter', 'edit inside'],
    group: 'View',
    when: () => shown() && chosenInstance() !== undefined,
    run: enterSelection,
  },
  {
    id: 'canvas.leaveBlock',
    title: 'Leave the block',
    keywords: ['up', 'out', 'back'],
    group: 'View',
    when: isInside,
    run: leave,
  },
  {
    id: 'canvas.expand',
    title: () =>
      shown() && activeDocument()!.expanded
        ? t('commands.canvas.expand.close', 'Close all blocks')
        : t('commands.canvas.expand.open', 'Open all blocks'),
    keywords: ['expand', 'flat', 'whole', 'unfold'],
    group: 'View',
    keys: 'E',
    when: () => shown() && (activeDocument()!.expanded || drawing().blocks.length > 0),
    run: toggleExpanded,
  },
  {
    id: 'canvas.makeIndependent',
    title: 'Make the block independent',
    keywords: ['copy', 'unlink'],
    group: 'Edit',
    when: () => shown() && chosenInstance() !== undefined,
    run: makeSelectionIndependent,
  },
  {
    id: 'canvas.keepBlock',
    title: 'Keep the block among yours',
    keywords: ['library', 'save', 'reuse'],
    group: 'Edit',
    when: () => shown() && chosenBlock() !== undefined,
    run: keepSelectedBlock,
  },
  {
    id: 'canvas.removeUnused',
    title: 'Remove unused blocks',
    keywords: ['clean', 'definitions'],
    group: 'Edit',
    when: hasUnusedBlocks,
    run: removeUnusedBlocks,
  },
  ...arrows.map(
    ([name, x, y]): Command => ({
      id: `canvas.nudge${name}`,
      title: `Move ${name.toLowerCase()}`,
      group: 'Edit',
      keys: `Arrow${name}`,
      when: () => selected() && activeDocument()!.selection.nodes.length > 0,
      run: () => nudge({ x: x * 8, y: y * 8 }),
    }),
  ),
  ...arrows.map(
    ([name, x, y]): Command => ({
      id: `canvas.nudgeFar${name}`,
      title: `Move far ${name.toLowerCase()}`,
      group: 'Edit',
      keys: `Shift+Arrow${name}`,
      when: () => selected() && activeDocument()!.selection.nodes.length > 0,
      run: () => nudge({ x: x * FAR, y: y * FAR }),
    }),
  ),
  ...arrows.map(
    ([name]): Command => ({
      id: `canvas.walk${name}`,
      title: `Select the layer ${{ Up: 'above', Down: 'below', Left: 'to the left', Right: 'to the right' }[name]}`,
      group: 'Edit',
      keys: `Alt+Arrow${name}`,
      when: shown,
      run: () => walk(name.toLowerCase() as Towards),
    }),
  ),
  {
    id: 'canvas.connect',
    title: 'Connect with…',
    keywords: ['wire', 'edge', 'link'],
    group: 'Edit',
    keys: 'C',
    when: () => shown() && selectedNodes().length === 1 && onCanvas(),
    run: connectSelection,
  },
  {
    id: 'canvas.walkWires',
    title: 'Select its next wire',
    keywords: ['edge', 'connection'],
    group: 'Edit',
    keys: 'W',
    when: () => shown() && hasWires() && onCanvas(),
    run: walkWires,
  },
  {
    id: 'canvas.fit',
    title: 'Show the whole graph',
    keywords: ['fit', 'zoom'],
    group: 'View',
    keys: 'F',
    when: shown,
    run: fit,
  },
  {
    id: 'canvas.fitSelection',
    title: 'Zoom to the selection',
    keywords: ['fit'],
    group: 'View',
    keys: 'Z',
    when: layersSelected,
    run: fitSelection,
  },
  { id: 'canvas.zoomIn', title: 'Zoom in', group: 'View', keys: 'Mod++ Mod+=', when: shown, run: zoomIn },
  { id: 'canvas.zoomOut', title: 'Zoom out', group: 'View', keys: 'Mod+-', when: shown, run: zoomOut },
  {
    id: 'canvas.zoomFull',
    title: 'Show at full size',
    keywords: ['zoom', '100 %'],
    group: 'View',
    keys: 'Mod+0',
    when: shown,
    run: () => zoomTo(1),
  },
  {
    id: 'canvas.tidy',
    title: 'Tidy',
    keywords: ['layout', 'arrange', 'align'],
    group: 'View',
    keys: 'T',
    when: shown,
    run: () => tidy(),
  },
  {
    id: 'canvas.turn',
    title: () =>
      view.getState().direction === 'down'
        ? t('commands.canvas.turn.right', 'Lay out from left to right')
        : t('commands.canvas.turn.down', 'Lay out from top to bottom'),
    keywords: ['direction', 'horizontal', 'vertical'],
    group: 'View',
    when: shown,
    run: turn,
  },
  {
    id: 'canvas.minimap',
    title: () =>
      view.getState().minimap
        ? t('commands.canvas.minimap.hide', 'Hide minimap')
        : t('commands.canvas.minimap.show', 'Show minimap'),
    keywords: ['overview'],
    group: 'View',
    keys: 'M',
    when: shown,
    run: () => toggle('minimap'),
  },
];

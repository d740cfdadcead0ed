/** Blocks: made of what is selected, dissolved, described, and the settings and ports that they have. */
import { withinSentence } from '../../../engine/texts/definitions.ts';
import {
  blockOf,
  demote,
  describeBlock,
  makeIndependent,
  movePort as movePortOf,
  promote,
  relink,
  removeBlocks,
  unusedBlocks,
} from '../../../engine/graph/blocks.ts';
import { canDissolve, dissolve } from '../../../engine/graph/dissolve.ts';
import { canStandInBlock, makeBlock } from '../../../engine/graph/makeBlock.ts';
import { type Block, BLOCK, type BlockSetting, type Node } from '../../../engine/graph/document.ts';
import { setProperties } from '../../../engine/graph/edits.ts';
import { t } from '../../../engine/texts/index.ts';
import { foldRepeats } from '../../../engine/passes/fold/index.ts';
import { layerOfNode } from '../../../engine/layers/blocks.ts';
import { drawing } from '../../state/document/drawing.ts';
import { activeDocument, edit, select } from '../../state/document/workspace.ts';
import { notify } from '../../state/notices.ts';
import { keepBlock } from '../library.ts';
import { editDrawing } from './edit.ts';
import { enter } from './navigation.ts';
import { selectedNodes } from './selection.ts';

/** The selected layers that a block can be made of. */
export const blockable = (): readonly string[] =>
  drawing()
    .nodes.filter((node) => selectedNodes().includes(node.id) && canStandInBlock(node))
    .map(({ id }) => id);
/** The selected instance of a block; undefined where something else or more is selected. */
export function chosenInstance(): string | undefined {
  const [id, ...more] = selectedNodes();
  return more.length === 0 && drawing().nodes.find((node) => node.id === id)?.type === BLOCK ? id : undefined;
}
/** The block that it is an instance of. */
export const chosenBlock = (): Block | undefined =>
  blockOf(drawing(), drawing().nodes.find(({ id }) => id === chosenInstance())?.block);
export const dissolvable = (): boolean => canDissolve(drawing(), chosenInstance() ?? '');

export function makeBlockOfSelection(): void {
  const ids = blockable();
  let made = '';
  editDrawing(t('edits.makeBlock', 'Make block'), (current) => {
    const block = makeBlock(
      current,
      ids,
      t('edits.newBlock', 'Block'),
      (node) => layerOfNode(node, current.graph.blocks)?.outputs.map(({ name }) => name) ?? [],
    );
    made = block?.id ?? '';
    return block?.document ?? current;
  });
  if (made !== '') select({ nodes: [made] });
}

export function dissolveSelection(): void {
  let ids: string[] = [];
  editDrawing(t('edits.dissolve', 'Dissolve block'), (current) => {
    const apart = dissolve(current, chosenInstance() ?? '');
    ids = apart.ids;
    return apart.document;
  });
  select({ nodes: ids });
}

/** Makes blocks of all that repeats in what is drawn. */
export function foldDrawing(): void {
  let found = false;
  editDrawing(t('edits.foldRepeats', 'Fold repeats'), (current) => {
    const { document } = foldRepeats(current, 0);
    found = document !== current;
    return document;
  });
  if (!found)
    notify({ kind: 'info', text: t('blocks.noRepeats', 'Nothing repeats here that a block would make shorter.') });
}

export function makeSelectionIndependent(): void {
  editDrawing(t('edits.independent', 'Make independent'), (current) =>
    makeIndependent(current, chosenInstance() ?? ''),
  );
}

/** Goes into the selected instance. */
export function enterSelection(): void {
  const instance = chosenInstance();
  if (instance !== undefined) enter(instance);
}

/** Keeps the block of the selected instance in the person's library. */
export async function keepSelectedBlock(): Promise<void> {
  const [open, block] = [activeDocument(), chosenBlock()];
  if (open && block) await keepBlock(open.document, block);
}

export const renameBlock = (block: string, name: string): void =>
  edit(t('edits.renameBlock', 'Rename block'), (document) =>
    describeBlock(document, block, { name: name.slice(0, 200) }),
  );

export const removeBlock = (block: string): void =>
  edit(t('edits.removeBlock', 'Remove block'), (document) => removeBlocks(document, [block]));

export const hasUnusedBlocks = (): boolean => {
  const open = activeDocument();
  return open !== undefined && unusedBlocks(open.document.graph).length > 0;
};

export const removeUnusedBlocks = (): void =>
  edit(t('edits.removeUnusedBlocks', 'Remove unused blocks'), (document) =>
    removeBlocks(
      document,
      unusedBlocks(document.graph).map(({ id }) => id),
    ),
  );

/** Makes an instance of another block of it. */
export const linkToBlock = (instance: string, block: string): void =>
  editDrawing(t('edits.linkToBlock', 'Link to block'), (document) => relink(document, instance, block));

/** How many stand in a row, each fed by the one before: a number or a formula; undefined for one without a number in its name. */
export const setRepeat = (instance: string, repeat: Node['repeat']): void =>
  editDrawing(t('edits.repeat', 'Set repeat'), (document) => setProperties(document, [instance], { repeat }));

/** Makes a setting of a layer within a block a setting of the block. */
export function promoteSetting(
  block: string,
  node: string,
  setting: string,
  field: Omit<BlockSetting, 'name' | 'default'>,
  value: BlockSetting['default'],
): void {
  edit(t('edits.promote', 'Promote {{setting}}', { setting: withinSentence(field.label) }), (document) =>
    promote(document, block, node, setting, field, value),
  );
}

/** Takes a setting back from the block. */
export const demoteSetting = (block: string, setting: string, label: string): void =>
  edit(t('edits.demote', 'Take back {{setting}}', { setting: withinSentence(label) }), (document) =>
    demote(document, block, setting),
  );

/** One place earlier or later among its kind. */
export const movePort = (block: string, port: string, by: 1 | -1): void =>
  edit(t('edits.movePort', 'Move port'), (document) => movePortOf(document, block, port, by));

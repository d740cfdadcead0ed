/** What is set of layers: their settings, their names, and how their weights learn. */
import { withinSentence } from '../../../engine/texts/definitions.ts';
import { t } from '../../../engine/texts/index.ts';
import { BLOCK_INPUT, BLOCK_OUTPUT, type Document, type Node } from '../../../engine/graph/document.ts';
import { editWithin } from '../../../engine/graph/blocks.ts';
import { setProperties, setSetting } from '../../../engine/graph/edits.ts';
import { adapt, canAdapt, FIRST_ADAPTER, frozenWithoutAdapters } from '../../../engine/layers/adapt.ts';
import type { Adapter } from '../../../engine/layers/common/adapter.ts';
import { freeze, freezeStatistics } from '../../../engine/layers/freeze.ts';
import { drawing } from '../../state/document/drawing.ts';
import { activeDocument, edit } from '../../state/document/workspace.ts';
import { dismiss, notify } from '../../state/notices.ts';
import { editDrawing, editWhole, layerAt, titleOfNodes } from './edit.ts';
import { selectedNodes } from './selection.ts';

type Properties = Parameters<typeof setProperties>[2];

/** A setting of the layers' type; undefined is its default. */
export const setLayerSetting = (ids: readonly string[], setting: string, label: string, value: unknown): void =>
  editDrawing(
    t('edits.set', 'Set {{what}}', { what: withinSentence(label) }),
    (document) => setSetting(document, ids, setting, value),
    {
      merge: `${ids.join()}/${setting}`,
    },
  );

/** The node's own name: weights are called after it. Empty, it has its id. */
export function renameNode(id: string, name: string): void {
  const label = name.trim().slice(0, 200);
  editDrawing(t('edits.rename', 'Rename'), (document) =>
    setProperties(document, [id], { label: label === '' || label === id ? undefined : label }),
  );
}

/** How the weights of layers learn, where each gets what follows from what it has. */
export const setLearning = (
  ids: readonly string[],
  setting: string,
  label: string,
  each: (node: Node) => Properties,
): void =>
  editDrawing(
    t('edits.set', 'Set {{what}}', { what: withinSentence(label) }),
    (document) =>
      document.graph.nodes
        .filter(({ id }) => ids.includes(id))
        .reduce((next: Document, node) => setProperties(next, [node.id], each(node)), document),
    { merge: `${ids.join()}/${setting}` },
  );

export const setFrozen = (ids: readonly string[], frozen: boolean): void =>
  editDrawing(
    frozen
      ? t('edits.freeze', 'Freeze {{what}}', { what: titleOfNodes(ids) })
      : t('edits.unfreeze', 'Unfreeze {{what}}', { what: titleOfNodes(ids) }),
    (document) => freeze(document, ids, frozen),
  );

/** Low-rank adapters on layers, which alone learn in all of the document; undefined takes them away. */
export function setAdapter(ids: readonly string[], adapter: Adapter | undefined): void {
  const label = adapter
    ? t('edits.adapt', 'Adapt {{what}} by LoRA', { what: titleOfNodes(ids) })
    : t('edits.withoutAdapters', 'Take adapters off {{what}}', { what: titleOfNodes(ids) });
  editWhole(label, (document, block) => adapt(document, ids, adapter, block), { merge: `${ids.join()}/lora` });
  if (!adapter) tellFrozen();
}

/** What was frozen for the sake of adapters stays so when they are gone: nobody should train a network of which hardly anything learns unawares. */
function tellFrozen(): void {
  const open = activeDocument();
  const frozen = open && frozenWithoutAdapters(open.document);
  const count = frozen ? [...frozen.values()].reduce((sum, ids) => sum + ids.length, 0) : 0;
  if (!frozen || count === 0) return;
  const notice = notify({
    kind: 'info',
    text: t(
      'notices.stillFrozen',
      {
        one: 'The adapters are gone; one other layer is still frozen.',
        other: 'The adapters are gone; {{count}} other layers are still frozen.',
      },
      { count },
    ),
    action: {
      title: t('notices.stillFrozen.unfreeze', 'Unfreeze'),
      run: () => {
        dismiss(notice);
        edit(t('edits.unfreezeAll', 'Unfreeze all'), (document) =>
          [...frozen].reduce(
            (next, [block, ids]) => editWithin(next, block, (drawn) => freeze(drawn, ids, false)),
            document,
          ),
        );
      },
    },
  });
}

/** The selected layers that can have low-rank adapters. */
export const adaptable = (): readonly string[] => {
  const { nodes, blocks } = drawing();
  const selected = selectedNodes();
  return nodes.flatMap((node) => (selected.includes(node.id) && canAdapt(node, blocks) ? [node.id] : []));
};
export const areAdapted = (ids: readonly string[]): boolean =>
  drawing().nodes.every(({ id, lora }) => !ids.includes(id) || lora !== undefined);

export function toggleAdapters(): void {
  const ids = adaptable();
  setAdapter(ids, areAdapted(ids) ? undefined : FIRST_ADAPTER);
}

/** Whether batch norm's running statistics stay as they are in training. */
export const setFrozenStatistics = (ids: readonly string[], frozen: boolean): void =>
  editDrawing(
    frozen
      ? t('edits.freezeStatistics', 'Freeze running statistics')
      : t('edits.moveStatistics', 'Let running statistics move'),
    (document) => freezeStatistics(document, ids, frozen),
  );

/** The selected layers that have weights. */
export const freezable = (): readonly string[] => selectedNodes().filter((id) => layerAt(id)?.weights !== undefined);
export const areFrozen = (ids: readonly string[]): boolean =>
  drawing().nodes.every(({ id, frozen }) => !ids.includes(id) || frozen === true);

export function toggleFrozen(): void {
  const ids = freezable();
  setFrozen(ids, !areFrozen(ids));
}

/** The selected layers that can be switched off: all but the ports of a block. */
export const switchable = (): readonly string[] =>
  drawing().nodes.flatMap(({ id, type }) =>
    selectedNodes().includes(id) && type !== BLOCK_INPUT && type !== BLOCK_OUTPUT ? [id] : [],
  );
export const areOff = (ids: readonly string[], off: 'muted' | 'bypassed'): boolean =>
  drawing().nodes.every((node) => !ids.includes(node.id) || node.off === off);

/** Leaves the selected layers out, or lets their input through; the second time they are on again. */
export function toggleOff(off: 'muted' | 'bypassed'): void {
  const ids = switchable();
  const isOff = areOff(ids, off);
  const what = { what: titleOfNodes(ids) };
  const label = isOff
    ? t('edits.switchOn', 'Switch {{what}} on', what)
    : off === 'muted'
      ? t('edits.mute', 'Mute {{what}}', what)
      : t('edits.bypass', 'Bypass {{what}}', what);
  editDrawing(label, (document) => setProperties(document, ids, { off: isOff ? undefined : off }));
}

/** Whether layers are applied to each step of a sequence by itself. */
export const applyToEachStep = (ids: readonly string[], each: boolean): void =>
  editDrawing(each ? t('edits.eachStep', 'Apply to each step') : t('edits.whole', 'Apply to the whole'), (document) =>
    setProperties(document, ids, { steps: each ? 1 : undefined }),
  );

/** Uses the weights of another layer; undefined for its own. */
export const shareWeights = (id: string, other: string | undefined): void =>
  editDrawing(
    other === undefined ? t('edits.ownWeights', 'Use weights of its own') : t('edits.shareWeights', 'Share weights'),
    (document) => setProperties(document, [id], { shares: other }),
  );

/** What the names of a layer's weights are made of; undefined for the usual. */
export const setWeightNames = (id: string, naming: string | undefined): void =>
  editDrawing(t('edits.names', 'Set names'), (document) => setProperties(document, [id], { naming }));

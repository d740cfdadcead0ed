import { type DragEvent, memo } from 'react';
import { FAMILIES } from '../../../engine/layers/define.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';
import type { Offer } from '../../state/canvas/offers.ts';
import { Tip } from '../../ui/Tip.tsx';
import styles from './LayerSearch.module.css';

/** What a dragged layer is called in the data of the drag. */
export const DRAGGED_LAYER = 'application/x-loom-layer';

interface LayerItemProps {
  readonly id: string;
  readonly layer: Offer;
  readonly active: boolean;
  readonly picker: boolean;
  readonly onPoint: (id: string) => void;
  readonly onPick: (layer: Offer) => void;
}

/** A layer in the list: picked by a click in a picker, else by a double click, or dragged onto the canvas. */
export const LayerItem = memo(function LayerItem({ id, layer, active, picker, onPoint, onPick }: LayerItemProps) {
  const point = () => onPoint(layer.id);
  const pick = () => onPick(layer);
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(DRAGGED_LAYER, layer.id);
    event.dataTransfer.setData('text/plain', layer.title);
    event.dataTransfer.effectAllowed = 'copy';
  };
  const item = (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list is worked from its search field, as a combobox
    // biome-ignore lint/a11y/useFocusableInteractive: the options themselves take no keyboard
    <div
      id={id}
      role="option"
      aria-selected={active}
      data-layer={layer.id}
      className={styles.item}
      style={{ '--c': `var(--f-${FAMILIES[layer.family].colour})` }}
      data-misfit={layer.misfit !== undefined || undefined}
      title={layer.misfit}
      draggable={!picker}
      onDragStart={drag}
      onPointerMove={picker ? point : undefined}
      onClick={picker ? pick : point}
      onDoubleClick={picker ? undefined : pick}
    >
      <s aria-hidden="true" />
      {layerTitle(layer)}
    </div>
  );
  return picker || layer.doc === '' ? (
    item
  ) : (
    <Tip text={docText(layer.doc)} side="right">
      {item}
    </Tip>
  );
});

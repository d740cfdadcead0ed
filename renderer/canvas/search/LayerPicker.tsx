/** The list of layers where the pointer is: what is picked goes there, wired to what the wire came from. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { addAfterSelection, addLayer } from '../../actions/graph/layers.ts';
import { selectedNodes } from '../../actions/graph/selection.ts';
import { surface } from '../../state/canvas/surface.ts';
import { page } from '../../state/page.ts';
import { sortedByFit, typeAt } from '../../state/canvas/fits.ts';
import { useActive } from '../../state/document/workspace.ts';
import { plus } from '../../state/document/geometry.ts';
import styles from './LayerPicker.module.css';
import { LayerSearch } from './LayerSearch.tsx';
import { type Picker, session, useSession } from '../../state/canvas/session.ts';
import { useOffers } from './useOffers.ts';

const close = () => session.setState({ picker: null });
/** Back to the layer from which the list was opened, else to where the canvas had the keyboard: what is typed next goes on from there. */
function leave(returnKeyboard: () => void): void {
  close();
  const [chosen] = selectedNodes();
  if (chosen !== undefined) surface()?.bringIntoView(chosen, true);
  // once it is gone from the page
  else
    setTimeout(() => {
      returnKeyboard();
      if (!page().keyboard.isOnCanvas()) page().keyboard.focus('canvas');
    }, 0);
}
const WIDTH = 232;
const HEIGHT = 336;

export function LayerPicker() {
  const picker = useSession((state) => state.picker);
  return picker && <OpenPicker key={`${picker.screen.x} ${picker.screen.y}`} picker={picker} />;
}

function OpenPicker({ picker: { screen, at, from, to, edge, behind } }: { readonly picker: Picker }) {
  const box = useRef<HTMLDivElement>(null);
  const [returnKeyboard] = useState(() => page().keyboard.remember());
  const offers = useOffers();
  const source = from ?? edge?.from ?? behind;
  const type = useActive((open) => source && typeAt(open, source));
  // what can stand behind an output, and what before an input
  const layers = useMemo(
    () =>
      sortedByFit(
        offers.filter(({ inputs, outputs }) => (!source || inputs.length > 0) && (!(to || edge) || outputs.length > 0)),
        type,
      ),
    [offers, source, to, edge, type],
  );
  useEffect(() => {
    const outside = (event: PointerEvent) => !box.current?.contains(event.target as globalThis.Node) && close();
    addEventListener('pointerdown', outside, true);
    return () => removeEventListener('pointerdown', outside, true);
  }, []);
  const left = Math.max(8, Math.min(screen.x, innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(screen.y, innerHeight - HEIGHT - 8));
  return (
    <div
      ref={box}
      className={styles.picker}
      style={{ left, top, width: WIDTH }}
      role="dialog"
      aria-label={t('layerSearch.add', 'Add a layer')}
    >
      <LayerSearch
        id="picker-search"
        picker
        layers={layers}
        onEscape={() => leave(returnKeyboard)}
        onPick={(layer) => {
          if (behind) addAfterSelection(layer);
          // a wire from above ends at the middle of the new layer's upper edge
          else
            addLayer(layer, {
              ...(edge
                ? { edge }
                : { at: from ? plus(at, { x: -108, y: 0 }) : to ? plus(at, { x: -108, y: -46 }) : at }),
              ...(from && { from }),
              ...(to && { to }),
            });
          close();
        }}
      />
    </div>
  );
}

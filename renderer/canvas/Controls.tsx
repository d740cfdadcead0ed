/** The bar in the corner of the canvas: how far in, all of it, tidy. */
import { useZoom } from '../state/canvas/viewport.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Minus, Plus } from 'lucide-react';
import { fit, tidy, zoomIn, zoomOut, zoomTo } from '../actions/graph/layers.ts';
import styles from './Controls.module.css';
import { Tip } from '../ui/Tip.tsx';
import { keysText } from '../ui/keys.ts';
import { attempt } from '../state/notices.ts';

export function Controls() {
  const zoom = useZoom();
  return (
    <div className={styles.bar} role="toolbar" aria-label="View of the canvas">
      <IconButton
        label="Zoom out"
        keys={keysText({ keys: 'Mod+-' })!}
        icon={<Minus size={16} strokeWidth={1.5} />}
        onClick={zoomOut}
      />
      <Tip text="Show at full size" keys={keysText({ keys: 'Mod+0' })!} side="top">
        <Button
          look="quiet"
          className={styles.zoom!}
          onClick={() => zoomTo(1)}
          aria-label={`Zoom ${Math.round(zoom * 100)} %. Show at full size`}
        >
          {Math.round(zoom * 100)} %
        </Button>
      </Tip>
      <IconButton
        label="Zoom in"
        keys={keysText({ keys: 'Mod++' })!}
        icon={<Plus size={16} strokeWidth={1.5} />}
        onClick={zoomIn}
      />
      <Tip text="Show the whole graph" keys="F" side="top">
        <Button look="quiet" onClick={fit}>
          Fit
        </Button>
      </Tip>
      <Tip text="Lay the graph out anew" keys="T" side="top">
        <Button look="quiet" onClick={() => void attempt(tidy)}>
          Tidy
        </Button>
      </Tip>
    </div>
  );
}

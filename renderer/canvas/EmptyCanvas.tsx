/** What a canvas without layers says: the ways to begin. */
import { layerOf } from '../../engine/layers/index.ts';
import { openGallery } from '../dialogs/gallery/Gallery.tsx';
import { Button } from '../ui/Button.tsx';
import { addLayer } from '../actions/graph/layers.ts';
import styles from './EmptyCanvas.module.css';

export function EmptyCanvas() {
  return (
    <div className={`${styles.empty} nopan`}>
      <h2>Draw a network</h2>
      <p>
        Drag a layer here from the left, double-click where it should stand, or press <kbd>Tab</kbd> and type its name.
        Every network begins with an Input.
      </p>
      <div className={styles.buttons}>
        <Button look="primary" onClick={() => addLayer(layerOf('input')!, {})}>
          Add an Input
        </Button>
        <Button onClick={openGallery}>Start from a template</Button>
      </div>
    </div>
  );
}

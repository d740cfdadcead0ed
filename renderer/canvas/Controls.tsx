/** The bar in the corner of the canvas: how far in, all of it, tidy. */
import { t } from '../../engine/texts/index.ts';
import { useZoom } from '../state/canvas/viewport.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Minus, Plus } from 'lucide-react';
import { commandOf, perform } from '../actions/commands/registry.ts';
import styles from './Controls.module.css';
import { Tip } from '../ui/Tip.tsx';
import { keysText } from '../ui/keys.ts';

const keysOf = (command: string): string => keysText(commandOf(command))!;

export function Controls() {
  const zoom = useZoom();
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('controls.title', 'View of the canvas')}>
      <IconButton
        label={t('controls.zoomOut', 'Zoom out')}
        keys={keysOf('canvas.zoomOut')}
        icon={<Minus size={16} strokeWidth={1.5} />}
        onClick={() => perform('canvas.zoomOut')}
      />
      <Tip text={t('controls.fullSize', 'Show at full size')} keys={keysOf('canvas.zoomFull')} side="top">
        <Button
          look="quiet"
          className={styles.zoom!}
          onClick={() => perform('canvas.zoomFull')}
          aria-label={t('controls.zoom', 'Zoom {{percent}} %. Show at full size', { percent: Math.round(zoom * 100) })}
        >
          {Math.round(zoom * 100)} %
        </Button>
      </Tip>
      <IconButton
        label={t('controls.zoomIn', 'Zoom in')}
        keys={keysOf('canvas.zoomIn')}
        icon={<Plus size={16} strokeWidth={1.5} />}
        onClick={() => perform('canvas.zoomIn')}
      />
      <Tip text={t('controls.whole', 'Show the whole graph')} keys={keysOf('canvas.fit')} side="top">
        <Button look="quiet" onClick={() => perform('canvas.fit')}>
          {t('controls.fit', 'Fit')}
        </Button>
      </Tip>
      <Tip text={t('controls.tidy.tip', 'Lay the graph out anew')} keys={keysOf('canvas.tidy')} side="top">
        <Button look="quiet" onClick={() => perform('canvas.tidy')}>
          {t('controls.tidy', 'Tidy')}
        </Button>
      </Tip>
    </div>
  );
}

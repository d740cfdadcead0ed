/** All layers by family, then blocks. What is dragged goes where it is dropped; double-click or Enter adds behind the selection. */
import { Boxes } from 'lucide-react';
import { t } from '../../../engine/texts/index.ts';
import { perform } from '../../actions/commands/registry.ts';
import { addAfterSelection } from '../../actions/graph/layers.ts';
import { LayerSearch } from '../../canvas/search/LayerSearch.tsx';
import { useOffers } from '../../canvas/search/useOffers.ts';
import { useLibrary } from '../../state/library.ts';
import { useDocument } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Palette.module.css';

const HINT = <kbd>/</kbd>;
const leave = (): void => (document.activeElement as HTMLElement | null)?.blur();

export function Palette() {
  const layers = useOffers();
  return (
    <nav aria-label={t('palette.title', 'Layers')} className={styles.palette}>
      <LayerSearch id="palette-search" layers={layers} onPick={addAfterSelection} onEscape={leave} hint={HINT} />
      <BlocksButton />
    </nav>
  );
}

/** Where blocks are renamed, kept and deleted, as long as there are some. */
function BlocksButton() {
  const own = useDocument()?.graph.blocks.length ?? 0;
  const kept = useLibrary(({ blocks, unreadable }) => blocks.length + unreadable.length);
  const unreadable = useLibrary((library) => library.unreadable.length);
  if (own + kept === 0) return null;
  return (
    <div className={styles.foot}>
      <Button look="quiet" icon={<Boxes size={14} strokeWidth={1.5} />} onClick={() => perform('canvas.blocks')}>
        {t('palette.manage', 'Manage blocks…')}
      </Button>
      {unreadable > 0 && <i>{t('palette.unreadable', '{{count}} cannot be read', { count: unreadable })}</i>}
    </div>
  );
}

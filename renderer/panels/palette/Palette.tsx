/** All layers by family. What is dragged goes where it is dropped; double-click or Enter adds behind the selection. */
import { addAfterSelection } from '../../canvas/actions.ts';
import { LayerSearch } from '../../canvas/LayerSearch.tsx';

export function Palette() {
  return (
    <nav aria-label="Layers" style={{ height: '100%' }}>
      <LayerSearch id="palette-search" onPick={addAfterSelection} onEscape={() => (document.activeElement as HTMLElement | null)?.blur()} hint={<kbd>/</kbd>} />
    </nav>
  );
}

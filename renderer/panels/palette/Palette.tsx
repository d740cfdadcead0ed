/** All layers by family. What is dragged goes where it is dropped; double-click or Enter adds behind the selection. */
import { useMemo } from 'react';
import { addAfterSelection, offered } from '../../canvas/actions.ts';
import { LayerSearch } from '../../canvas/LayerSearch.tsx';
import { useScope } from '../../state/scope.ts';

const NO_BLOCKS = [] as const;

export function Palette() {
  const scope = useScope();
  const [blocks, inBlock] = [scope?.document.graph.blocks ?? NO_BLOCKS, scope?.block !== undefined];
  const layers = useMemo(() => offered(blocks, inBlock), [blocks, inBlock]);
  return (
    <nav aria-label="Layers" style={{ height: '100%' }}>
      <LayerSearch id="palette-search" layers={layers} onPick={addAfterSelection} onEscape={() => (document.activeElement as HTMLElement | null)?.blur()} hint={<kbd>/</kbd>} />
    </nav>
  );
}

/** A search field over the list of layers, worked by mouse or keyboard: what the palette and the picker on the canvas share. */
import { memo, type ReactNode, useEffect, useId, useRef } from 'react';
import { t } from '../../../engine/texts/index.ts';
import type { Offer } from '../../state/canvas/offers.ts';
import { LayerItem } from './LayerItem.tsx';
import styles from './LayerSearch.module.css';
import { useLayerSearch } from './useLayerSearch.ts';

interface LayerSearchProps {
  readonly id: string;
  readonly layers: readonly Offer[];
  /** By Enter or double-click; in a picker by one click. */
  readonly onPick: (layer: Offer) => void;
  readonly onEscape: () => void;
  /** Takes the keyboard at once, takes the first layer on Enter, and needs one click only. */
  readonly picker?: boolean;
  readonly hint?: ReactNode;
}

/** Drawn anew where what it offers changes, not with every change of the graph. */
export const LayerSearch = memo(function LayerSearch(props: LayerSearchProps) {
  const { id, layers, onPick, onEscape, picker = false, hint } = props;
  const { query, groups, current, setActive, type, press } = useLayerSearch({ layers, onPick, onEscape, picker });
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();

  useEffect(() => {
    if (picker) input.current?.focus();
  }, [picker]);
  useEffect(() => {
    if (current)
      list.current?.querySelector(`[data-layer="${CSS.escape(current.id)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  return (
    <div className={styles.search} data-picker={picker || undefined}>
      <label className={styles.field}>
        <input
          ref={input}
          id={id}
          type="text"
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={current ? optionId(listId, current) : undefined}
          aria-label={t('layerSearch.title', 'Search layers')}
          placeholder={t('layerSearch.count', 'Search {{count}} layers', { count: layers.length })}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={({ target }) => type(target.value)}
          onKeyDown={press}
        />
        {hint}
      </label>
      <div ref={list} className={styles.list} role="listbox" id={listId} aria-label={t('palette.title', 'Layers')}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options in a list, not of fields in a form
          <div key={group.title} role="group" aria-label={group.title || t('layerSearch.found', 'Found')}>
            {group.title && (
              <div className={styles.heading} aria-hidden="true">
                {group.title} <span>{group.layers.length}</span>
              </div>
            )}
            {group.layers.map((layer) => (
              <LayerItem
                key={layer.id}
                id={optionId(listId, layer)}
                layer={layer}
                active={layer === current}
                picker={picker}
                onPoint={setActive}
                onPick={onPick}
              />
            ))}
          </div>
        ))}
        {groups.every((group) => group.layers.length === 0) && (
          <p className={styles.none}>
            {t('layerSearch.none', 'No layer is called that. Search by another word: "linear" finds Dense.')}
          </p>
        )}
      </div>
    </div>
  );
});

/** An element's id has no spaces, and the file of a block may. */
const optionId = (list: string, { id }: Offer): string => `${list}-${encodeURIComponent(id)}`;

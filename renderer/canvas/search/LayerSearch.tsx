/** A search field over the list of layers, worked by mouse or keyboard: what the palette and the picker on the canvas share. */
import {
  type DragEvent,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { FAMILIES } from '../../../engine/layers/define.ts';
import { Tip } from '../../ui/Tip.tsx';
import styles from './LayerSearch.module.css';
import type { Offer } from '../../state/canvas/offers.ts';
import { byFamily, findLayers } from './search.ts';

/** What a dragged layer is called in the data of the drag. */
export const DRAGGED_LAYER = 'application/x-loom-layer';

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
export const LayerSearch = memo(function LayerSearch({
  id,
  layers,
  onPick,
  onEscape,
  picker = false,
  hint,
}: LayerSearchProps) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const found = useMemo(() => findLayers(query, layers), [query, layers]);
  const groups = query.trim() === '' ? byFamily(found) : [{ title: '', layers: found }];
  const shown = groups.flatMap((group) => group.layers);
  const current = shown.find((layer) => layer.id === active) ?? (picker || query.trim() !== '' ? shown[0] : undefined);

  useEffect(() => {
    if (picker) input.current?.focus();
  }, [picker]);
  useEffect(() => {
    if (current)
      list.current?.querySelector(`[data-layer="${CSS.escape(current.id)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const move = (by: number) => {
    const at = current ? shown.indexOf(current) : by > 0 ? -1 : 0;
    setActive(shown[(at + by + shown.length) % shown.length]?.id ?? null);
  };
  const press = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => {
        if (!current) return;
        onPick(current);
        setQuery('');
        setActive(current.id);
      },
      Escape: () => {
        if (query !== '' && !picker) setQuery('');
        else onEscape();
      },
    };
    // the key that leads here is no part of a layer's name
    if (event.key === '/' && query === '') event.preventDefault();
    const act = moves[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

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
          aria-label="Search layers"
          placeholder={`Search ${layers.length} layers`}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={({ target }) => {
            setQuery(target.value);
            setActive(null);
          }}
          onKeyDown={press}
        />
        {hint}
      </label>
      <div ref={list} className={styles.list} role="listbox" id={listId} aria-label="Layers">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options in a list, not of fields in a form
          <div key={group.title} role="group" aria-label={group.title || 'Found'}>
            {group.title && (
              <div className={styles.heading} aria-hidden="true">
                {group.title} <span>{group.layers.length}</span>
              </div>
            )}
            {group.layers.map((layer) => (
              <Item
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
        {found.length === 0 && (
          <p className={styles.none}>No layer is called that. Search by another word: "linear" finds Dense.</p>
        )}
      </div>
    </div>
  );
});

/** An element's id has no spaces, and the file of a block may. */
const optionId = (list: string, { id }: Offer): string => `${list}-${encodeURIComponent(id)}`;

interface ItemProps {
  readonly id: string;
  readonly layer: Offer;
  readonly active: boolean;
  readonly picker: boolean;
  readonly onPoint: (id: string) => void;
  readonly onPick: (layer: Offer) => void;
}

const Item = memo(function Item({ id, layer, active, picker, onPoint, onPick }: ItemProps) {
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
      draggable={!picker}
      onDragStart={drag}
      onPointerMove={picker ? point : undefined}
      onClick={picker ? pick : point}
      onDoubleClick={picker ? undefined : pick}
    >
      <s aria-hidden="true" />
      {layer.title}
    </div>
  );
  return picker || layer.doc === '' ? (
    item
  ) : (
    <Tip text={layer.doc} side="right">
      {item}
    </Tip>
  );
});

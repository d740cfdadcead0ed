import { type KeyboardEvent, useMemo, useState } from 'react';
import type { Offer } from '../../state/canvas/offers.ts';
import { byFamily, findLayers } from './search.ts';

interface LayerSearchOptions {
  readonly layers: readonly Offer[];
  readonly onPick: (layer: Offer) => void;
  readonly onEscape: () => void;
  readonly picker: boolean;
}

/** What is typed, what it finds, which of it is the current one, and the keys that move it, pick it or leave. */
export function useLayerSearch({ layers, onPick, onEscape, picker }: LayerSearchOptions) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState<string | null>(null);
  const found = useMemo(() => findLayers(query, layers), [query, layers]);
  const groups = query.trim() === '' ? byFamily(found) : [{ title: '', layers: found }];
  const shown = groups.flatMap((group) => group.layers);
  const current = shown.find((layer) => layer.id === active) ?? (picker || query.trim() !== '' ? shown[0] : undefined);

  const type = (text: string) => {
    setQuery(text);
    setActive(null);
  };
  const move = (by: number) => {
    const at = current ? shown.indexOf(current) : by > 0 ? -1 : 0;
    setActive(shown[(at + by + shown.length) % shown.length]?.id ?? null);
  };
  const pick = () => {
    if (!current) return;
    onPick(current);
    setQuery('');
    setActive(current.id);
  };
  const leave = () => {
    if (query !== '' && !picker) setQuery('');
    else onEscape();
  };
  const press = (event: KeyboardEvent) => {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: pick,
      Escape: leave,
    };
    // the key that leads here is no part of a layer's name
    if (event.key === '/' && query === '') event.preventDefault();
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return { query, groups, current, setActive, type, press };
}

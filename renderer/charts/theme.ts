/** The tokens' colours as a canvas needs them; read again when the theme changes. */
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ChartColours {
  readonly ink2: string;
  readonly ink3: string;
  readonly line: string;
  readonly panel: string;
  readonly font: string;
  /** Of runs, in their order. */
  readonly runs: readonly string[];
}

function read(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink2: token('ink-2'),
    ink3: token('ink-3'),
    line: token('line'),
    panel: token('panel'),
    font: `10px ${token('font-code')}`,
    runs: [1, 2, 3, 4, 5, 6].map((i) => token(`run-${i}`)),
  };
}

let colours: StoreApi<ChartColours> | undefined;

/** Follows the theme from the first chart on. */
function follow(): StoreApi<ChartColours> {
  const store = createStore<ChartColours>(read);
  new MutationObserver(() => store.setState(read())).observe(document.documentElement, {
    attributeFilter: ['data-theme'],
  });
  return store;
}

export const useColours = (): ChartColours => useStore((colours ??= follow()));

/** Each run has its dash too, so that colour is never alone; in pixels. */
export const DASHES: readonly (readonly number[])[] = [[], [5, 4], [2, 3], [9, 4], [9, 3, 2, 3], [1, 4]];

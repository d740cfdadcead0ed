/** What the charts that stand together share: the place of the cross-hair and the part that is zoomed into, both on the x axis. */
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ChartView {
  readonly at: number | null;
  readonly zoom: readonly [number, number] | null;
}
export type ChartGroup = StoreApi<ChartView>;

export const chartGroup = (): ChartGroup => createStore<ChartView>(() => ({ at: null, zoom: null }));
export const useAt = (group: ChartGroup): number | null => useStore(group, ({ at }) => at);
export const useZoomed = (group: ChartGroup): ChartView['zoom'] => useStore(group, ({ zoom }) => zoom);

/** What runs were trained with, asked once for each that is compared: a run's document never changes. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { parseDocument } from '../../../engine/graph/file.ts';
import { type FlatSettings, flatSettings } from '../../../engine/graph/flatSettings.ts';
import { ask } from '../host.ts';

const known = createStore<Readonly<Record<string, FlatSettings>>>(() => ({}));
export const useSettings = (): Readonly<Record<string, FlatSettings>> => useStore(known);

export async function loadSettings(run: string): Promise<FlatSettings> {
  const before = known.getState()[run];
  if (before) return before;
  const settings = flatSettings(parseDocument((await ask('runs.get', { run })).document, 'The document of the run'));
  known.setState({ [run]: settings });
  return settings;
}

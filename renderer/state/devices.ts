/** What can train here, and what the next run will use. */
import { useStore } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { Device } from '../../engine/train/engine.ts';
import { ask } from './host.ts';
import { storage } from './page.ts';
import { shell } from './shell.ts';

interface Devices {
  readonly list: readonly Device[];
  /** Null: the best that is available. */
  readonly chosen: { readonly engine: string; readonly device: string } | null;
  /** Null: as many as the machine has. */
  readonly threads: number | null;
  /** An add-on on its way. */
  readonly progress: {
    readonly name: string;
    readonly stage: string;
    readonly done: number;
    readonly total: number;
  } | null;
}

export const devices = createStore<Devices>()(
  persist((): Devices => ({ list: [], chosen: null, threads: null, progress: null }), {
    name: 'layerloom.devices',
    version: 1,
    storage: createJSONStorage(() => storage),
    skipHydration: true,
    partialize: ({ chosen, threads }) => ({ chosen, threads }),
  }),
);
export const useDevices = <T>(pick: (devices: Devices) => T): T => useStore(devices, pick);

/** The device that the next run will use. */
export function deviceToUse({ list, chosen }: Devices): Device | undefined {
  const wanted =
    chosen && list.find(({ engine, id, available }) => available && engine === chosen.engine && id === chosen.device);
  return wanted ?? list.find(({ available }) => available);
}

/** As `train.start` wants it. */
export function runtimeToUse(): { engine: 'onnx' | 'tfjs'; device: string; threads: number } {
  const state = devices.getState();
  const device = deviceToUse(state);
  return {
    engine: device?.engine === 'tfjs' ? 'tfjs' : 'onnx',
    device: device?.id ?? 'cpu',
    threads: state.threads ?? shell.getState().hello?.threads ?? 1,
  };
}

export async function refreshDevices(selfTest = false): Promise<void> {
  devices.setState({ list: await ask('engines.list', { selfTest }) });
}

/** What trains here: the device and its threads, and the engines that can be added. */
import { t } from '../../engine/texts/index.ts';
import { chooseFile } from './choose.ts';
import { devices } from '../state/devices.ts';
import { ask, host } from '../state/host.ts';
import { shell } from '../state/shell.ts';

export const chooseDevice = (engine: string, device: string): void =>
  void devices.setState({ chosen: { engine, device } });

/** Undefined, or as many as the machine has: all of them. */
export function chooseThreads(threads: number | undefined): void {
  const most = shell.getState().hello?.threads;
  devices.setState({ threads: threads === undefined || threads === most ? null : threads });
}

export async function addEngine(name: string, from?: string): Promise<void> {
  const stop = host().on('engines.progress', (progress) => devices.setState({ progress }));
  try {
    devices.setState({ list: await ask('engines.add', { name, ...(from !== undefined && { from }) }) });
  } finally {
    stop();
    devices.setState({ progress: null });
  }
}

/** The same from a file that the person has. */
export async function addEngineFromFile(name: string): Promise<void> {
  const file = await chooseFile({ extensions: ['whl'], title: t('devices.wheel', "TensorFlow's wheel") });
  if (file !== null) await addEngine(name, file);
}

export async function removeEngine(name: string): Promise<void> {
  devices.setState({ list: await ask('engines.remove', { name }) });
}

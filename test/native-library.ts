/** Native TensorFlow for tests: fetched once by pip into the user's cache folder, and used from there by later runs. */
import { homedir } from 'node:os';
import path from 'node:path';
import { addAddon } from '../engine/node/tfjs/addon.ts';

/** Points LAYERLOOM_HOME of this process at a folder with the add-on, or says why it cannot be had. */
export async function nativeHome(): Promise<{ folder?: string; reason: string }> {
  const home =
    process.env.LAYERLOOM_TEST_HOME ||
    path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'layerloom-tests');
  process.env.LAYERLOOM_HOME = home;
  try {
    return { folder: (await addAddon()).folder, reason: '' };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

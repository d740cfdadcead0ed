/** The folder of everything Layerloom keeps for a user: runs, add-ons, autosaves, recent files. */
import { homedir } from 'node:os';
import path from 'node:path';

/** A place in it. `LAYERLOOM_HOME` puts the folder elsewhere. */
export function homePath(...parts: string[]): string {
  return path.join(process.env.LAYERLOOM_HOME || standardHome(process.platform, process.env, homedir()), ...parts);
}

/** Where each system wants such a folder. */
export function standardHome(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  user: string,
): string {
  if (platform === 'win32')
    return path.win32.join(env.LOCALAPPDATA || path.win32.join(user, 'AppData', 'Local'), 'Layerloom');
  if (platform === 'darwin') return path.posix.join(user, 'Library', 'Application Support', 'Layerloom');
  return path.posix.join(env.XDG_DATA_HOME || path.posix.join(user, '.local', 'share'), 'layerloom');
}

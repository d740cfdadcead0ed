/** Opens the person's browser. */
import { spawn } from 'node:child_process';

/** Not on a build machine, and not where `BROWSER=none` says so. */
export const wantsBrowser = (env: Readonly<Record<string, string | undefined>>): boolean =>
  !env.CI && env.BROWSER !== 'none';

/** The command that opens an address on a system. */
export function openCommand(platform: NodeJS.Platform, url: string): [command: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

/** Where there is none, the printed address is enough. */
export function openBrowser(url: string): void {
  const [command, ...args] = openCommand(process.platform, url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/** What pages may not do: everything but show what we gave them. */
import { shell, type Session, type WebContents } from 'electron';
import { isOurs } from './address.ts';

/** Permissions (camera, notifications, devices ...) are denied; copying to the clipboard is what a person asks for with a key. */
const ALLOWED: readonly string[] = ['clipboard-sanitized-write', 'clipboard-read'];

export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(ALLOWED.includes(permission) && isOurs(contents.getURL())),
  );
  session.setPermissionCheckHandler((_, permission, origin) => ALLOWED.includes(permission) && isOurs(origin));
  session.setDevicePermissionHandler(() => false);
}

/** Of every page, those that pages themselves might open too. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // links to papers and documentation open in the person's browser; nothing opens a window here
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebAddress(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

function isWebAddress(address: string): boolean {
  try {
    return new URL(address).protocol === 'https:';
  } catch {
    return false;
  }
}

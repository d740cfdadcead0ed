/** The window: a sandboxed page without Node, and nothing of Electron but the port to the host. */
import { BrowserWindow, type BrowserWindowConstructorOptions, dialog } from 'electron';
import { t } from '../engine/texts/index.ts';
import { PAGE } from './address.ts';

export const windowOptions = (preload: string): BrowserWindowConstructorOptions => ({
  width: 1440,
  height: 900,
  minWidth: 900,
  minHeight: 600,
  title: 'Layerloom',
  // shown when there is something to see
  show: false,
  webPreferences: {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  },
});

export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow(windowOptions(preload));
  window.once('ready-to-show', () => window.show());
  // a page that has unsaved work asks to stay; Electron shows no question of its own
  window.webContents.on('will-prevent-unload', (event) => {
    const leave =
      dialog.showMessageBoxSync(window, {
        type: 'question',
        message: t('desktop.leave', 'Close without saving?'),
        detail: t('desktop.leave.detail', 'Changes since the last save are kept for recovery only.'),
        buttons: [t('desktop.leave.close', 'Close'), t('desktop.leave.cancel', 'Cancel')],
        defaultId: 1,
        cancelId: 1,
      }) === 0;
    if (leave) event.preventDefault();
  });
  void window.loadURL(PAGE);
  return window;
}

/** The window: a sandboxed page without Node, and nothing of Electron but the port to the host. */
import { BrowserWindow, type BrowserWindowConstructorOptions, dialog, ipcMain } from 'electron';
import { t } from '../engine/texts/index.ts';
import { PAGE } from './address.ts';
import { CLOSING, SETTLED } from './channels.ts';

/** How long the page may take to hand over what is not safe yet, in milliseconds. */
const SETTLES_WITHIN = 5000;
/** A page that crashes so often within so long, in milliseconds, is not loaded anew before somebody says so. */
const MANY_CRASHES = { most: 3, within: 60_000 };

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

/** `stays`: the person would rather not leave, so that the program does not end either. */
export function openWindow(preload: string, stays: () => void): BrowserWindow {
  const window = new BrowserWindow(windowOptions(preload));
  window.once('ready-to-show', () => window.show());
  closeWhenSettled(window, stays);
  outliveCrashes(window);
  void window.loadURL(PAGE);
  return window;
}

/** What was changed a moment ago is handed over first. A page that cannot keep it safe asks to stay; Electron shows no question of its own. */
function closeWhenSettled(window: BrowserWindow, stays: () => void): void {
  let isSettled = false;
  window.on('close', (event) => {
    if (isSettled || window.webContents.isCrashed()) return;
    event.preventDefault();
    void settled(window).then(() => {
      isSettled = true;
      if (!window.isDestroyed()) window.close();
    });
  });
  window.webContents.on('will-prevent-unload', (event) => {
    const leave =
      dialog.showMessageBoxSync(window, {
        type: 'question',
        message: t('desktop.leave', 'Close and lose changes?'),
        detail: t('desktop.leave.detail', 'Changes that are not saved could not be kept safe.'),
        buttons: [t('desktop.leave.close', 'Close'), t('desktop.leave.cancel', 'Cancel')],
        defaultId: 1,
        cancelId: 1,
      }) === 0;
    if (leave) event.preventDefault();
    else {
      isSettled = false;
      stays();
    }
  });
}

/** A page that hangs is not waited for. */
function settled({ webContents }: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      ipcMain.off(SETTLED, done);
      resolve();
    };
    const timer = setTimeout(done, SETTLES_WITHIN);
    ipcMain.on(SETTLED, done);
    webContents.send(CLOSING);
  });
}

/** What the page had open is open again when it is loaded anew. */
function outliveCrashes(window: BrowserWindow): void {
  let crashes: number[] = [];
  const load = () => void window.loadURL(PAGE);
  const asked = (message: string, detail: string, stay: string) =>
    dialog.showMessageBox(window, {
      type: 'warning',
      message,
      detail,
      buttons: [t('desktop.reload', 'Load it again'), stay],
      defaultId: 0,
      cancelId: 1,
    });
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = Date.now();
    crashes = [...crashes.filter((then) => now - then < MANY_CRASHES.within), now];
    if (crashes.length < MANY_CRASHES.most) load();
    else
      void asked(
        t('desktop.crashed', 'The window keeps crashing.'),
        t('desktop.crashed.detail', 'What was changed is kept safe, and trainings go on.'),
        t('desktop.leave.close', 'Close'),
      ).then(({ response }) => (response === 0 ? load() : window.destroy()));
  });
  window.on('unresponsive', () => {
    void asked(
      t('desktop.unresponsive', 'The window does not answer.'),
      t(
        'desktop.unresponsive.detail',
        'Changes of the last two seconds may not be kept safe yet. Trainings go on either way.',
      ),
      t('desktop.wait', 'Wait'),
    ).then(({ response }) => {
      if (response === 0) window.webContents.forcefullyCrashRenderer();
    });
  });
}

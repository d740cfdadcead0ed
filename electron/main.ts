/** The desktop shell's main process: one window, its menu and dialogs, the pages, the host's process. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, type BrowserWindow, dialog, ipcMain, type IpcMainEvent, Menu, session } from 'electron';
import { type Language, languageFor, setLanguage } from '../engine/texts/index.ts';
import { isOurs } from './address.ts';
import { KEYS, LANGUAGE } from './channels.ts';
import { choose } from './dialogs.ts';
import { fileOf } from './files.ts';
import { guardContents, guardSession } from './guards.ts';
import { HostLink } from './host-link.ts';
import { type Keys, keysIn, menuTemplate } from './menu.ts';
import { claimScheme, servePages } from './pages.ts';
import { openWindow } from './window.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const preload = path.join(here, 'preload.cjs');

// Electron would show a stack
process.on('uncaughtException', (error) => dialog.showErrorBox('Layerloom', error.message));

let window: BrowserWindow | undefined;
let host: HostLink | undefined;
/** Handed over before the host was there. */
const waiting = [fileOf(process.argv, process.cwd())].filter((file) => file !== null);

function show(): void {
  if (!window || window.isDestroyed()) {
    window = openWindow(preload, () => (quitting = false));
    return;
  }
  if (window.isMinimized()) window.restore();
  window.focus();
}

function openFile(file: string): void {
  if (!host) waiting.push(file);
  else {
    show();
    host.command('file.open', file);
  }
}

/** What the page said of keys. */
let keys: Keys = {};
function showMenu(): void {
  const template = menuTemplate(process.platform, (command) => host?.command(command), keys);
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Menu and dialogs in the system's language, until the page says which one it is in. */
function speak(language: Language): void {
  setLanguage(language);
  showMenu();
}

function start(): void {
  guardSession(session.defaultSession);
  servePages(session.defaultSession, path.join(here, 'renderer'));
  host = new HostLink(path.join(here, 'host-process.mjs'), (request) =>
    window ? choose(window, request) : Promise.resolve(null),
  );
  for (const file of waiting) host.command('file.open', file);
  speak(languageFor(app.getPreferredSystemLanguages()));
  ipcMain.on(LANGUAGE, ({ senderFrame }: IpcMainEvent, asked: unknown) => {
    if (isOurs(senderFrame?.url ?? '')) speak(languageFor([String(asked)]));
  });
  ipcMain.on(KEYS, ({ senderFrame }: IpcMainEvent, edited: unknown) => {
    if (!isOurs(senderFrame?.url ?? '')) return;
    keys = keysIn(edited);
    showMenu();
  });
  show();
}

/** Whether the whole program is to end, not its window alone. */
let quitting = false;

/** The host ends first: its trainings write their checkpoints. */
let ended = false;
function end(event: { preventDefault(): void }): void {
  if (ended || !host) return;
  event.preventDefault();
  void host.close().finally(() => {
    ended = true;
    app.quit();
  });
}

if (app.requestSingleInstanceLock()) {
  claimScheme();
  // who starts the program without the system's sandbox (root, some containers) has no window otherwise
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.on('web-contents-created', (_, contents) => guardContents(contents));
  // a Mac says which file was double-clicked, before it is ready even; other systems start the program again with it
  app.on('open-file', (event, file) => {
    event.preventDefault();
    openFile(file);
  });
  app.on('second-instance', (_, argv, from) => {
    const file = fileOf(argv, from);
    if (file === null) show();
    else openFile(file);
  });
  app.on('activate', show);
  // a window that waits for its page has stopped the quitting
  app.on('before-quit', () => (quitting = true));
  app.on('window-all-closed', () => {
    if (quitting || process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', end);
  void app.whenReady().then(start);
} else app.quit();

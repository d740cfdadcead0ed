/** All that a page gets of Electron: it may ask for its line to the host, which arrives as a window message with the port. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { LOST_MESSAGE, PORT_MESSAGE } from '../../engine/wire/handover.ts';
import { CLOSING, CONNECT, KEYS, LANGUAGE, LOST, PORT, SETTLED } from '../channels.ts';

contextBridge.exposeInMainWorld('layerloom', {
  connect: () => ipcRenderer.send(CONNECT),
  speak: (language: string) => ipcRenderer.send(LANGUAGE, language),
  showKeys: (edited: Readonly<Record<string, string>>) => ipcRenderer.send(KEYS, edited),
  pathOf: (file: File) => webUtils.getPathForFile(file),
  onClosing: (settle: () => Promise<void>) =>
    void ipcRenderer.on(CLOSING, () => void settle().finally(() => ipcRenderer.send(SETTLED))),
});
// '/': to this page's own origin
ipcRenderer.on(PORT, ({ ports }) => window.postMessage(PORT_MESSAGE, '/', ports as MessagePort[]));
ipcRenderer.on(LOST, () => window.postMessage(LOST_MESSAGE, '/'));

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectHost } from '../engine/wire/page.ts';
import { App } from './App.tsx';
import { perform, setCommands } from './actions/commands/registry.ts';
import { reportLostHost } from './actions/connection.ts';
import { setLayoutKernel } from './actions/graph/tidy.ts';
import { elkInWorker } from './canvas/elk.ts';
import { COMMANDS } from './commands.ts';
import { listenToKeys } from './keyboard.ts';
import { browserPage, followPage, shareHost } from './page.ts';
import { keepAutosaved, recover, recoverLate, settle } from './actions/autosave.ts';
import { followData } from './state/document/data.ts';
import { followMemory } from './state/document/memory.ts';
import { followFindings } from './state/document/findings.ts';
import { followRows } from './state/document/rows.ts';
import { devices, refreshDevices } from './state/devices.ts';
import { setFindables } from './actions/findable.ts';
import { FINDABLE } from './panels/findable.ts';
import { openFile } from './actions/files.ts';
import { refreshRecent } from './state/recent.ts';
import { setPage } from './state/page.ts';
import { setHost } from './state/host.ts';
import { keymap } from './state/keymap.ts';
import { currentLanguage, followLanguage } from './state/language.ts';
import { followLibrary } from './state/library.ts';
import { attempt } from './state/notices.ts';
import { followRuns } from './state/runs/runs.ts';
import { greet, shell } from './state/shell.ts';
import { view } from './state/view.ts';
import { activeDocument, workspace } from './state/document/workspace.ts';

setPage(browserPage);
setCommands(COMMANDS);
setFindables(FINDABLE);
setLayoutKernel(elkInWorker);
void view.persist.rehydrate();
void devices.persist.rehydrate();
void keymap.persist.rehydrate();

const page = window as unknown as Parameters<typeof connectHost>[0];
const client = connectHost(page);
setHost(client);
client.onConnection((connected) => shell.setState({ connected }));
client.onConnection(reportLostHost());
shareHost((listener) => client.onConnection(listener));

page.layerloom?.onClosing(settle);
followPage();
await followLanguage();
const tellShell = () => page.layerloom?.speak(currentLanguage.getState().language);
currentLanguage.subscribe(tellShell);
tellShell();
const tellKeys = () => page.layerloom?.showKeys(keymap.getState().edited);
keymap.subscribe(tellKeys);
tellKeys();
listenToKeys();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

const ready = attempt(async () => {
  const { openFile: asked } = await greet();
  await recover(openFile);
  keepAutosaved((listener) => client.onConnection(listener));
  followData(workspace.subscribe, activeDocument);
  followMemory();
  followRows();
  followFindings();
  if (asked !== null) await attempt(() => openFile(asked));
});
/** A document from outside is opened beside what was open before. */
const openToo = (path: string) => ready.then(() => attempt(() => openFile(path)));
client.on('shell.command', ({ command, path }) => void (path === undefined ? perform(command) : openToo(path)));

void ready.then(() =>
  attempt(async () => {
    // the next host, after one that died, may have been given a document in between
    client.onConnection((connected) => {
      if (!connected) return;
      void attempt(async () => {
        const { openFile: asked } = await greet();
        if (asked !== null) await openToo(asked);
      });
    });
    void recoverLate();
    await Promise.all([
      refreshRecent(),
      refreshDevices(),
      followLibrary(),
      followRuns((listener) => client.onConnection(listener)),
    ]);
  }),
);

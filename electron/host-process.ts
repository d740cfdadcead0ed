/** The host in a process of its own (a utility process): what it does never makes a window or a menu wait. */
import type { MessagePortMain } from 'electron';
import type { Message } from '../engine/protocol.ts';
import { type Channel, Inbox } from '../engine/wire/channel.ts';
import { Host } from '../host/host.ts';
import { outliveMistakes } from '../host/node/mistakes.ts';
import { nodePlatform } from '../host/node/platform.ts';
import { tidyHome } from '../host/node/tidy-home.ts';
import type { Dialogs, Shell } from '../host/shell.ts';
import type { DialogRequest, FromHost, ToHost } from './link.ts';

type Command = Extract<ToHost, { kind: 'command' }>;

const { parentPort } = process;
const asked = new Map<number, (path: string | null) => void>();
let lastId = 0;

function ask(request: DialogRequest): Promise<string | null> {
  return new Promise((resolve) => {
    asked.set(++lastId, resolve);
    parentPort.postMessage({ kind: 'choose', id: lastId, request } satisfies FromHost);
  });
}
const dialogs: Dialogs = {
  chooseOpen: (extensions) => ask({ dialog: 'chooseOpen', extensions }),
  chooseSave: (suggested) => ask({ dialog: 'chooseSave', suggested }),
  chooseFolder: () => ask({ dialog: 'chooseFolder' }),
};

/** Files that came before a window was there. */
const files: Command[] = [];
const handOver = (command: Command) => {
  host.announce('shell.command', {
    command: command.command,
    ...(command.path !== undefined && { path: command.path }),
  });
  handedOver(command);
};
const handedOver = ({ id }: Command) => parentPort.postMessage({ kind: 'handed over', id } satisfies FromHost);
/** The first goes with the answer to the window's greeting, the others follow it. */
function takeFile(): string | null {
  const [first, ...others] = files.splice(0);
  for (const other of others) handOver(other);
  if (first) handedOver(first);
  return first?.path ?? null;
}
const shell: Shell = { kind: 'desktop', dialogs, takeFile };
outliveMistakes();
const platform = nodePlatform();
void tidyHome(platform.home);
const host = new Host(platform, shell);

parentPort.on('message', ({ data, ports }) => {
  const message = data as ToHost;
  switch (message.kind) {
    case 'window':
      host.attach(mainPortChannel(ports[0]!));
      break;
    case 'chosen':
      asked.get(message.id)?.(message.path);
      asked.delete(message.id);
      break;
    case 'command':
      // a file from outside waits for the window that is being opened for it
      if (message.path !== undefined && host.windows === 0) files.push(message);
      else handOver(message);
      break;
    case 'close':
      void host.close().finally(() => process.exit(0));
  }
});

/** A port as Electron gives it to its processes. */
function mainPortChannel(port: MessagePortMain): Channel {
  const inbox = new Inbox();
  port.on('message', ({ data }) => inbox.put(data as Message));
  port.on('close', () => inbox.close());
  return {
    send: (message) => port.postMessage(message),
    listen(listener) {
      inbox.open(listener);
      port.start();
    },
    close: () => port.close(),
  };
}

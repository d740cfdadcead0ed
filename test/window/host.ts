/** The real host for a window without a page: over a message channel in place of a socket, in folders of the test's own. */
import { MessageChannel } from 'node:worker_threads';
import path from 'node:path';
import { afterAll, expect } from 'vitest';
import { portChannel } from '../../engine/wire/channel.ts';
import { connect } from '../../engine/wire/client.ts';
import { Host } from '../../host/host.ts';
import { nodePlatform } from '../../host/node/platform.ts';
import { setHost } from '../../renderer/state/host.ts';
import { greet } from '../../renderer/state/shell.ts';
import { temporaryFolder } from '../training/small.ts';

export interface WindowHost {
  /** Where the person has their files. */
  readonly folder: string;
  /** Where the host keeps runs, blocks and the like. */
  readonly home: string;
  /** What the person chooses in the next dialogs of the system; null where they think better of it. */
  choose(...paths: readonly (string | null)[]): void;
}

/** Starts a host that serves the window of this file's tests. */
export async function startHost(): Promise<WindowHost> {
  const folder = temporaryFolder();
  const home = path.join(folder, 'home');
  const chosen: (string | null)[] = [];
  const next = async () => {
    const given = chosen.shift();
    if (given === undefined) throw new Error('the system asks for a file, and the test chose none');
    return given;
  };
  const dialogs = { chooseOpen: next, chooseSave: next, chooseFolder: next };
  const host = new Host(nodePlatform(home), { kind: 'desktop', dialogs, takeFile: () => null });
  const client = connect(async () => {
    const { port1, port2 } = new MessageChannel();
    host.attach(portChannel(port1 as never));
    return portChannel(port2 as never);
  });
  setHost(client);
  await greet();
  afterAll(async () => {
    client.close();
    await host.close();
  });
  return { folder, home, choose: (...paths) => void chosen.push(...paths) };
}

/** What becomes true once the host has answered: `await eventually(state).toBe('finished')`. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });

/** The window's line to its host. */
import type { CallArguments, CallName, CallResults, HostClient, OnProgress } from '../../engine/protocol.ts';

let client: HostClient | undefined;

export function setHost(given: HostClient): void {
  client = given;
}

export function host(): HostClient {
  if (!client) throw new Error('internal: the host is asked before it is connected');
  return client;
}

/** Asks the host. Fails with a `UserError` where the host says what is wrong. `signal` gives the question up; `progress` hears how far it is. */
export const ask = <C extends CallName>(
  name: C,
  args: CallArguments[C],
  signal?: AbortSignal,
  progress?: OnProgress,
): Promise<CallResults[C]> => host().call(name, args, signal, progress);

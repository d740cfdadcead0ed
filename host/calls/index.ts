/** Every call of the protocol. A call without a handler does not compile. */
import { problem, UserError } from '../../engine/problems.ts';
import { type Caller, type CallHandlers, PROTOCOL_VERSION } from '../../engine/protocol.ts';
import { VERSION } from '../version.ts';
import { COMPUTE_CALLS, type ComputeCall, type ComputeCalls } from '../platform.ts';
import { autosaveCalls } from './autosave.ts';
import { dataCalls } from './data.ts';
import type { HostContext } from './define.ts';
import { fileCalls } from './files.ts';
import { libraryCalls } from './library.ts';
import { modelCalls } from './models.ts';
import { runCalls, trainCalls } from './training.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';

export function createCalls(context: HostContext): CallHandlers {
  const { platform, shell, compute } = context;
  const computed = Object.fromEntries(
    COMPUTE_CALLS.map((name) => [name, (args: never, caller: Caller) => compute.call<ComputeCall>(name, args, caller)]),
  ) as unknown as ComputeCalls;
  return {
    async hello({ protocol }) {
      if (protocol !== PROTOCOL_VERSION)
        throw new UserError(
          problem('bad-request', {
            call: verbatim('hello'),
            reason: phrase('other-protocol', { window: protocol, host: PROTOCOL_VERSION }),
          }),
        );
      return {
        protocol,
        version: VERSION,
        shell: shell.kind,
        platform: platform.name,
        threads: platform.threads,
        openFile: shell.takeFile(),
      };
    },
    ...fileCalls(context),
    ...autosaveCalls(context),
    ...libraryCalls(context),
    ...trainCalls(context),
    ...runCalls(context),
    ...computed,
    ...dataCalls(context),
    ...modelCalls(context),
  };
}

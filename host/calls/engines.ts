import { listDevices } from '../../engine/node/engines.ts';
import { problem, UserError } from '../../engine/problems.ts';
import type { Events } from '../../engine/protocol.ts';
import type { Calls } from './define.ts';

export function engineCalls(_progress: (event: Events['engines.progress']) => void): Calls<'engines'> {
  const noAddon = (name: string) => new UserError(problem('engine-unavailable', { engine: `The add-on "${name}"`, reason: 'there is none of that name', todo: 'Choose one of the device list.' }));
  return {
    'engines.list': () => listDevices(),
    'engines.add': ({ name }) => Promise.reject(noAddon(name)),
    'engines.remove': ({ name }) => Promise.reject(noAddon(name)),
  };
}

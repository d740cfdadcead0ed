import { listDevices } from '../../../engine/node/devices/devices.ts';
import { addEngine, removeEngine } from '../../../engine/node/devices/engines.ts';
import type { Events } from '../../../engine/protocol.ts';
import type { Calls } from '../../calls/define.ts';

/** Progress that windows hear of, in milliseconds between two. */
const EVERY = 100;

export function engineCalls(progress: (event: Events['engines.progress']) => void): Calls<'engines'> {
  return {
    'engines.list': ({ selfTest }) => listDevices({ selfTest }),
    'engines.add': async ({ name, from }) => {
      let said = 0;
      await addEngine(name, {
        ...(from !== undefined && { from }),
        onProgress: (event) => {
          if (Date.now() - said < EVERY && event.done < event.total) return;
          said = Date.now();
          progress({ name, ...event });
        },
      });
      return listDevices();
    },
    'engines.remove': async ({ name }) => {
      await removeEngine(name);
      return listDevices();
    },
  };
}

import type { Events } from '../../engine/protocol.ts';
import type { Calls } from '../calls/define.ts';
import type { ComputeContext } from '../platform.ts';

/** Progress that windows hear of, in milliseconds between two. */
const INTERVAL = 100;

export function engineCalls(
  { engines }: ComputeContext,
  progress: (event: Events['engines.progress']) => void,
): Calls<'engines'> {
  return {
    'engines.list': ({ selfTest }) => engines.list({ selfTest }),
    'engines.add': async ({ name, from }) => {
      let said = 0;
      await engines.add(name, {
        ...(from !== undefined && { from }),
        onProgress: (event) => {
          if (Date.now() - said < INTERVAL && event.done < event.total) return;
          said = Date.now();
          progress({ name, ...event });
        },
      });
      return engines.list();
    },
    'engines.remove': async ({ name }) => {
      await engines.remove(name);
      return engines.list();
    },
  };
}

/** What the next training takes in memory, asked anew once the document has settled. */
import { useEffect, useState } from 'react';
import { serialize } from '../../../engine/graph/file.ts';
import type { MemoryReport } from '../../../engine/protocol.ts';
import { datasetBytes } from '../../../engine/train/memory.ts';
import { useChecked } from './checked.ts';
import { useDescribed } from './data.ts';
import { deviceToUse, useDevices } from '../devices.ts';
import { ask } from '../host.ts';
import { useActive, useDocument } from './workspace.ts';

/** A setting is typed number by number, in milliseconds. */
const SETTLED = 500;

/** Null until it is known, and where nothing can be foreseen: of a network with problems, or on TensorFlow.js. */
export function useMemoryReport(): MemoryReport | null {
  const document = useDocument();
  const key = useActive((open) => open.key);
  const described = useDescribed();
  const sound = useChecked()?.problems.every(({ severity }) => severity !== 'error') ?? false;
  const engine = useDevices((all) => deviceToUse(all)?.engine);
  const dataset = described.state === 'ready' ? datasetBytes(described) : 0;
  const [known, setKnown] = useState<{ readonly of: string | undefined; readonly report: MemoryReport | null }>({
    of: undefined,
    report: null,
  });
  useEffect(() => {
    if (!document || !sound || engine !== 'onnx') return;
    let over = false;
    const timer = setTimeout(
      () =>
        void ask('plan.memory', { document: serialize(document), dataset })
          .then((report) => over || setKnown({ of: key, report }))
          .catch(() => {}),
      SETTLED,
    );
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [document, key, dataset, sound, engine]);
  // while the newest is being worked out the document's last one stays in sight
  return sound && engine === 'onnx' && known.of === key ? known.report : null;
}

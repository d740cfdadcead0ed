/** What the next training takes in memory, asked anew once the document has settled. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { serialize } from '../../../engine/graph/file.ts';
import { isError } from '../../../engine/problems.ts';
import type { MemoryReport } from '../../../engine/train/memoryReport.ts';
import { datasetBytes } from '../../../engine/train/memory.ts';
import { checkedOf } from './checked.ts';
import { describedOf, onDescribed } from './data.ts';
import { deviceToUse, devices } from '../devices.ts';
import { ask } from '../host.ts';
import { activeDocument, type OpenDocument, useActive, workspace } from './workspace.ts';

/** A setting is typed number by number, in milliseconds. */
const SETTLED = 500;

/** The newest report, and the tab whose document it is of. */
const newest = createStore<{ readonly tab: string | null; readonly report: MemoryReport | null }>(() => ({
  tab: null,
  report: null,
}));

/** Of a network with problems, or for TensorFlow.js, nothing can be foreseen. */
const isForeseeable = ({ document }: OpenDocument): boolean =>
  deviceToUse(devices.getState())?.engine === 'onnx' && !checkedOf(document).problems.some(isError);

/** Keeps asking about the document that is shown. */
export function followMemory(): () => void {
  let last: { readonly open: OpenDocument; readonly dataset: number } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Gives the last question up. */
  let unwanted = new AbortController();
  const look = () => {
    const open = activeDocument();
    const described = open && describedOf(open);
    const question =
      open && isForeseeable(open)
        ? { open, dataset: described?.state === 'ready' ? datasetBytes(described) : 0 }
        : null;
    if (question?.open.document === last?.open.document && question?.dataset === last?.dataset) return;
    last = question;
    clearTimeout(timer);
    unwanted.abort();
    unwanted = new AbortController();
    const { signal } = unwanted;
    if (!question) return;
    const { key, document } = question.open;
    timer = setTimeout(
      () =>
        void ask('plan.memory', { document: serialize(document), dataset: question.dataset }, signal)
          .then((report) => last === question && newest.setState({ tab: key, report }))
          .catch(() => {}),
      SETTLED,
    );
  };
  look();
  const stops = [workspace.subscribe(look), devices.subscribe(look), onDescribed(look)];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** Null until it is known, and where nothing can be foreseen. While the newest is being worked out the document's last one stays. */
export function memoryReportOf(open: OpenDocument, { tab, report } = newest.getState()): MemoryReport | null {
  return tab === open.key && isForeseeable(open) ? report : null;
}

export function useMemoryReport(): MemoryReport | null {
  const known = useStore(newest);
  return useActive((open) => memoryReportOf(open, known)) ?? null;
}

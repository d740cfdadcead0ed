/** What the next training takes in memory, asked anew once the document has settled. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { sameNetwork } from '../../../engine/graph/sameNetwork.ts';
import { serialize } from '../../../engine/graph/file.ts';
import { isError } from '../../../engine/problems.ts';
import type { MemoryReport } from '../../../engine/train/memory/report.ts';
import { datasetBytes } from '../../../engine/train/memory/plan.ts';
import { checkedOf } from './checked.ts';
import { describedOf, onDescribed } from './data.ts';
import { deviceToUse, devices } from '../devices.ts';
import { ask } from '../host.ts';
import { inBackground, isCancelled } from '../work.ts';
import { t } from '../../../engine/texts/index.ts';
import { activeDocument, type OpenDocument, useActive, workspace } from './workspace.ts';

/** A setting is typed number by number, in milliseconds. */
const SETTLED = 500;

interface Newest {
  /** The tab whose document the report is of. */
  readonly tab: string | null;
  readonly report: MemoryReport | null;
  /** Of the document as it is now, where the report is not of that. */
  readonly missing: 'busy' | 'cancelled' | null;
}

const newest = createStore<Newest>(() => ({ tab: null, report: null, missing: null }));

/** Of a network with problems, or for TensorFlow.js, nothing can be foreseen. */
const isForeseeable = ({ document }: OpenDocument): boolean =>
  deviceToUse(devices.getState())?.engine === 'onnx' && !checkedOf(document).problems.some(isError);

/** Asks again what the person cancelled. */
let askAgain = (): void => {};
export const planMemoryAgain = (): void => askAgain();

/** Keeps asking about the document that is shown. What does not change the network or its training asks nothing. */
export function followMemory(): () => void {
  let last: Asked = null;
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
    if (sameQuestion(question, last)) return;
    last = question;
    clearTimeout(timer);
    unwanted.abort();
    newest.setState({ missing: null });
    if (question) timer = setTimeout(() => void plan(question), SETTLED);
  };
  const plan = async (question: NonNullable<typeof last>) => {
    const { key, document } = question.open;
    unwanted = new AbortController();
    newest.setState({ missing: 'busy' });
    const order = { document: serialize(document), dataset: question.dataset };
    const work = (signal: AbortSignal) => ask('plan.memory', order, signal);
    try {
      const report = await inBackground(t('work.memory', 'Working out the memory'), work, unwanted.signal);
      if (last === question) newest.setState({ tab: key, report, missing: null });
    } catch (error) {
      if (last === question) newest.setState({ missing: isCancelled(error) ? 'cancelled' : null });
    }
  };
  askAgain = () => void (last && plan(last));
  look();
  const stops = [workspace.subscribe(look), devices.subscribe(look), onDescribed(look)];
  return () => {
    clearTimeout(timer);
    unwanted.abort();
    for (const stop of stops) stop();
  };
}

type Asked = { readonly open: OpenDocument; readonly dataset: number } | null;
const sameQuestion = (a: Asked, b: Asked): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.open.key === b.open.key &&
    a.dataset === b.dataset &&
    sameNetwork(a.open.document, b.open.document));

/** Null until it is known, and where nothing can be foreseen. While the newest is being worked out the document's last one stays. */
export function memoryReportOf(open: OpenDocument, { tab, report }: Newest = newest.getState()): MemoryReport | null {
  return tab === open.key && isForeseeable(open) ? report : null;
}

export function useMemoryReport(): MemoryReport | null {
  const known = useStore(newest);
  return useActive((open) => memoryReportOf(open, known)) ?? null;
}

/** Why the report of the document as it is now is not there. */
export const useMissingMemory = (): Newest['missing'] => useStore(newest, ({ missing }) => missing);

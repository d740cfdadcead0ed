/** What a table's columns hold and its rows: asked of the host for who shows them. */
import { useEffect, useState } from 'react';
import type { RowPage, RowView, TableProfile } from '../../../engine/data/study.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import type { CallArguments } from '../../../engine/protocol.ts';
import { t } from '../../../engine/texts/index.ts';
import { messageOf } from '../notices.ts';
import { inBackground, isCancelled } from '../work.ts';
import { askForData } from './consent.ts';
import { activeDocument } from './workspace.ts';

type Dataset = CallArguments['data.columns']['dataset'];

interface Asked<T> {
  readonly found: T | null;
  readonly error: string | null;
}

/** What the columns hold, held against the target. */
export function useColumns(dataset: Choice, target: string | undefined): Asked<TableProfile> {
  const [state, setState] = useState<Asked<TableProfile>>({ found: null, error: null });
  const key = JSON.stringify([dataset, target]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what it depends on
  useEffect(() => {
    const stale = new AbortController();
    const args = { dataset: dataset as Dataset, path: activeDocument()?.path ?? null, ...(target && { target }) };
    inBackground(
      t('work.columns', 'Counting columns'),
      (signal, progress) => askForData('data.columns', args, signal, progress),
      stale.signal,
    ).then(
      (found) => stale.signal.aborted || setState({ found, error: null }),
      (error: unknown) =>
        stale.signal.aborted ||
        setState({
          found: null,
          error: isCancelled(error) ? t('data.columns.cancelled', 'Counting was cancelled.') : messageOf(error),
        }),
    );
    return () => stale.abort();
  }, [key]);
  return state;
}

/** A page of the rows that a view leaves. The page before stays in sight until the next is there. */
export function usePage(
  dataset: Choice,
  view: RowView,
  offset: number,
  count: number,
): Asked<RowPage> & { offset: number } {
  const [state, setState] = useState<Asked<RowPage> & { offset: number }>({ found: null, error: null, offset: 0 });
  const key = JSON.stringify([dataset, view, offset, count]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what it depends on
  useEffect(() => {
    const stale = new AbortController();
    const args = { dataset: dataset as Dataset, path: activeDocument()?.path ?? null, ...view, offset, count };
    askForData('data.table', { ...args, filters: [...view.filters] }, stale.signal).then(
      (found) => stale.signal.aborted || setState({ found, error: null, offset }),
      (error: unknown) => stale.signal.aborted || setState((last) => ({ ...last, error: messageOf(error) })),
    );
    return () => stale.abort();
  }, [key]);
  return state;
}

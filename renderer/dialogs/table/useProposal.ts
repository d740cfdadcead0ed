/** What is proposed for a table as a person asks for one thing after the other: of what was asked last, the answer counts. */
import { useRef, useState } from 'react';
import type { Proposal } from '../../../engine/data/propose.ts';
import type { SeriesWish } from '../../../engine/data/series/propose.ts';
import { type AskedOfTable, proposalFor } from '../../actions/tables.ts';
import type { TableQuestion } from '../../state/dialogs.ts';
import { messageOf } from '../../state/notices.ts';

export interface Proposed {
  /** The last that could be made. */
  readonly proposal: Proposal;
  /** What the person said; where `overTime` is there it is learned as a series. */
  readonly asked: AskedOfTable;
  /** Why nothing can be proposed for what was asked. */
  readonly error: string | null;
  readonly busy: boolean;
  readonly askFor: (asked: AskedOfTable) => Promise<void>;
  /** Says more of the series. */
  readonly sayMore: (more: SeriesWish) => Promise<void>;
}

export function useProposal({ file, view, proposal: first }: TableQuestion): Proposed {
  const [proposal, setProposal] = useState(first);
  const [asked, setAsked] = useState<AskedOfTable>(first.series ? { overTime: {} } : {});
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const newest = useRef(0);
  const askFor = async (next: AskedOfTable) => {
    const own = ++newest.current;
    setAsked(next);
    setBusy(true);
    setError(null);
    try {
      const found = await proposalFor(file, { ...next, ...view });
      if (own === newest.current) setProposal(found);
    } catch (failure) {
      if (own === newest.current) setError(messageOf(failure));
    } finally {
      if (own === newest.current) setBusy(false);
    }
  };
  const sayMore = (more: SeriesWish) => askFor({ ...asked, overTime: { ...asked.overTime, ...more } });
  return { proposal, asked, error, busy, askFor, sayMore };
}

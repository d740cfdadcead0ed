import { useState } from 'react';
import type { CallResults } from '../../../engine/protocol.ts';
import { exportProject } from '../../actions/export.ts';
import { messageOf } from '../../state/notices.ts';
import { isCancelled } from '../../state/work.ts';

interface Export {
  /** What was written, once it is. */
  readonly project: CallResults['export.write'] | null;
  readonly busy: boolean;
  readonly error: string | null;
  readonly write: (wanted: Parameters<typeof exportProject>[0]) => Promise<void>;
}

export function useExport(): Export {
  const [project, setProject] = useState<Export['project']>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const write: Export['write'] = async (wanted) => {
    setBusy(true);
    setError(null);
    try {
      setProject((await exportProject(wanted)) ?? null);
    } catch (problem) {
      if (!isCancelled(problem)) setError(messageOf(problem));
    }
    setBusy(false);
  };
  return { project, busy, error, write };
}

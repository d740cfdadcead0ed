import { useEffect, useRef, useState } from 'react';
import { word } from '../../../engine/texts/index.ts';
import type { CallResults } from '../../../engine/protocol.ts';
import { parityLines } from '../../../engine/train/reports/parityText.ts';
import { exportProject, proveExport } from '../../actions/export.ts';
import { messageOf, notify } from '../../state/notices.ts';
import { isCancelled } from '../../state/work.ts';

type Wanted = Parameters<typeof exportProject>[0];

interface Export {
  /** What was written, once it is. */
  readonly project: CallResults['export.write'] | null;
  readonly busy: boolean;
  readonly error: string | null;
  /** What holding it to the engine found, once that is done; null before, and where it was given up. */
  readonly parity: CallResults['export.prove'] | null;
  readonly parityError: string | null;
  readonly write: (wanted: Wanted) => Promise<void>;
}

export function useExport(): Export {
  const [project, setProject] = useState<Export['project']>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [parity, setParity] = useState<Export['parity']>(null);
  const [parityError, setParityError] = useState<string | null>(null);
  /** The comparison goes on when the dialog is closed. */
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => void (open.current = false);
  }, []);
  const prove = async (wanted: Wanted) => {
    try {
      const report = (await proveExport(wanted)) ?? null;
      setParity(report);
      if (report && !open.current)
        notify({ kind: report.status === 'failed' ? 'error' : 'info', text: word(parityLines(report)[0]!) });
    } catch (problem) {
      setParityError(messageOf(problem));
      if (!open.current && !isCancelled(problem)) notify({ kind: 'error', text: messageOf(problem) });
    }
  };
  const write: Export['write'] = async (wanted) => {
    setBusy(true);
    setError(null);
    try {
      const written = (await exportProject(wanted)) ?? null;
      setProject(written);
      if (written) void prove(wanted);
    } catch (problem) {
      if (!isCancelled(problem)) setError(messageOf(problem));
    }
    setBusy(false);
  };
  return { project, busy, error, parity, parityError, write };
}

import { useEffect, useRef, useState } from 'react';
import type { CallResults } from '../../../engine/protocol.ts';
import { ask } from '../../state/host.ts';
import { messageOf } from '../../state/notices.ts';

export type FolderListing = CallResults['files.list'];

/** Where the dialog was left, so that the next one opens there. */
let lastFolder: string | undefined;

export interface ShownFolder {
  readonly listing: FolderListing | null;
  readonly error: string | null;
  /** Shows a folder; what is in it, or nothing where it cannot be shown. */
  readonly show: (folder?: string) => Promise<FolderListing | undefined>;
}

/** A folder of the machine as the host sees it; at first the one given, else where the last dialog was left. */
export function useFolder(first: string | undefined, extensions: readonly string[]): ShownFolder {
  const [listing, setListing] = useState<FolderListing | null>(null);
  const [error, setError] = useState<string | null>(null);
  const asked = useRef(0);
  const show = async (folder?: string): Promise<FolderListing | undefined> => {
    const turn = ++asked.current;
    try {
      const found = await ask('files.list', {
        ...(folder !== undefined && { folder }),
        ...(extensions.length > 0 && { extensions: [...extensions] }),
      });
      if (turn !== asked.current) return undefined;
      lastFolder = found.folder;
      setListing(found);
      setError(null);
      return found;
    } catch (problem) {
      if (turn === asked.current) setError(messageOf(problem));
      return undefined;
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    void show(first ?? lastFolder);
  }, []);
  return { listing, error, show };
}

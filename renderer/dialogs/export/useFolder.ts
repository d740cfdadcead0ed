import { useEffect, useState } from 'react';
import type { OpenDocument } from '../../state/document/workspace.ts';
import { ask } from '../../state/host.ts';
import { folderOf, join, safeName } from '../../state/paths.ts';

/** The folder that holds what was exported last, for as long as the window is open. */
let last: string | null = null;

/**
 * Where an export goes: what the person says, and until then a folder called after document and target, beside the last export, the
 * document's file, or in the person's own folder.
 */
export function useFolder(open: OpenDocument, target: string): [folder: string, say: (folder: string) => void] {
  const [said, setSaid] = useState<string | null>(null);
  const [beside, setBeside] = useState(last ?? (open.path === null ? null : folderOf(open.path)));
  useEffect(() => {
    if (beside !== null) return;
    // without an answer the field waits for what the person says
    void ask('files.list', { extensions: [] }).then(
      ({ folder }) => setBeside(folder),
      () => {},
    );
  }, [beside]);
  const proposed =
    beside === null ? '' : join(beside, `${safeName(open.document.name).replaceAll(' ', '-')}-${target}`);
  const say = (folder: string) => {
    last = folderOf(folder);
    setSaid(folder);
  };
  return [said ?? proposed, say];
}

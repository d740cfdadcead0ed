/** What is dropped on the window: files and folders, with all that is in these. A page learns no paths; a desktop shell tells them. */

export interface DroppedItem {
  readonly name: string;
  readonly isFolder: boolean;
  /** Where it lies; null where that is not known. */
  readonly path: string | null;
  /** The file, or all that are in the folder, each with the names of its way there, its own last. */
  files(): Promise<readonly { readonly way: readonly string[]; readonly file: File }[]>;
}

/** Has to be asked at once, in the event itself. `pathOf`: where a file lies, where the shell knows. */
export function droppedItems(transfer: DataTransfer, pathOf: ((file: File) => string) | undefined): DroppedItem[] {
  return [...transfer.items].flatMap((item): DroppedItem[] => {
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (item.kind !== 'file' || !file) return [];
    return [
      {
        name: file.name,
        isFolder: entry?.isDirectory ?? false,
        path: pathOf?.(file) || null,
        files: async () => (entry ? filesIn(entry, []) : [{ way: [file.name], file }]),
      },
    ];
  });
}

async function filesIn(
  entry: FileSystemEntry,
  above: readonly string[],
): Promise<{ readonly way: readonly string[]; readonly file: File }[]> {
  const way = [...above, entry.name];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ way, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  // it gives some at a time
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) break;
    found.push(...part);
  }
  const all = [];
  for (const one of found) all.push(...(await filesIn(one, way)));
  return all;
}

/** What is dropped on the window: files and folders, with all that is in these. A page learns no paths; a desktop shell tells them. */

export interface DroppedItem {
  readonly name: string;
  readonly isFolder: boolean;
  /** Where it lies; null where that is not known. */
  readonly path: string | null;
  /** Of a folder: what lies directly in it. */
  names(): Promise<readonly string[]>;
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
        names: async () => (entry?.isDirectory ? (await entriesIn(entry)).map(({ name }) => name) : []),
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
  const all = [];
  for (const one of await entriesIn(entry)) all.push(...(await filesIn(one, way)));
  return all;
}

async function entriesIn(folder: FileSystemEntry): Promise<FileSystemEntry[]> {
  const reader = (folder as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  // it gives some at a time
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return found;
    found.push(...part);
  }
}

/** Files and folders as they come to a page that does not learn where they lie. */
import type { PageFile } from '../../renderer/state/page.ts';
import type { GivenItem } from '../../renderer/actions/given.ts';

export const droppedFile = (file: PageFile): GivenItem => ({
  name: file.name,
  isFolder: false,
  path: null,
  names: async () => [],
  files: async () => [{ way: [file.name], file }],
});

/** `contents`: of the files, by their ways from the folder on. */
export const droppedFolder = (
  name: string,
  contents: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
): GivenItem => ({
  name,
  isFolder: true,
  path: null,
  names: async () => [...new Set(Object.keys(contents).map((way) => way.split('/')[0]!))],
  files: async () =>
    Object.entries(contents).map(([way, content]) => {
      const parts = [name, ...way.split('/')];
      return { way: parts, file: new File([content], parts.at(-1)!) };
    }),
});

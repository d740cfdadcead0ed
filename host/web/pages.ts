/** The built pages as files by name: for the web host, and for the desktop shell's own protocol. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

export interface Page {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Its name changes with its content, so a browser may keep it. */
  readonly immutable: boolean;
}

/** The file of an address path below `root`; '' is the page itself. Undefined where there is none: folders are not listed, nothing outside is reached. */
export async function readPage(root: string, address: string): Promise<Page | undefined> {
  let name: string;
  try {
    name = decodeURIComponent(address) || 'index.html';
  } catch {
    return undefined;
  }
  const type = TYPES[path.extname(name).toLowerCase()];
  const parts = name.split('/');
  // what the build writes has plain names: no hidden files, no drives, no way up
  if (type === undefined || /[\\:\0]/.test(name) || parts.some((part) => part === '' || part.startsWith('.')))
    return undefined;
  try {
    return { body: new Uint8Array(await readFile(path.join(root, ...parts))), type, immutable: parts[0] === 'assets' };
  } catch {
    return undefined;
  }
}

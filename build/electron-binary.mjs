// Where Electron's own program is. Asking the package itself (`require('electron')`) would start a download where it is missing.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The file that the package would start, or undefined where it is not there. */
export function electronBinary(root, env) {
  const folder = path.join(root, 'node_modules', 'electron');
  let name;
  try {
    name = readFileSync(path.join(folder, 'path.txt'), 'utf8').trim();
  } catch {
    if (!env.ELECTRON_OVERRIDE_DIST_PATH) return undefined;
  }
  const file = path.join(env.ELECTRON_OVERRIDE_DIST_PATH || path.join(folder, 'dist'), name || 'electron');
  return existsSync(file) ? file : undefined;
}

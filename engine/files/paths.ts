/** Paths with slashes, from `/`, for file systems that are no disk's; the names and results are those of Node's `path.posix`. */
import type { Paths } from './fileSystem.ts';

function normalize(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!absolute) parts.push('..');
  }
  return (absolute ? '/' : '') + parts.join('/') || '.';
}

const join = (...parts: string[]): string => normalize(parts.filter((part) => part !== '').join('/'));

function basename(path: string, suffix = ''): string {
  const name = path.replace(/\/+$/, '').split('/').at(-1)!;
  return name !== suffix && suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

export const slashPaths: Paths = {
  join,
  basename,
  /** Relative paths start at `/`. */
  resolve: (...parts) =>
    join(
      '/',
      ...parts.slice(
        Math.max(
          0,
          parts.findLastIndex((part) => part.startsWith('/')),
        ),
      ),
    ),
  dirname(path) {
    const above = path.replace(/\/+$/, '').split('/').slice(0, -1).join('/');
    return above || (path.startsWith('/') ? '/' : '.');
  },
  extname(path) {
    const name = basename(path);
    const dot = name.lastIndexOf('.');
    return dot > 0 && name !== '..' ? name.slice(dot) : '';
  },
};

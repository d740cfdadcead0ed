/**
 * Locks of this machine. A file is locked by `flock`, which the kernel undoes when its holder's last handle closes, a killed process's
 * too. Windows has named pipes instead, which likewise live no longer than who listens at them.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, statSync, unlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import type { FileError } from '../../files/fileSystem.ts';
import type { Lock, Locks } from '../../files/locks.ts';

const EXCLUSIVE_AT_ONCE = 2 | 4;
/** EWOULDBLOCK of Linux, and of the BSDs and macOS. */
const HELD = new Set([11, 35]);

interface Native {
  readonly flock: (handle: number, operation: number) => number;
  readonly errno: () => number;
}
let native: Native | undefined;

function systemCalls(): Native {
  if (!native) {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    native = {
      flock: koffi.load(null).func('int flock(int handle, int operation)') as unknown as Native['flock'],
      errno: () => koffi.errno(),
    };
  }
  return native;
}

/** Locks an open file; false where somebody else has. The lock goes with the handle. */
export function lockHandle(handle: number): boolean {
  const { flock, errno } = systemCalls();
  if (flock(handle, EXCLUSIVE_AT_ONCE) === 0) return true;
  const code = errno();
  if (HELD.has(code)) return false;
  throw Object.assign(new Error(`the file cannot be locked (error ${code})`), { code: 'ENOLCK' }) satisfies FileError;
}

/** `create`: the file may have to be made. */
function takeFile(file: string, create: boolean): Lock | undefined {
  for (;;) {
    const handle = openSync(file, create ? constants.O_CREAT | constants.O_RDWR : constants.O_RDONLY, 0o600);
    try {
      if (!lockHandle(handle)) {
        closeSync(handle);
        return undefined;
      }
    } catch (error) {
      closeSync(handle);
      throw error;
    }
    // who held it may have removed the file meanwhile, and another may be there now
    if (isAt(handle, file))
      return {
        release() {
          try {
            unlinkSync(file);
          } catch {
            // its folder is gone, or may not be written
          }
          closeSync(handle);
        },
      };
    closeSync(handle);
  }
}

/** Whether an open file is still the one that lies at a place. */
export function isAt(handle: number, file: string): boolean {
  try {
    const [held, there] = [fstatSync(handle), statSync(file)];
    return held.ino === there.ino && held.dev === there.dev;
  } catch (error) {
    if ((error as FileError).code === 'ENOENT') return false;
    throw error;
  }
}

const files: Locks = {
  async take(file) {
    mkdirSync(path.dirname(file), { recursive: true });
    return takeFile(file, true);
  },
  async isHeld(file) {
    try {
      const lock = takeFile(file, false);
      lock?.release();
      return lock === undefined;
    } catch (error) {
      if ((error as FileError).code === 'ENOENT') return false;
      throw error;
    }
  },
};

const pipes: Locks = {
  take(file) {
    const name = createHash('sha256').update(path.resolve(file).toLowerCase()).digest('hex');
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.on('error', (error: FileError) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
      server.listen(`\\\\.\\pipe\\layerloom-${name}`, () => {
        // it keeps nobody from ending
        server.unref();
        resolve({ release: () => void server.close() });
      });
    });
  },
  async isHeld(file) {
    const lock = await pipes.take(file);
    lock?.release();
    return lock === undefined;
  },
};

export const locks: Locks = process.platform === 'win32' ? pipes : files;

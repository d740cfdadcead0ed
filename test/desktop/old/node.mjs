// What Node 16 lacks, before any program. Bundled into one CommonJS file, which modules can import as well.
import 'core-js/actual';
import 'core-js/proposals/change-array-by-copy-stage-4';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { asText } from './message.mjs';
import './since.mjs';

if (process.send) asText(process);

globalThis.crypto ??= webcrypto;
process.constrainedMemory ??= () => 0;
process.availableMemory ??= () => {
  try {
    return Number(/MemAvailable:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) * 1024;
  } catch {
    return freemem();
  }
};

// as much of it as `electron/pages.ts` needs
globalThis.Response ??= class {
  constructor(body, { status = 200, headers = {} } = {}) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
};

/** How much memory a training may take. */
import { totalmem } from 'node:os';

/** What is free, and what this process has already. Only Linux tells what it could free at once; elsewhere all of the memory counts. */
export function availableMemory(): number {
  const all = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return process.platform === 'linux' ? Math.min(all, process.availableMemory() + process.memoryUsage.rss()) : all;
}

/** Bytes for people: `98 MB`, `5 KB`. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of [
    ['GB', 2 ** 30],
    ['MB', 2 ** 20],
    ['KB', 2 ** 10],
  ] as const)
    if (bytes >= size)
      return `${(bytes / size).toLocaleString('en-US', { maximumFractionDigits: bytes / size < 10 ? 1 : 0 })} ${unit}`;
  return `${bytes} B`;
}

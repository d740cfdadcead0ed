/** A bitmap of one colour, 8 by 8. */
export function bitmap(colour: number): Uint8Array {
  const bytes = Buffer.alloc(54 + 3 * 64, colour);
  bytes.fill(0, 0, 54).write('BM');
  for (const [at, value] of [
    [2, bytes.length],
    [10, 54],
    [14, 40],
    [18, 8],
    [22, 8],
  ] as const)
    bytes.writeUInt32LE(value, at);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

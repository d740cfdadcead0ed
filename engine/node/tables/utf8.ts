/** Text files as UTF-8, which is what DuckDB reads: another encoding is found in the bytes, and the file written anew. */
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';

/** Bytes that are looked at at a time. */
const PART = 1 << 20;
/** A character of UTF-8 has at most so many bytes behind its first. */
const TAIL = 3;

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * By its byte-order mark, by zeros in every second byte, or by what is not UTF-8; Windows' Latin letters are the last guess. `most`: so
 * many bytes of its beginning are looked at.
 */
export async function encodingOf(file: string, most = Number.POSITIVE_INFINITY): Promise<Encoding> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(PART);
    let [at, kept] = [0, 0];
    for (;;) {
      const { bytesRead } = await handle.read(bytes, kept, PART - kept, at);
      if (at === 0) {
        const wide = wideEncoding(bytes.subarray(0, bytesRead));
        if (wide) return wide;
      }
      const end = kept + bytesRead;
      // a character may be cut in two by the end of the part
      const tail = bytesRead === 0 ? 0 : incomplete(bytes.subarray(0, end));
      if (!isUtf8(bytes.subarray(0, end - tail))) return 'windows-1252';
      if (bytesRead === 0 || at + bytesRead >= most) return 'utf-8';
      bytes.copyWithin(0, end - tail, end);
      kept = tail;
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

function wideEncoding(head: Uint8Array): Encoding | undefined {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (head.length < 2 || (first === 0) === (second === 0)) return undefined;
  return first === 0 ? 'utf-16be' : 'utf-16le';
}

/** How many bytes at the end begin a character that is not whole. */
function incomplete(bytes: Uint8Array): number {
  for (let back = 1; back <= TAIL && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Writes the file's text in UTF-8 to another place. */
export async function writeAsUtf8(file: string, encoding: Encoding, to: string): Promise<void> {
  const source = await open(file);
  const target = await open(to, 'wx', 0o600);
  try {
    const decoder = new TextDecoder(encoding);
    const bytes = new Uint8Array(PART);
    for (;;) {
      const { bytesRead } = await source.read(bytes, 0, PART);
      await target.write(decoder.decode(bytes.subarray(0, bytesRead), { stream: bytesRead > 0 }));
      if (bytesRead === 0) return;
    }
  } finally {
    await source.close();
    await target.close();
  }
}

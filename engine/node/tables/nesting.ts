/** How deep a file of JSON is nested, before DuckDB reads it: its reader goes down call by call, and a deep one ends the process. */
import { open } from 'node:fs/promises';
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

/** Deeper than any table, and far from what a thread's stack holds. */
const DEEPEST = 500;
const PART = 1 << 20;
const [QUOTE, BACKSLASH, ...BRACKETS] = ['"', '\\', '[', '{', ']', '}'].map((sign) => sign.charCodeAt(0));
const [SQUARE, CURLY, SQUARE_END, CURLY_END] = BRACKETS;

/** Throws a `Refusal` where brackets are open within more than so many others. */
export async function stopAtDeep(file: string): Promise<void> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(PART);
    const follow = follower();
    for (;;) {
      const { bytesRead } = await handle.read(bytes, 0, PART);
      if (bytesRead === 0) return;
      for (let i = 0; i < bytesRead; i++)
        if (follow(bytes[i]!) > DEEPEST) throw new Refusal(phrase('nested-too-deep', { most: DEEPEST }));
    }
  } finally {
    await handle.close();
  }
}

/** Follows JSON byte by byte: says how many brackets are open after each. Those within strings are none. */
function follower(): (byte: number) => number {
  let [depth, quoted, escaped] = [0, false, false];
  return (byte) => {
    if (escaped) escaped = false;
    else if (quoted) {
      if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === SQUARE || byte === CURLY) depth++;
    else if (byte === SQUARE_END || byte === CURLY_END) depth--;
    return depth;
  };
}

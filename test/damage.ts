/** Files and messages as nobody means them: what whole ones become when they are damaged, or made to do harm. */

/** Numbers that sizes and places break at. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2c, 0x2d, 0x30, 0x39, 0x5b, 0x5d, 0x7b, 0x7d];

/** A file with some of its bytes changed, cut, doubled or moved. */
export function damaged(whole: Uint8Array, next: () => number): Uint8Array {
  let bytes = whole.slice();
  const below = (count: number) => Math.floor(next() * count);
  for (let changes = 1 + below(4); changes > 0 && bytes.length > 0; changes--) {
    const at = below(bytes.length);
    const length = Math.min(bytes.length - at, 1 + below(8));
    const [before, taken, after] = [
      bytes.subarray(0, at),
      bytes.subarray(at, at + length),
      bytes.subarray(at + length),
    ];
    switch (below(6)) {
      case 0:
        bytes[at]! ^= 1 << below(8);
        break;
      case 1:
        bytes.fill(EDGES[below(EDGES.length)]!, at, at + length);
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = Uint8Array.from([...before, ...after]);
        break;
      case 4:
        bytes = Uint8Array.from([...before, ...taken, ...taken, ...after]);
        break;
      default:
        bytes[at] = below(256);
    }
  }
  return bytes;
}

/** What is put in the place of a value; `DEEP` and `ENDLESS` stand for what JSON cannot be made of. */
const [DEEP, ENDLESS] = ['@deep@', '@endless@'];
const ABSURD = [
  null,
  -1,
  0,
  1e308,
  2 ** 53,
  2 ** 30,
  1.5,
  '',
  '\0',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '/dev/zero',
  '\ud800',
  [],
  {},
  true,
  '\x1b[2J',
  [[[[]]]],
  { '=': '1/0' },
  DEEP,
  ENDLESS,
] as const;

/** A value with something in it made absurd, or made what something else in it is. `next` gives numbers from 0 to 1. */
export function mangled(value: unknown, next: () => number, whole: unknown = value, depth = 0): unknown {
  const below = (limit: number): number => Math.floor(next() * limit);
  if (next() < 0.1 || typeof value !== 'object' || value === null)
    return [
      () => value,
      () => ABSURD[below(ABSURD.length)],
      () => ABSURD[below(ABSURD.length)],
      () => somewhereIn(whole, next),
      () => (Array.isArray(value) ? repeated(value as unknown[], next) : 'x'.repeat(below(1 << 16))),
      () => (typeof value === 'number' ? [-value, value + 1, value * 2 ** 31][below(3)] : [value, value]),
    ][below(6)]!();
  if (depth > 40) return value;
  const entries = Object.entries(value);
  const at = below(entries.length || 1);
  const changed = entries.map(([key, item], i) => [
    i === at && next() < 0.1 ? ['__proto__', 'constructor', '', key][below(4)] : key,
    i === at ? mangled(item, next, whole, depth + 1) : item,
  ]);
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
}

/** A list with some of it left out, many times over, or in another order. */
function repeated(list: readonly unknown[], next: () => number): unknown[] {
  const at = Math.floor(next() * list.length);
  if (next() < 0.3) return list.toSpliced(at, 1);
  if (next() < 0.5) return list.toReversed();
  return list.length === 0 ? [] : list.flatMap((one, i) => Array.from({ length: i === at ? 1000 : 1 }, () => one));
}

function somewhereIn(value: unknown, next: () => number): unknown {
  let found = value;
  while (typeof found === 'object' && found !== null && next() < 0.9) {
    const items = Object.values(found) as unknown[];
    if (items.length === 0) break;
    found = items[Math.floor(next() * items.length)];
  }
  return found;
}

/** The text of such a value, with lists within each other and numbers beyond all where they are to stand. */
export const mangledText = (text: string, next: () => number): string =>
  JSON.stringify(mangled(JSON.parse(text), next) ?? null)
    .replaceAll(`"${DEEP}"`, () => '['.repeat(20_000) + ']'.repeat(20_000))
    .replaceAll(`"${ENDLESS}"`, ['1e999', 'NaN', '-1e999'][Math.floor(next() * 3)]!);

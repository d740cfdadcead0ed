/**
 * The members of a zip file in memory or where it lies (PKWARE's APPNOTE.TXT): read by its directory, each checked against the file before anything is
 * unpacked. A member never takes more than the directory says, and no two of them lie on the same bytes.
 */
import { Inflate, inflateSync } from 'fflate';
import { type Bytes, inMemory, partOf, partsOf, sourceOf, within } from '../../files/byteSource.ts';
import type { ByteSource } from '../../files/fileSystem.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

export interface Member {
  readonly name: string;
  /** Unpacked, as the directory says. */
  readonly size: number;
  readonly deflated: boolean;
  /** As it lies in the file, and the same in memory. */
  readonly source: ByteSource;
  readonly packed: Uint8Array;
  readonly checksum: number;
}

const [END, END_64, LOCATOR_64, ENTRY, HEADER] = [0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50, 0x04034b50];
/** Stands where the true number is in a field of 64 bits. */
const LARGE = 0xffffffff;
/** Sizes of the records without their texts. */
const SIZES = { end: 22, end64: 56, locator: 20, entry: 46, header: 30 };
/** Members, and bytes of the directory. */
const [MOST_MEMBERS, MOST_DIRECTORY] = [1 << 17, 64 << 20];
/** What unpacking may give in all: this much anyway, and beyond it so many times the file. */
const MOST_UNPACKED = 512 << 20;
const MOST_TIMES = 100;
/** No deflated byte stands for more (RFC 1951: 258 bytes in two bits). */
const MOST_GROWTH = 1032;

const damaged = (): Refusal => new Refusal(phrase('no-whole-zip'));
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The members in the order of the directory; two may have the same name. Of a file in memory they are its own bytes, of another one
 * they are read when they are asked for. Throws a `Refusal` where the directory does not fit the file.
 */
export function zipMembers(file: Bytes): Member[] {
  try {
    return membersOf(file, sourceOf(file));
  } catch (error) {
    // a place outside the file
    if (error instanceof RangeError) throw damaged();
    throw error;
  }
}

function membersOf(file: Bytes, source: ByteSource): Member[] {
  const { count, start, end } = directoryOf(file, source.size);
  if (start > end || end > source.size || count * SIZES.entry > end - start) throw damaged();
  if (count > MOST_MEMBERS) throw new Refusal(phrase('too-many-members', { count, most: MOST_MEMBERS }));
  if (end - start > MOST_DIRECTORY) throw damaged();
  const directory = within(file, start, end);
  const view = viewOf(directory);
  const members: Member[] = [];
  const places: (readonly [from: number, to: number])[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== ENTRY) throw damaged();
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const next = at + SIZES.entry + name + extra + comment;
    if (next > directory.length) throw damaged();
    const [method, flags] = [view.getUint16(at + 10, true), view.getUint16(at + 8, true)];
    const text = new TextDecoder().decode(directory.subarray(at + SIZES.entry, at + SIZES.entry + name));
    const { size, packedSize, offset } = sizesOf(view, at, at + SIZES.entry + name, extra);
    if (flags & 1) throw new Refusal(phrase('member-encrypted', { name: verbatim(text) }));
    if (method === 0 ? size !== packedSize : method !== 8 || size > MOST_GROWTH * packedSize) throw damaged();
    const header = viewOf(within(file, offset, offset + SIZES.header));
    if (header.getUint32(0, true) !== HEADER) throw damaged();
    const from = offset + SIZES.header + header.getUint16(26, true) + header.getUint16(28, true);
    const to = from + packedSize;
    if (to > start) throw damaged();
    places.push([offset, to]);
    members.push({
      name: text,
      size,
      deflated: method === 8,
      source: partOf(source, from, to),
      get packed() {
        return within(file, from, to);
      },
      checksum: view.getUint32(at + 16, true),
    });
    at = next;
  }
  places.sort(([a], [b]) => a - b);
  if (places.some(([from], i) => i > 0 && from < places[i - 1]![1])) throw new Refusal(phrase('members-overlap'));
  stopAtBomb(
    members.reduce((sum, { size }) => sum + size, 0),
    source.size,
  );
  return members;
}

/** Throws a `Refusal` where packed bytes would become more than they can be, or than is taken for data. */
export function stopAtBomb(size: number, packed: number): void {
  if (size > MOST_GROWTH * packed) throw damaged();
  const most = Math.max(MOST_UNPACKED, MOST_TIMES * packed);
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  if (size > most) throw new Refusal(phrase('unpacks-to-too-much', { size: megabytes(size), most: megabytes(most) }));
}

/** Where the directory lies and how many entries it has, by the record at the file's end. */
function directoryOf(file: Bytes, size: number): { count: number; start: number; end: number } {
  // a comment of up to 64 KB stands behind the record, and the place of a larger record before it
  const from = Math.max(0, size - SIZES.end - 0xffff - SIZES.locator);
  const view = viewOf(within(file, from, size));
  let at = view.byteLength - SIZES.end;
  const first = Math.max(0, at - 0xffff);
  while (at >= first && view.getUint32(at, true) !== END) at--;
  if (at < first) throw damaged();
  const start = view.getUint32(at + 16, true);
  const short = { count: view.getUint16(at + 10, true), start, end: start + view.getUint32(at + 12, true) };
  const locator = at - SIZES.locator;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) return short;
  const place = long(view, locator + 8);
  const large = viewOf(within(file, place, place + SIZES.end64));
  if (large.getUint32(0, true) !== END_64) throw damaged();
  const begins = long(large, 48);
  return { count: long(large, 32), start: begins, end: begins + long(large, 40) };
}

/** Sizes and place of an entry, from the field of 64-bit numbers where the short ones cannot hold them. */
function sizesOf(view: DataView, entry: number, extras: number, length: number) {
  let [packedSize, size, offset] = [20, 24, 42].map((field) => view.getUint32(entry + field, true)) as [
    number,
    number,
    number,
  ];
  for (let at = extras; at + 4 <= extras + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    const next = () => long(view, (field += 8) - 8);
    if (size === LARGE) size = next();
    if (packedSize === LARGE) packedSize = next();
    if (offset === LARGE) offset = next();
    break;
  }
  return { size, packedSize, offset };
}

/** A number of 64 bits. No file is as large as what a double cannot count. */
const long = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

/** Packed bytes that are unpacked at a time where only a beginning is wanted. */
const CHUNK = 1 << 10;

/** The first `count` bytes of a member, or fewer where it has no more. */
export function startOf(
  { packed, deflated, size }: Pick<Member, 'packed' | 'deflated' | 'size'>,
  count: number,
): Uint8Array {
  if (!deflated) return packed.subarray(0, Math.min(count, size));
  const start = new Uint8Array(Math.min(count, size));
  let filled = 0;
  const stream = new Inflate((chunk) => {
    const part = chunk.subarray(0, start.length - filled);
    start.set(part, filled);
    filled += part.length;
  });
  try {
    for (let at = 0; at < packed.length && filled < start.length; at += CHUNK)
      stream.push(packed.subarray(at, at + CHUNK), at + CHUNK >= packed.length);
  } catch {
    // damage further on; what came before it is the beginning
  }
  return start.subarray(0, filled);
}

/** A member whole. Throws a `Refusal` where it is not what the directory says. */
export function unpacked({ name, packed, deflated, size, checksum }: Member): Uint8Array {
  let whole = packed;
  try {
    if (deflated) whole = inflateSync(packed, { out: new Uint8Array(size) });
  } catch {
    throw memberDamaged(name);
  }
  if (whole.length !== size || checksumOf(whole) !== checksum) throw memberDamaged(name);
  return whole;
}

/** A member that is read where it lies; whole in memory where it is packed. Throws a `Refusal` where it is not what the directory says. */
export function openMember(member: Member): ByteSource {
  if (member.deflated) return inMemory(unpacked(member));
  const { source, name, checksum } = member;
  let found = 0;
  for (const part of partsOf(source)) found = checksumOf(part, found);
  if (found !== checksum) throw memberDamaged(name);
  return source;
}

const memberDamaged = (name: string) => new Refusal(phrase('member-damaged', { name: verbatim(name) }));

/** Of each byte, and of each byte with one to three zeros behind it, so that four are looked up at a time. */
const TABLES: readonly Uint32Array[] = (() => {
  const tables = Array.from({ length: 4 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    tables[0]![byte] = value;
  }
  for (let i = 1; i < 4; i++)
    for (let byte = 0; byte < 256; byte++) {
      const before = tables[i - 1]![byte]!;
      tables[i]![byte] = (before >>> 8) ^ tables[0]![before & 255]!;
    }
  return tables;
})();

/** CRC-32, as zip files have it. `before`: that of the bytes before these. */
export function checksumOf(bytes: Uint8Array, before = 0): number {
  const [one, two, three, four] = TABLES as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let value = ~before;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    value ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    value = four[value & 255]! ^ three[(value >>> 8) & 255]! ^ two[(value >>> 16) & 255]! ^ one[value >>> 24]!;
  }
  for (; at < bytes.length; at++) value = (value >>> 8) ^ one[(value ^ bytes[at]!) & 255]!;
  return ~value >>> 0;
}

import { deflateSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesOf as allOf, inMemory } from '../../files/byteSource.ts';
import { openMember, startOf, unpacked, zipMembers } from './zip.ts';

/** The little-endian bytes of numbers, each with how many. */
const bytesOf = (...fields: (readonly [value: number, bytes: number])[]): number[] =>
  fields.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256));

interface Entry {
  readonly name: string;
  readonly packed: Uint8Array;
  readonly size: number;
  readonly method: number;
  /** Of the directory: where the entry says that it lies, if not where it does. */
  readonly offset?: number;
}

/** A zip file of entries as they are said to be; `count` is what its last record promises. */
function zip(entries: readonly Entry[], count = entries.length): Uint8Array {
  const body: Uint8Array[] = [];
  let length = 0;
  const directory: number[] = [];
  for (const { name, packed, size, method, offset = length } of entries) {
    const common = bytesOf(
      [20, 2],
      [0, 2],
      [method, 2],
      [0, 4],
      [0, 4],
      [packed.length, 4],
      [size, 4],
      [name.length, 2],
    );
    directory.push(...bytesOf([0x02014b50, 4], [20, 2]), ...common, ...bytesOf([0, 2], [0, 2], [0, 2], [0, 2], [0, 4]));
    directory.push(...bytesOf([offset, 4]), ...strToU8(name));
    const local = Uint8Array.from([...bytesOf([0x04034b50, 4]), ...common, ...bytesOf([0, 2]), ...strToU8(name)]);
    body.push(local, packed);
    length += local.length + packed.length;
  }
  const end = bytesOf([0x06054b50, 4], [0, 4], [count, 2], [count, 2], [directory.length, 4], [length, 4], [0, 2]);
  return Uint8Array.from(Buffer.concat([...body, Uint8Array.from([...directory, ...end])]));
}
const entry = (name: string, size: number, packed = deflateSync(new Uint8Array(size))): Entry => ({
  name,
  packed,
  size,
  method: 8,
});

describe('zip files', () => {
  it('give their members, whole or from the start', () => {
    const text = strToU8('abc'.repeat(1000));
    const members = zipMembers(zipSync({ packed: text, stored: [text, { level: 0 }] }));
    expect(members.map(({ name, size }) => [name, size])).toEqual([
      ['packed', 3000],
      ['stored', 3000],
    ]);
    for (const member of members) {
      expect(unpacked(member)).toEqual(text);
      expect(startOf(member, 5)).toEqual(text.subarray(0, 5));
      expect(startOf(member, 5000)).toEqual(text);
    }
  });

  it('are read where they lie, and what is stored is checked without being in memory', () => {
    const large = Uint8Array.from({ length: 3_000_001 }, (_, i) => i * 7);
    const whole = zipSync({ packed: [large, { level: 1 }], stored: [large, { level: 0 }] });
    let most = 0;
    const { size, read } = inMemory(whole);
    const source = {
      size,
      read(into: Uint8Array, from: number) {
        most = Math.max(most, into.length);
        return read(into, from);
      },
    };
    const [packed, stored] = zipMembers(source);
    const opened = openMember(stored!);
    expect(most).toBeLessThan(1.1e6);
    expect(Buffer.compare(allOf(opened), large)).toBe(0);
    expect([...allOf(opened, 3_000_000, 4_000_000)]).toEqual([large.at(-1)]);
    expect(Buffer.compare(allOf(openMember(packed!)), large)).toBe(0);
    whole[whole.length - 1_000_000]! ^= 1;
    expect(() => openMember(stored!)).toThrow('its member stored is damaged');
  });

  it('are refused at once where their directory does not fit the file', () => {
    const large = bytesOf([0x06064b50, 4], [44, 8], [0, 12], [4e9, 8], [4e9, 8], [51, 8], [0, 8]);
    const hanging = Uint8Array.from([
      ...large,
      ...bytesOf([0x07064b50, 4], [0, 4], [0, 8], [1, 4]),
      ...bytesOf([0x06054b50, 4], [0, 4], [1, 2], [1, 2], [51, 4], [0, 4], [0, 2]),
    ]);
    const started = process.cpuUsage();
    expect(() => zipMembers(hanging)).toThrow('no zip file, or not the whole of one');
    expect(() => zipMembers(zip([entry('a', 10)], 60_000))).toThrow('no zip file');
    expect(() => zipMembers(zip([{ ...entry('a', 10), offset: 4e9 }]))).toThrow('no zip file');
    expect(() => zipMembers(zip([{ ...entry('a', 10), method: 12 }]))).toThrow('no zip file');
    expect(() => zipMembers(zipSync({ a: new Uint8Array(100) }).subarray(0, 100))).toThrow('no zip file');
    expect(() => zipMembers(new Uint8Array(100))).toThrow('no zip file');
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6, 'seconds of the processor').toBeLessThan(1);
  });

  it('are refused where they would fill the memory', () => {
    expect(() => zipMembers(zip([entry('a', 10, new Uint8Array(600)), { ...entry('b', 10), offset: 0 }]))).toThrow(
      'lie on the same bytes',
    );
    // what a member cannot become
    expect(() => zipMembers(zip([{ ...entry('a', 10), size: 4e9 }]))).toThrow('no zip file');
    const packed = new Uint8Array(1_900_000);
    expect(() => zipMembers(zip([{ name: 'a', packed, size: 1.9e9, method: 8 }]))).toThrow(
      'would become 1812 MB unpacked, and of a file of its size at most 512 MB are unpacked',
    );
  });

  it('say which member is damaged', () => {
    const [member] = zipMembers(zipSync({ a: strToU8('abc'.repeat(100)) }));
    expect(() => unpacked({ ...member!, checksum: 1 })).toThrow('its member a is damaged');
    expect(() => unpacked({ ...member!, size: 400 })).toThrow('its member a is damaged');
    expect(() => unpacked({ ...member!, size: 100 })).toThrow('its member a is damaged');
    expect(() => unpacked({ ...member!, packed: Uint8Array.of(0xff, 0xff) })).toThrow('its member a is damaged');
  });
});

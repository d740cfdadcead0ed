/** Single members of large zip files, streamed to disk: neither the file nor a member is ever whole in memory. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  /** Unpacked. */
  readonly size: number;
  readonly packedSize: number;
  readonly deflated: boolean;
  /** Where its own header starts. */
  readonly offset: number;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const HEADER = 0x04034b50;
const LARGE = 0xffffffff;

/** The members that the file's directory names. Throws where it is no zip file, or one of more than 4 GB. */
export async function zipMembers(file: string): Promise<ZipMember[]> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    // the end record has a comment of up to 64 KB behind it
    const tail = Buffer.alloc(Math.min(size, 22 + 0xffff));
    await handle.read(tail, 0, tail.length, size - tail.length);
    let end = tail.length - 22;
    while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
    if (end < 0) throw new Error('it is not a zip file, or not the whole of one');
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12));
    const { bytesRead } = await handle.read(directory, 0, directory.length, tail.readUInt32LE(end + 16));
    const members: ZipMember[] = [];
    for (let at = 0; at < directory.length; ) {
      if (bytesRead < directory.length || directory.readUInt32LE(at) !== ENTRY)
        throw new Error('its directory is damaged');
      const [packedSize, unpacked, offset] = [
        directory.readUInt32LE(at + 20),
        directory.readUInt32LE(at + 24),
        directory.readUInt32LE(at + 42),
      ];
      if (packedSize === LARGE || unpacked === LARGE || offset === LARGE)
        throw new Error('it has members of more than 4 GB');
      const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
      members.push({
        name: directory.toString('utf8', at + 46, nameEnd),
        size: unpacked,
        packedSize,
        deflated: directory.readUInt16LE(at + 10) !== 0,
        offset,
      });
      at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
    return members;
  } finally {
    await handle.close();
  }
}

/** Unpacks one member into a new file. `onBytes` hears how many bytes have been written since the last time. */
export async function unpackMember(
  file: string,
  member: ZipMember,
  to: string,
  { onBytes, signal }: { onBytes?: (bytes: number) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const handle = await open(file, 'r');
  const header = Buffer.alloc(30);
  try {
    await handle.read(header, 0, 30, member.offset);
  } finally {
    await handle.close();
  }
  if (header.readUInt32LE(0) !== HEADER) throw new Error(`the header of ${member.name} is damaged`);
  const start = member.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  let written = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      written += chunk.length;
      onBytes?.(chunk.length);
      done(null, chunk);
    },
  });
  const packed = createReadStream(file, { start, end: start + member.packedSize - 1, highWaterMark: 1 << 20 });
  await pipeline(
    packed,
    member.deflated ? createInflateRaw({ chunkSize: 1 << 20 }) : new PassThrough(),
    count,
    createWriteStream(to, { flags: 'wx', flush: true }),
    { signal },
  );
  if (written !== member.size) throw new Error(`${member.name} has ${written} bytes instead of ${member.size}`);
}

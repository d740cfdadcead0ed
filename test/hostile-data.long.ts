/**
 * Data files that were made to do harm: each ends in a sentence that names the file and what to do, and takes little memory, whatever
 * it promises. Every file is read by `loom data` in a process of its own, whose peak is measured. `npm run test:hostile`.
 */
import { execFile } from 'node:child_process';
import { createWriteStream, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { createDeflate, createDeflateRaw, createGzip, type Deflate, type DeflateRaw, type Gzip } from 'node:zlib';

import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from './training/small.ts';

const base = temporaryFolder();
const at = (...parts: string[]) => path.join(base, ...parts);
const MB = 1 << 20;
/** What the program takes before it has read anything, and some to work with, in MB. */
const MODEST = 500;

interface Hostile {
  readonly make: () => void | Promise<void>;
  /** What `loom data` is given. */
  readonly given: string;
  /** What it must say. */
  readonly says: RegExp;
  readonly most?: number;
}

/** What comes first and `count` MB of one text, packed, without ever being held. */
async function packed(
  packer: Deflate | DeflateRaw | Gzip,
  count: number,
  text: string,
  first: Buffer = Buffer.alloc(0),
): Promise<Buffer> {
  const part = Buffer.alloc(MB, text);
  const parts: Buffer[] = [];
  packer.on('data', (chunk: Buffer) => parts.push(chunk));
  const ended = once(packer, 'end');
  packer.write(first);
  for (let i = 0; i < count; i++) if (!packer.write(part)) await once(packer, 'drain');
  packer.end();
  await ended;
  return Buffer.concat(parts);
}

/** A zip file of one packed member whose directory says this size. */
function zipOf(name: string, body: Buffer, size: number): Buffer {
  const fields = (into: Buffer, from: number) => {
    into.writeUInt16LE(8, from);
    into.writeUInt32LE(body.length, from + 10);
    into.writeUInt32LE(size, from + 14);
    into.writeUInt16LE(name.length, from + 18);
  };
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50);
  fields(header, 8);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  fields(entry, 10);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + body.length, 16);
  return Buffer.concat([header, Buffer.from(name), body, entry, Buffer.from(name), end]);
}

function npyHeader(shape: string, descr = '<f4'): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`;
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** A PNG of this size whose rows are there, packed, as far as `mb` reach. */
async function png(width: number, height: number, mb: number): Promise<Buffer> {
  const chunk = (name: string, body: Buffer) => {
    const out = Buffer.alloc(12 + body.length);
    out.writeUInt32BE(body.length);
    out.write(name, 4, 'latin1');
    body.copy(out, 8);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const end = Buffer.from('0000000049454e44ae426082', 'hex');
  const sign = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([sign, chunk('IHDR', head), chunk('IDAT', await packed(createDeflate(), mb, '\0')), end]);
}

function classes(name: string, picture: Buffer, ending: string): void {
  for (const one of ['a', 'b']) mkdirSync(at(name, one), { recursive: true });
  writeFileSync(at(name, 'a', `1.${ending}`), picture);
  writeFileSync(at(name, 'b', `2.${ending}`), picture);
}

function gif(): Buffer {
  const head = Buffer.from('GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  return Buffer.concat([head, Buffer.from('\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b', 'latin1')]);
}

function tiff(): Buffer {
  const out = Buffer.alloc(8 + 2 + 24 + 4);
  out.write('II*\0', 'latin1');
  out.writeUInt32LE(8, 4);
  out.writeUInt16LE(2, 8);
  [256, 257].forEach((tag, i) => {
    out.writeUInt16LE(tag, 10 + 12 * i);
    out.writeUInt16LE(4, 12 + 12 * i);
    out.writeUInt32LE(1, 14 + 12 * i);
    out.writeUInt32LE(4_000_000_000, 18 + 12 * i);
  });
  return out;
}

/** A WAV file that says it is as long as it can be, of the fastest rate and the most channels. */
function wav(): Buffer {
  const out = Buffer.alloc(44 + 16);
  out.write('RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0', 'latin1');
  out.writeUInt16LE(0xffff, 22);
  out.writeUInt32LE(0xffffffff, 24);
  out.writeUInt16LE(16, 34);
  out.write('data\xff\xff\xff\xff', 36, 'latin1');
  return out;
}

/** MATLAB's matrix of so many by so many numbers, in a packed element that unpacks to `mb`. */
async function mat(mb: number): Promise<Buffer> {
  const head = Buffer.alloc(128, ' ');
  head.write('MATLAB 5.0 MAT-file');
  head.writeUInt16LE(0x0100, 124);
  head.write('IM', 126);
  const matrix = Buffer.alloc(8);
  matrix.writeUInt32LE(14);
  matrix.writeUInt32LE(mb * MB, 4);
  const body = await packed(createDeflate(), mb, '\0', matrix);
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(15);
  tag.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, tag, body]);
}

async function large(name: string, mb: number, part: string): Promise<void> {
  const out = createWriteStream(at(name));
  const bytes = Buffer.alloc(MB, part);
  for (let i = 0; i < mb; i++) if (!out.write(bytes)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

const CASES: Readonly<Record<string, Hostile>> = {
  'an .npz that unpacks to 1 GB': {
    make: async () =>
      writeFileSync(at('bomb.npz'), zipOf('x.npy', await packed(createDeflateRaw(), 1000, '\0'), 1000 * MB)),
    given: 'bomb.npz',
    says: /bomb\.npz.*1000 MB unpacked/s,
  },
  'an .npz whose directory says less than it unpacks to': {
    make: async () => {
      const first = npyHeader('1000,');
      const body = await packed(createDeflateRaw(), 300, '\0', first);
      writeFileSync(at('lies.npz'), zipOf('x.npy', body, first.length + 4000));
    },
    given: 'lies.npz',
    says: /lies\.npz.*member x\.npy is damaged/s,
  },
  'an .npy that promises a million million numbers': {
    make: () => writeFileSync(at('promise.npy'), Buffer.concat([npyHeader('1000000, 1000000'), Buffer.alloc(64)])),
    given: 'promise.npy',
    says: /promise\.npy.*promises/s,
  },
  'an .npy of as many axes as a number has': {
    make: () => writeFileSync(at('axes.npy'), Buffer.concat([npyHeader('1,'.repeat(20_000)), Buffer.alloc(4)])),
    given: 'axes.npy',
    says: /axes\.npy/,
  },
  'a workbook that unpacks to 1 GB': {
    make: async () =>
      writeFileSync(
        at('bomb.xlsx'),
        zipOf('xl/worksheets/sheet1.xml', await packed(createDeflateRaw(), 1000, '<'), 1000 * MB),
      ),
    given: 'bomb.xlsx',
    says: /bomb\.xlsx.*1000 MB unpacked/s,
  },
  'a .mat that unpacks to 1 GB': {
    make: async () => writeFileSync(at('bomb.mat'), await mat(1000)),
    given: 'bomb.mat',
    says: /bomb\.mat.*1000 MB unpacked/s,
  },
  'a WAV file of 65,535 channels and four thousand million samples a second': {
    make: () => classes('sounds', wav(), 'wav'),
    given: 'sounds',
    says: /1\.wav/,
  },
  'a PNG of 60,000 by 60,000 pixels that are there': {
    make: async () => classes('png', await png(60_000, 60_000, 1000), 'png'),
    given: 'png',
    says: /1\.png.*60,000×60,000/s,
  },
  'a GIF of 65,535 by 65,535 pixels in a few bytes': {
    make: () => classes('gif', gif(), 'gif'),
    given: 'gif',
    says: /1\.gif.*65,535×65,535/s,
  },
  'a TIFF of four thousand million pixels a side': {
    make: () => classes('tiff', tiff(), 'tiff'),
    given: 'tiff',
    says: /1\.tiff/,
  },
  'a CSV of one endless line': {
    make: () => large('line.csv', 300, 'abc,'),
    given: 'line.csv',
    says: /line\.csv.*longer than 2 MB/s,
  },
  'a CSV of a million columns': {
    make: () => {
      const names = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join();
      const row = '1,'.repeat(999_999);
      writeFileSync(at('wide.csv'), `${names}\n${row}1\n${row}2\n`);
    },
    given: 'wide.csv',
    says: /wide\.csv.*longer than 2 MB/s,
  },
  'a packed CSV of one endless line': {
    make: async () => writeFileSync(at('line.csv.gz'), await packed(createGzip(), 1000, 'abc,')),
    given: 'line.csv.gz',
    says: /line\.csv\.gz.*packed by gzip/s,
  },
  'JSON lines within each other': {
    make: () => writeFileSync(at('deep.jsonl'), `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`),
    given: 'deep.jsonl',
    says: /deep\.jsonl.*nested deeper/s,
  },
  'a packed IDX file that unpacks to 1 GB': {
    make: async () => writeFileSync(at('images-idx3-ubyte.gz'), await packed(createGzip(), 1000, '\0')),
    given: 'images-idx3-ubyte.gz',
    says: /images-idx3-ubyte\.gz.*packed by gzip/s,
  },
  'a folder whose links lead round in a circle': {
    make: () => {
      classes('circle', gif(), 'gif');
      symlinkSync(at('circle'), at('circle', 'a', 'again'));
      symlinkSync(at('circle', 'there'), at('circle', 'there'));
    },
    given: 'circle',
    says: /1\.gif/,
  },
};

beforeAll(async () => {
  for (const { make } of Object.values(CASES)) await make();
}, 600_000);

/** Tells the most memory that the process held, as it ends. */
const TELLING = `process.on('exit',()=>process.stderr.write('\\nPEAK '+process.resourceUsage().maxRSS+'\\n'))`;

it.each(Object.entries(CASES))(
  '%s',
  async (_, { given, says, most = MODEST }) => {
    const program = path.resolve('out', 'cli.mjs');
    const env = { ...process.env, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(TELLING)}` };
    const { code, err } = await new Promise<{ code: number; err: string }>((resolve) => {
      execFile(process.execPath, [program, 'data', given], { cwd: base, env, maxBuffer: 1 << 28 }, (error, _, err) =>
        resolve({ code: Number(error?.code ?? 0), err }),
      );
    });
    const [, peak] = /PEAK (\d+)/.exec(err) ?? [];
    const said = err.replace(/\nPEAK \d+\n/, '').trim();
    expect(said).not.toMatch(/\n\s+at |node:internal|made a mistake/);
    expect(said).toMatch(says);
    expect(code).toBe(1);
    expect(Number(peak) / 1024).toBeLessThan(most);
  },
  600_000,
);

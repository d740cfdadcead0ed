/** Every reader of files, given thousands of damaged ones: each is read or refused in words, at once and in little memory. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, strToU8, unzlibSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { long } from '../../../test/conformance/effort.ts';
import { damaged } from '../../../test/damage.ts';
import { randomStream } from '../../ir/random.ts';
import { Refusal } from '../../problems.ts';
import { openArchive } from '../../importers/pytorch/archive.ts';
import { readProgram } from '../../importers/pytorch/program.ts';
import { readPeftConfig } from '../../train/adapters/peft.ts';
import { decodeWeights } from '../../train/weights.ts';
import { readCsv } from './csv.ts';
import { orientationOf } from './exif.ts';
import { readGif } from './gif.ts';
import { readIdx } from './idx.ts';
import { readMat } from './mat.ts';
import { stopAtMistaken } from './mistaken.ts';
import { readWav } from './wav.ts';
import { readNpy, readNpz, writeNpy } from './npy.ts';
import { pictureSize } from './picture.ts';
import { pictureFault } from './pictureFault.ts';
import { writeSafetensors } from './safetensors.ts';

const fixtures = path.resolve(import.meta.dirname, '../../../test/conformance/fixtures');
const fixture = (name: string): unknown => JSON.parse(readFileSync(path.join(fixtures, `${name}.json`), 'utf8'));
const saved = fixture('formats') as {
  arrays: { file: string }[];
  [name: string]: unknown;
};
const pictures = fixture('pictures') as {
  files: Record<string, string>;
};
const arrays = fixture('arrays') as {
  mat: Record<string, string>;
  sounds: Record<string, { file: string }>;
};
const bytesOf = (text: unknown) => Uint8Array.from(Buffer.from(text as string, 'base64'));
const picturesOf = (ending: string) =>
  Object.entries(pictures.files).flatMap(([name, text]) => (name.endsWith(ending) ? [bytesOf(text)] : []));
const small = writeNpy({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
const idx = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
const weights = new Map([['w', { dtype: 'float32' as const, shape: [3], data: Float32Array.of(1, 2, 3) }]]);

interface Reader {
  readonly read: (bytes: Uint8Array) => unknown;
  /** Whole files. */
  readonly from: readonly Uint8Array[];
  /** One in so many of the cases, for a reader that takes its time. */
  readonly oneIn?: number;
}
const READERS: Readonly<Record<string, Reader>> = {
  npy: { read: readNpy, from: saved.arrays.map(({ file }) => bytesOf(file)) },
  npz: {
    read: readNpz,
    from: [0, 9].map((level) => zipSync({ 'x.npy': small, 'y_train.npy': small }, { level: level as 0 | 9 })),
  },
  idx: { read: readIdx, from: [idx, gzipSync(idx)] },
  safetensors: {
    read: decodeWeights,
    from: [writeSafetensors(weights, { fits: '{"input:x":[{"mean":1}]}' }), bytesOf(saved.safetensors)],
  },
  pytorch: { read: decodeWeights, from: ['pytorch', 'checkpoint', 'several'].map((name) => bytesOf(saved[name])) },
  mat: { read: readMat, from: Object.values(arrays.mat).map(bytesOf) },
  wav: { read: readWav, from: Object.values(arrays.sounds).map(({ file }) => bytesOf(file)) },
  csv: { read: readCsv, from: ['a;"b"\n1,5;2\n3;4\n', '1,2\r\n"3",4', '\ufeff1\t2\n'].map((text) => strToU8(text)) },
  picture: { read: pictureSize, from: Object.values(pictures.files).map(bytesOf) },
  'faults of pictures': {
    read: (bytes) => pictureFault({ size: bytes.length, head: bytes, tail: bytes.subarray(-64) }),
    from: Object.values(pictures.files).map(bytesOf),
  },
  gif: { read: readGif, from: picturesOf('.gif') },
  exif: { read: orientationOf, from: [...picturesOf('-6.png'), ...picturesOf('-8.webp')] },
  pt2: {
    read: (bytes) => readProgram(openArchive(bytes).program),
    from: [unzlibSync(bytesOf((fixture('pt2') as Record<string, { file: string }>).refused!.file))],
    oneIn: 5,
  },
  'adapters of PEFT': {
    read: (bytes) => readPeftConfig(new TextDecoder().decode(bytes)),
    from: [bytesOf((fixture('peft-llama') as { files: Record<string, string> }).files['adapter_config.json'])],
    oneIn: 5,
  },
  mistaken: { read: stopAtMistaken, from: [strToU8('<html>'), small] },
};
/** Of each reader; together ten thousand every day. */
const CASES = long ? 250_000 : 1_250;
/** Most that a single file may take of the processor, in milliseconds. */
const LONGEST = 1_000;
/** Milliseconds of the processor that this process has taken, whatever else goes on. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

it.each(Object.entries(READERS))('%s', (name, { read, from, oneIn = 1 }) => {
  const seed = long ? Date.now() : 17;
  const next = randomStream(seed, `damage/${name}`);
  let refused = 0;
  let slowest = 0;
  for (let i = 0; i < CASES / oneIn; i++) {
    const bytes = damaged(from[i % from.length]!, next);
    const started = processorTime();
    try {
      read(bytes);
    } catch (error) {
      refused++;
      if (!(error instanceof Refusal))
        throw new Error(`seed ${seed}, case ${i}: ${Buffer.from(bytes).toString('base64')}`, { cause: error });
    }
    slowest = Math.max(slowest, processorTime() - started);
  }
  if (long)
    console.log(`${name}: ${CASES / oneIn} damaged files, ${refused} refused, the slowest in ${slowest.toFixed(1)} ms`);
  expect(slowest).toBeLessThan(LONGEST);
  expect(process.memoryUsage().rss).toBeLessThan(1.5 * 2 ** 30);
});

/** What is small or regular and would become very much, or take very long. */
const BOMBS: Readonly<Record<string, readonly [read: (bytes: Uint8Array) => unknown, bytes: () => Uint8Array]>> = {
  'a header of lists in lists': [decodeWeights, () => headed(`{"a":${'['.repeat(2e6)}${']'.repeat(2e6)}}`)],
  'a header of quotes': [decodeWeights, () => headed(`{"__metadata__":{"a":"${'\\"'.repeat(2e6)}"`)],
  'a pickle of dictionaries': [decodeWeights, () => pickle(new Uint8Array(2.5e6).fill(125))],
  'a pickle that remembers': [decodeWeights, () => pickle(new Uint8Array(2.5e6).fill(148).fill(78, 0, 1))],
  'a line of separators': [readCsv, () => new Uint8Array(5e6).fill(44)],
  'lines of nothing': [readCsv, () => new Uint8Array(2e6).fill(10)],
  quotes: [readCsv, () => new Uint8Array(5e6).fill(34)],
  'zeros, packed': [readNpz, () => bombOf(1_900_000, 1.9e9)],
  'gzip that promises much': [
    readIdx,
    () => Uint8Array.from([0x1f, 0x8b, 8, ...new Uint8Array(20), 255, 255, 255, 127]),
  ],
};

function headed(text: string): Uint8Array {
  const header = strToU8(text);
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}
const pickle = (instructions: Uint8Array) => zipSync({ 'a/data.pkl': instructions }, { level: 0 });
/** An archive whose directory says that so many bytes become so many. */
function bombOf(packed: number, size: number): Uint8Array {
  const archive = zipSync({ 'x.npy': new Uint8Array(packed) }, { level: 0 });
  const view = new DataView(archive.buffer);
  const entry = view.getUint32(archive.length - 6, true);
  view.setUint16(entry + 10, 8, true);
  view.setUint32(entry + 24, size, true);
  return archive;
}

it.each(Object.entries(BOMBS))('%s: refused before it fills the memory', (_, [read, bytes]) => {
  const whole = bytes();
  const before = process.memoryUsage().rss;
  const started = processorTime();
  expect(() => read(whole)).toThrow(Refusal);
  expect(processorTime() - started).toBeLessThan(10 * LONGEST);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
});

/** Sounds that are made up: WAV files of 16 bits, of tones that rise, fall or stay. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomStream } from '../../engine/ir/random.ts';

/** A WAV file of one channel. */
export function wavOf(samples: ArrayLike<number>, rate: number): Uint8Array {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  for (const [at, value] of [20, 22, 32, 34].map((at, i) => [at, [1, 1, 2, 16][i]!] as const))
    bytes.writeUInt16LE(value, at);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  for (let i = 0; i < samples.length; i++) bytes.writeInt16LE(Math.round(32_767 * samples[i]!), 44 + 2 * i);
  return bytes;
}

/** Hertz that a tone gains in a second. */
const KINDS = { falling: -3000, rising: 3000, steady: 0 };

/** So many of each kind, of 0.2 to 0.3 seconds; every fourth has half as many samples a second. */
export function writeSounds(folder: string, count: number): void {
  const next = randomStream(1, 'sounds');
  for (const [name, gained] of Object.entries(KINDS)) {
    mkdirSync(path.join(folder, name), { recursive: true });
    for (let i = 0; i < count; i++) {
      const rate = i % 4 === 0 ? 4000 : 8000;
      const [first, length] = [(gained < 0 ? 1200 : 300) + 300 * next(), Math.round(rate * (0.2 + 0.1 * next()))];
      const tone = (t: number) => 0.5 * Math.sin(2 * Math.PI * (first + (gained / 2) * t) * t) + 0.1 * (next() - 0.5);
      writeFileSync(
        path.join(folder, name, `${i}.wav`),
        wavOf(
          Array.from({ length }, (_, k) => tone(k / rate)),
          rate,
        ),
      );
    }
  }
}

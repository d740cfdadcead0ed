/** Sounds as WAV files have them (RIFF, https://learn.microsoft.com/windows-hardware/drivers/audio/): whole numbers of 8 to 32 bits, or floats. */
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

export const SOUND = /\.wav$/i;

export interface Sound {
  /** Samples a second. */
  readonly rate: number;
  /** From −1 to 1; of several channels the mean. */
  readonly samples: Float32Array;
}

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];
/** Channels, and samples a second, that are taken for true. */
const [MOST_CHANNELS, MOST_RATE] = [64, 768_000];

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** What a sound's header says: samples a second, channels, and how many samples each has. */
export interface SoundFacts {
  readonly rate: number;
  readonly channels: number;
  readonly samples: number;
}

/** Throws a `Refusal` as `readWav` does, and where samples are missing; reads none. */
export function soundFacts(bytes: Uint8Array): SoundFacts {
  const {
    format: { code, channels, rate, bits },
    data,
    isCut,
  } = partsOf(bytes);
  if (!readerOf(code, bits)) throw new Refusal(phrase('wav-format', { code, bits }));
  const samples = Math.floor(data.byteLength / ((bits / 8) * channels));
  if (samples === 0) throw new Refusal(phrase('wav-empty'));
  if (isCut) throw new Refusal(phrase('picture-breaks-off'));
  return { rate, channels, samples };
}

/** Throws a `Refusal` where the bytes are no such file, or their samples are packed in another way. */
export function readWav(bytes: Uint8Array): Sound {
  const { format, data } = partsOf(bytes);
  const { code, channels, rate, bits } = format;
  const read = readerOf(code, bits);
  if (!read) throw new Refusal(phrase('wav-format', { code, bits }));
  const size = (bits / 8) * channels;
  const count = Math.floor(data.byteLength / size);
  if (count === 0) throw new Refusal(phrase('wav-empty'));
  const samples = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += bits / 8) sum += read(data, at);
    samples[i] = sum / channels;
  }
  return { rate, samples };
}

/** From here on a length is none: what streams does not know it. */
const STREAMED = 0x7fff_0000;

/** `isCut`: the samples end before they are all there. */
function partsOf(bytes: Uint8Array): { format: Format; data: DataView; isCut: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length === 0) throw new Refusal(phrase('is-empty'));
  if (bytes.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw new Refusal(phrase('not-wav'));
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const [start, end] = [at + 8, Math.min(bytes.length, at + 8 + size)];
    if (name(at) === 'fmt ') format = formatOf(view, start, end);
    // what streams is told to be longer than it is: what is there counts
    if (name(at) === 'data' && format)
      return {
        format,
        data: new DataView(bytes.buffer, bytes.byteOffset + start, end - start),
        isCut: size < STREAMED && start + size > bytes.length,
      };
    at = start + size + (size % 2);
  }
  throw new Refusal(phrase('wav-empty'));
}

function formatOf(view: DataView, start: number, end: number): Format {
  if (end - start < 16) throw new Refusal(phrase('header-cut-off'));
  const [channels, rate, bits] = [
    view.getUint16(start + 2, true),
    view.getUint32(start + 4, true),
    view.getUint16(start + 14, true),
  ];
  let code = view.getUint16(start, true);
  if (code === EXTENSIBLE && end - start >= 26) code = view.getUint16(start + 24, true);
  if (channels === 0 || channels > MOST_CHANNELS || rate === 0 || rate > MOST_RATE)
    throw new Refusal(phrase('wav-sizes', { channels, rate: verbatim(String(rate)) }));
  return { code, channels, rate, bits };
}

function readerOf(code: number, bits: number): ((view: DataView, at: number) => number) | undefined {
  if (code === FLOAT) {
    if (bits === 32) return (view, at) => view.getFloat32(at, true);
    return bits === 64 ? (view, at) => view.getFloat64(at, true) : undefined;
  }
  if (code !== PCM) return undefined;
  switch (bits) {
    case 8: // has no sign
      return (view, at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (view, at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608;
    case 32:
      return (view, at) => view.getInt32(at, true) / 2_147_483_648;
    default:
      return undefined;
  }
}

/** Zeros of the kernel on either side of a sample. */
const SIDES = 16;

/** The same sound at another rate: by the sine of distances, in a window, of what neither rate folds over. */
export function resampled({ samples, rate }: Sound, to: number): Float32Array {
  if (rate === to) return samples;
  const step = rate / to;
  // a lower rate has no room for the highest tones
  const cut = Math.min(1, to / rate);
  const reach = Math.ceil(SIDES / cut);
  return Float32Array.from({ length: Math.max(1, Math.floor(samples.length / step)) }, (_, i) => {
    const centre = i * step;
    let sum = 0;
    for (let k = Math.ceil(centre - reach); k <= centre + reach; k++) {
      const sample = samples[k];
      if (sample === undefined) continue;
      const distance = centre - k;
      const angle = Math.PI * distance * cut;
      const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
      sum += sample * cut * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach));
    }
    return sum;
  });
}

/**
 * TensorBoard's event files, by hand: records of TFRecord (length, masked CRC-32C of it, bytes, masked CRC-32C of them), each an
 * `Event` message of protocol buffers with scalar summaries (tensorflow/core/util/event.proto, framework/summary.proto).
 */
import type { Metrics, RecordedEvent } from '../train/events.ts';

/** A point of several curves. */
interface Scalars {
  readonly time: number;
  readonly step: number;
  readonly values: readonly (readonly [tag: string, value: number])[];
}

/** The first record of a file. */
export const encodeVersion = (time: number): Uint8Array =>
  record(event(time, 0, lengthDelimited(3, new TextEncoder().encode('brain.Event:2'))));

/** The whole file of a run's events. */
export const encodeFile = (events: readonly RecordedEvent[], time: number): Uint8Array =>
  join([encodeVersion(time), ...events.map(encodeEvent)]);

/** What an event of a run adds to the curves; nothing for most kinds. */
export function encodeEvent(event: RecordedEvent): Uint8Array {
  return join(scalarsOf(event).map(encodeScalars));
}

function scalarsOf(event: RecordedEvent): Scalars[] {
  const { time } = event;
  /** What is not defined has no point. */
  const defined = (name: string, value: number | null | undefined): [string, number][] =>
    value === null || value === undefined ? [] : [[name, value]];
  const curves = (kind: string, metrics: Metrics | null) =>
    Object.entries(metrics ?? {}).flatMap(([name, value]) => defined(`${name}/${kind}`, value));
  switch (event.event) {
    case 'steps':
      return event.step.map((step, i) => ({
        time,
        step,
        values: [
          ['loss/step', event.loss[i]!],
          ...Object.entries(event.metrics).flatMap(([name, list]) => defined(`${name}/step`, list[i])),
        ],
      }));
    case 'epoch':
      return [
        {
          time,
          step: event.step,
          values: [...curves('train', event.train), ...curves('validation', event.validation)],
        },
      ];
    case 'statistics':
      return [
        {
          time,
          step: event.step,
          values: [
            ...Object.entries(event.weights).flatMap(([name, { norm, gradient, update, ratio }]) =>
              Object.entries({ norm, gradient, update, ratio }).map(
                ([kind, value]) => [`weights/${name}/${kind}`, value] as const,
              ),
            ),
            ...Object.entries(event.activations).flatMap(([node, statistics]) =>
              Object.entries(statistics).map(([kind, value]) => [`activations/${node}/${kind}`, value] as const),
            ),
          ],
        },
      ];
    default:
      return [];
  }
}

const encodeScalars = ({ time, step, values }: Scalars): Uint8Array =>
  record(
    event(
      time,
      step,
      lengthDelimited(
        5,
        join(
          values.map(([tag, value]) =>
            lengthDelimited(1, join([lengthDelimited(1, new TextEncoder().encode(tag)), float(2, value)])),
          ),
        ),
      ),
    ),
  );

/** Event { 1: double wall_time; 2: int64 step; what }. */
const event = (time: number, step: number, what: Uint8Array): Uint8Array =>
  join([double(1, time), varint(2 << 3), varint(step), what]);

function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whole numbers up to 2^53, seven bits a byte. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Uint8Array.of(...bytes, value);
}

const lengthDelimited = (field: number, bytes: Uint8Array): Uint8Array =>
  join([varint((field << 3) | 2), varint(bytes.length), bytes]);

function double(field: number, value: number): Uint8Array {
  const bytes = Uint8Array.of((field << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0);
  new DataView(bytes.buffer).setFloat64(1, value, true);
  return bytes;
}

function float(field: number, value: number): Uint8Array {
  const bytes = Uint8Array.of((field << 3) | 5, 0, 0, 0, 0);
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return bytes;
}

/** CRC-32C (Castagnoli), reflected polynomial 0x82f63b78, a byte at a time. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** TFRecord's masking, so that a checksum of data that holds checksums is no trap. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

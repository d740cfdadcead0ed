import { verbatim } from '../phrases.ts';
import { describe, expect, it } from 'vitest';
import { crc32c, encodeEvent, encodeVersion } from './tensorboard.ts';

/** A reader of its own: records, then fields by their numbers in the .proto files. */
function read(file: Uint8Array): { time: number; step: number; version?: string; values: Record<string, number> }[] {
  const events: ReturnType<typeof read> = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(unmask(view.getUint32(at + 8, true))).toBe(slowCrc(file.subarray(at, at + 8)));
    expect(unmask(view.getUint32(at + 12 + length, true))).toBe(slowCrc(data));
    const fields = decode(data);
    const values = fields
      .filter(({ field }) => field === 5)
      .flatMap(({ value }) => decode(value as Uint8Array))
      .map(({ value }) => decode(value as Uint8Array));
    const version = fields.find(({ field }) => field === 3)?.value as Uint8Array | undefined;
    events.push({
      time: fields.find(({ field }) => field === 1)!.value as number,
      step: fields.find(({ field }) => field === 2)!.value as number,
      ...(version && { version: new TextDecoder().decode(version) }),
      values: Object.fromEntries(
        values.map(([tag, number]) => [new TextDecoder().decode(tag!.value as Uint8Array), number!.value as number]),
      ),
    });
    at += 16 + length;
  }
  return events;
}

function decode(bytes: Uint8Array): { field: number; value: number | Uint8Array }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const fields: ReturnType<typeof decode> = [];
  while (at < bytes.length) {
    const key = number();
    let value: number | Uint8Array;
    if ((key & 7) === 0) value = number();
    else if ((key & 7) === 1) [value, at] = [view.getFloat64(at, true), at + 8];
    else if ((key & 7) === 5) [value, at] = [view.getFloat32(at, true), at + 4];
    else {
      const length = number();
      [value, at] = [bytes.subarray(at, at + length), at + length];
    }
    fields.push({ field: key >>> 3, value });
  }
  return fields;
}

const unmask = (masked: number): number => {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
};
/** Bit by bit, as the definition has it. */
function slowCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('TensorBoard event files', () => {
  it('have checksums after RFC 3720, appendix B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  it('hold every step and every epoch', () => {
    const file = Buffer.concat([
      encodeVersion(1e9),
      encodeEvent({
        time: 1.7e9 + 0.25,
        event: 'steps',
        step: [1, 200_000],
        loss: [2.5, 0.125],
        metrics: { accuracy: [0, 0.75] },
        stepsPerSecond: 1,
        secondsLeft: 1,
        learningRate: 1,
      }),
      encodeEvent({ time: 2e9, event: 'log', level: 'info', message: verbatim('no curve') }),
      encodeEvent({
        time: 2e9,
        event: 'epoch',
        epoch: 1,
        step: 5_000_000_000,
        train: { loss: 0.5 },
        validation: { loss: 0.25 },
        best: true,
        seconds: 3,
      }),
    ]);
    expect(read(file)).toEqual([
      { time: 1e9, step: 0, version: 'brain.Event:2', values: {} },
      { time: 1.7e9 + 0.25, step: 1, values: { 'loss/step': 2.5, 'accuracy/step': 0 } },
      { time: 1.7e9 + 0.25, step: 200_000, values: { 'loss/step': 0.125, 'accuracy/step': 0.75 } },
      { time: 2e9, step: 5_000_000_000, values: { 'loss/train': 0.5, 'loss/validation': 0.25 } },
    ]);
  });
});

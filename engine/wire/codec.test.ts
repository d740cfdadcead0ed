import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../protocol.ts';
import { decode, encode, GarbledFrame } from './codec.ts';

const answer = (result: unknown): Message => ({ kind: 'answer', id: 7, result });
const there = (result: unknown) => (decode(encode(answer(result))) as Extract<Message, { kind: 'answer' }>).result;

describe('frames', () => {
  it('are JSON text where the message is plain', () => {
    expect(encode(answer({ a: [1, 'x', null] }))).toBe('{"kind":"answer","id":7,"result":{"a":[1,"x",null]}}');
  });

  it('carry typed arrays as they are, at aligned places', () => {
    const tensors = {
      pixels: { dtype: 'float32', shape: [3], data: Float32Array.of(0.1, -0, Number.NaN) },
      labels: { data: Int32Array.of(-5, 7) },
      odd: Uint8Array.of(1, 2, 3),
      last: Float64Array.of(Math.PI),
    };
    const frame = encode(answer(tensors));
    expect(frame).toBeInstanceOf(Uint8Array);
    expect(there(tensors)).toEqual(tensors);
  });

  it('are read from memory that is not aligned', () => {
    const frame = encode(answer([Float64Array.of(1.5, 2.5)])) as Uint8Array;
    const shifted = new Uint8Array(frame.length + 3);
    shifted.set(frame, 3);
    expect(decode(shifted.subarray(3))).toEqual(answer([Float64Array.of(1.5, 2.5)]));
  });

  it('carry numbers that JSON cannot say', () => {
    expect(there({ loss: Number.NaN, list: [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] })).toEqual({
      loss: Number.NaN,
      list: [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    });
  });

  it('give back whatever was put in', () => {
    const array = fc.oneof(fc.float32Array(), fc.int32Array(), fc.uint8Array(), fc.float64Array());
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.double().filter((x) => !Object.is(x, -0)),
        fc.boolean(),
        fc.constant(null),
        array,
        fc.array(tie('tree')),
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          tie('tree'),
          { noNullPrototype: true },
        ),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(there(value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('are those of every kind of message', () => {
    const messages: Readonly<Record<Message['kind'], Message>> = {
      call: { kind: 'call', id: 1, name: 'runs.list', args: {} },
      cancel: { kind: 'cancel', id: 1 },
      progress: { kind: 'progress', id: 1, done: 1, total: 2 },
      answer: { kind: 'answer', id: 1, result: null },
      failure: { kind: 'failure', id: 1, problems: [], message: 'no' },
      event: { kind: 'event', name: 'library.changed', event: null },
      events: { kind: 'events', events: [] },
      ping: { kind: 'ping' },
      pong: { kind: 'pong' },
    };
    for (const message of Object.values(messages)) expect(decode(encode(message))).toEqual(message);
  });

  it('that were damaged or forged are refused', () => {
    const frame = encode(answer({ data: Float32Array.of(1, 2, 3, 4) })) as Uint8Array;
    const forged = (parts: unknown) => {
      const head = new TextEncoder().encode(JSON.stringify({ message: answer({ data: null, other: 1 }), parts }));
      const bytes = new Uint8Array(4 + head.length + 64);
      new DataView(bytes.buffer).setUint32(0, head.length, true);
      bytes.set(head, 4);
      return bytes;
    };
    const bad = [
      '',
      '{',
      'null',
      '[]',
      '{"kind":"call","id":"1","name":"hello"}',
      '{"kind":"other","id":1}',
      '{"kind":"events","events":{}}',
      '{"kind":"events","events":[null]}',
      '{"kind":"events","events":[{"kind":"answer","id":1}]}',
      new Uint8Array(0),
      Uint8Array.of(255, 255, 255, 255, 0),
      frame.subarray(0, -8),
      forged([{ at: ['result', 'data'], array: 'Float32Array', length: 1e9 }]),
      forged([{ at: ['result', 'data'], array: 'constructor', length: 1 }]),
      forged([{ at: ['__proto__', 'polluted'], array: 'Int8Array', length: 1 }]),
      forged([{ at: ['result', 'other'], number: 'NaN' }]),
      forged([{ at: [], number: 'NaN' }]),
      forged('x'),
    ];
    for (const frame of bad) expect(() => decode(frame), JSON.stringify(frame)).toThrow(GarbledFrame);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decode(bytes)).toThrow(GarbledFrame);
      }),
    );
  });
});

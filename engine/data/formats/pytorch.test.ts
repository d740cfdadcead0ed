import { readFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../ir/random.ts';
import { storedPytorch } from './pytorch.ts';
import { storedSafetensors } from './safetensors.ts';
import { Refusal } from '../../problems.ts';

const folder = path.join(import.meta.dirname, '..', '..', '..', 'test', 'conformance', 'fixtures', 'weights');
const file = new Uint8Array(readFileSync(path.join(folder, 'resnet18-thin.pth')));
const members = unzipSync(file);
const root = Object.keys(members)[0]!.split('/')[0]!;
const packed = (pickle: Uint8Array, more: Record<string, Uint8Array> = {}) =>
  zipSync({ ...members, [`${root}/data.pkl`]: pickle, ...more }, { level: 0 });
const written = JSON.parse(readFileSync(path.join(folder, '..', 'formats.json'), 'utf8')) as Record<string, string>;
const fixture = (name: string) => Uint8Array.from(Buffer.from(written[name]!, 'base64'));
/** A pickle of instructions and texts. */
const pickled = (...parts: (number | string)[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...strToU8(part)])));

describe('PyTorch files', () => {
  it('hold the same as the safetensors file of the same network', () => {
    const [ours, theirs] = [
      storedPytorch(file),
      storedSafetensors(readFileSync(path.join(folder, 'resnet18-thin.safetensors'))),
    ];
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    for (const [name, tensor] of theirs) expect({ name, ...ours.get(name) }).toEqual({ name, ...tensor });
  });

  it('hold tensors of every type and make, and what is not read refuses nothing', () => {
    const stored = storedPytorch(fixture('pytorch'));
    const numbers = (name: string) => Array.from(stored.get(name)!.numbers!, Number);
    for (const type of [
      'int64',
      'int32',
      'int16',
      'int8',
      'uint8',
      'uint16',
      'uint32',
      'uint64',
      'float16',
      'bfloat16',
      'float8_e4m3fn',
      'float8_e5m2',
      'float64',
    ])
      expect(numbers(type), type).toEqual([1, 2, 3, 4]);
    for (const name of ['parameter', 'noted']) expect(numbers(name), name).toEqual([1, 2, 3, 4]);
    expect(numbers('bool')).toEqual([0, 0, 1, 1]);
    expect(numbers('turned')).toEqual([1, 3, 2, 4]);
    expect([stored.get('one')!.shape, numbers('one')]).toEqual([[2], [3, 4]]);
    const unread = [...stored]
      .filter(([, { numbers }]) => !numbers)
      .map(([name, { type, shape }]) => [name, type, shape]);
    expect(unread).toEqual([
      ['complex64', 'C64', [2, 2]],
      ['sparse', 'sparse', [2, 2]],
      ['quantized', 'QInt8', [2, 2]],
    ]);
  });

  it('say the same of every type as the safetensors file', () => {
    const [ours, theirs] = [storedPytorch(fixture('pytorch')), storedSafetensors(fixture('safetensors'))];
    for (const [name, tensor] of theirs) expect({ name, ...ours.get(name) }).toEqual({ name, ...tensor });
  });

  it('may be checkpoints, of which the weights are read', () => {
    expect([...storedPytorch(fixture('checkpoint')).keys()]).toEqual(['w']);
    expect(() => storedPytorch(fixture('several'))).toThrow(
      'several dictionaries of tensors (generator, discriminator); save one of them alone',
    );
  });

  it('are refused where they would fill the memory', () => {
    const empties = new Uint8Array(2_100_000).fill(93);
    expect(() => storedPytorch(packed(empties))).toThrow('its pickle is larger');
    // a view of the same numbers from another place each time
    const text = (value: string) => pickled(0x58, ...new Uint8Array(Uint32Array.of(value.length).buffer), value);
    const storage = [
      ...pickled(40),
      ...text('storage'),
      ...pickled('ctorch\nFloatStorage\n'),
      ...text('0'),
      ...text('cpu'),
      ...pickled(74, 0, 16, 0, 0, 't', 81),
    ];
    const views = Array.from({ length: 400 }, (_, i) => [
      ...text(`w${i}`),
      ...pickled('ctorch._utils\n_rebuild_tensor_v2\n', 40),
      ...storage,
      ...pickled(77, i, i >> 8, 77, 0, 14, 0x85, 75, 1, 0x85, 't', 0x52),
    ]);
    const pickle = Uint8Array.from([0x80, 2, 125, 40, ...views.flat(), 117, 46]);
    const bytes = zipSync({ [`${root}/data.pkl`]: pickle, [`${root}/data/0`]: new Uint8Array(16_384) }, { level: 0 });
    expect(() => storedPytorch(bytes)).toThrow('its tensors lie on each other');
    const eight = Uint8Array.from([0x80, 2, 125, 40, ...views.slice(0, 8).flat(), 117, 46]);
    const few = zipSync({ [`${root}/data.pkl`]: eight, [`${root}/data/0`]: new Uint8Array(16_384) }, { level: 0 });
    expect(storedPytorch(few).size).toBe(8);
  });

  it('never run what they ask for', () => {
    const system = pickled(0x80, 2, 'cos\nsystem\n', 0x58, 4, 0, 0, 0, 'true', 0x85, 0x52, '.');
    expect(() => storedPytorch(packed(system))).toThrow(
      'its pickle asks for os.system; only tensors are read, and no code of a file is ever run',
    );
    const evaluates = pickled(0x80, 2, 'cbuiltins\neval\n', '.');
    expect(() => storedPytorch(packed(evaluates))).toThrow('builtins.eval');
    const object = pickled(0x80, 2, 'ccollections\nOrderedDict\n', ')', 0x81, '.');
    expect(() => storedPytorch(packed(object))).toThrow('the instruction 0x81');
  });

  it('say what is wrong with them', () => {
    expect(() => storedPytorch(Uint8Array.of(0x80, 2, 1))).toThrow('old form');
    expect(() => storedPytorch(file.subarray(0, file.length / 2))).toThrow('not the whole of one');
    expect(() => storedPytorch(zipSync({ 'a.txt': strToU8('a') }, { level: 0 }))).toThrow('without a data.pkl');
    expect(() => storedPytorch(zipSync(members))).toThrow('compressed');
    expect(() => storedPytorch(packed(pickled(0x80, 2, 'K', 1, '.')))).toThrow('save model.state_dict()');
    expect(() => storedPytorch(packed(pickled(0x80, 2, '}', 0x58, 5, 0, 0, 0, 'epoch', 'K', 3, 's.')))).toThrow(
      'more than tensors by name ("epoch")',
    );
    const short = Object.keys(members).find((name) => name.endsWith('data/0'))!;
    expect(() => storedPytorch(packed(members[`${root}/data.pkl`]!, { [short]: new Uint8Array(4) }))).toThrow(
      'larger than the numbers that it has',
    );
    expect(() =>
      storedPytorch(packed(members[`${root}/data.pkl`]!, { [`${root}/byteorder`]: strToU8('big') })),
    ).toThrow('order');
  });

  it('damaged anywhere, are read or refused in words, and nothing else happens', () => {
    const next = randomStream(11, 'damage');
    const pickle = members[`${root}/data.pkl`]!;
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const damaged = Uint8Array.from(
        pickle.subarray(0, i % 3 === 0 ? Math.floor(next() * pickle.length) : pickle.length),
      );
      for (let change = 0; change <= i % 4; change++)
        if (damaged.length > 0) damaged[Math.floor(next() * damaged.length)] = Math.floor(next() * 256);
      try {
        storedPytorch(packed(damaged));
      } catch (error) {
        refused++;
        expect(error, String((error as Error).stack)).toMatchObject({ constructor: Refusal });
        expect((error as Error).message).toMatch(/^(it|its|the|")/);
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

/** `src/network.ts` and `src/weights.ts` of an exported project, which do not depend on the network. */

export const NETWORK = `/** The network: programs that ONNX Runtime runs, and the weights that they share. Works with onnxruntime-node and onnxruntime-web. */
import type { InferenceSession, Tensor } from 'onnxruntime-common';

/** Numbers row by row. */
export interface Values {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** What of ONNX Runtime is used: the module onnxruntime-node, or onnxruntime-web. */
export interface Runtime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

/** \`model/model.json\`: what the programs are fed with. */
export interface Description {
  /** Names of the inputs and targets, in their order. */
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  /** Names of the outputs, in their order. */
  readonly outputs: readonly string[];
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** What is remembered of weights while they learn: a number for all, or what the weight itself starts with. */
  readonly slots: readonly { name: string; weight: string; shape: readonly number[]; start: number | 'weight' }[];
  /** Files of programs, by what they do, and the number of their rows. */
  readonly programs: { readonly train: Programs; readonly evaluate: Programs; readonly predict: string };
  /** Rows that a prediction must have; null for any. */
  readonly rows: number | null;
}
type Programs = Readonly<Record<string, string>>;

/** Rows as the network and its losses want them. */
export interface Batch {
  readonly inputs: readonly Values[];
  /** By their names. */
  readonly targets: object;
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export class Network {
  readonly #runtime: Runtime;
  readonly #about: Description;
  readonly #read: (file: string) => Promise<Uint8Array>;
  readonly #options: InferenceSession.SessionOptions;
  readonly #sessions = new Map<string, Promise<InferenceSession>>();
  /** Weights and what is remembered of them; a step reads the one and writes the other, then they change places. */
  #state = new Map<string, Tensor>();
  #spare = new Map<string, Tensor>();

  /** \`read\` gives the bytes of a program's file, such as \`train-32.onnx\`. */
  constructor(
    runtime: Runtime,
    about: Description,
    read: (file: string) => Promise<Uint8Array>,
    options: InferenceSession.SessionOptions = {},
  ) {
    this.#runtime = runtime;
    this.#about = about;
    this.#read = read;
    this.#options = { graphOptimizationLevel: 'all', logSeverityLevel: 3, ...options };
  }

  /** Puts these weights in, and forgets what was remembered of others. Throws an error where one is missing. */
  load(weights: ReadonlyMap<string, Float32Array>): void {
    const { weights: wanted, slots } = this.#about;
    this.#state = new Map();
    this.#spare = new Map();
    for (const { name, shape } of wanted) {
      const data = weights.get(name);
      if (data?.length !== size(shape)) throw new Error(\`The weights have no "\${name}" of \${shape.join('×')}.\`);
      this.#state.set(name, this.#tensor('float32', data.slice(), shape));
    }
    for (const { name, weight, shape, start } of slots) {
      const data = start === 'weight' ? weights.get(weight)!.slice() : new Float32Array(size(shape)).fill(start);
      this.#state.set(name, this.#tensor('float32', data, shape));
    }
  }

  /** The weights; their averages where \`averaged\` and there are such. */
  weights(averaged = true): Map<string, Float32Array> {
    return new Map(
      this.#about.weights.map(({ name }) => {
        const average = averaged ? this.#state.get(\`\${name}/average\`) : undefined;
        return [name, (average ?? this.#state.get(name)!).data as Float32Array];
      }),
    );
  }

  /** What is remembered of a weight while it learns, or it itself: what is written into it counts from the next step on. */
  held(name: string): Float32Array | undefined {
    return this.#state.get(name)?.data as Float32Array | undefined;
  }

  /** Batches of rows for which there is a program: of as many as wanted, then of what is left. */
  *batches(rows: Int32Array, wanted: number): Generator<Int32Array> {
    const known = Object.keys(this.#about.programs.evaluate).map(Number);
    for (let start = 0; start < rows.length; ) {
      const left = rows.length - start;
      const fits = known.filter((count) => count <= Math.min(wanted, left));
      const count = Math.max(...fits, 1);
      yield rows.subarray(start, start + count);
      start += count;
    }
  }

  /** Whether a step can have so many rows. */
  trains(rows: number): boolean {
    return String(rows) in this.#about.programs.train;
  }

  /** Takes a step: \`loss\`, \`costs\` and sums of the metrics. \`scalars\` and \`seed\` are those of the step. */
  async step(batch: Batch, scalars: Readonly<Record<string, number>>, seed: number): Promise<Record<string, Values>> {
    const feeds = this.#feeds(batch);
    for (const [name, value] of Object.entries(scalars))
      feeds[name] = this.#tensor('float32', Float32Array.of(value), []);
    feeds['@seed'] = this.#tensor('int32', Int32Array.of(seed), []);
    return this.#run(this.#about.programs.train[batch.inputs[0]!.shape[0]!]!, feeds, this.#state);
  }

  /** \`costs\`, sums of the metrics and outputs of rows that are not learned from. */
  evaluate(batch: Batch): Promise<Record<string, Values>> {
    const file = this.#about.programs.evaluate[batch.inputs[0]!.shape[0]!]!;
    return this.#run(file, this.#feeds(batch), this.#shown());
  }

  /** What the network answers to rows: one list for each output. */
  async predict(inputs: readonly Values[]): Promise<Values[]> {
    const { inputs: names, outputs, programs, rows } = this.#about;
    const session = await this.#session(programs.predict);
    const whole = inputs[0]!.shape[0]!;
    const step = rows ?? whole;
    const parts: Values[][] = [];
    for (let start = 0; start < whole; start += step) {
      const feeds: Record<string, Tensor> = {};
      for (const [name, value] of this.#shown()) if (session.inputNames.includes(name)) feeds[name] = value;
      names.forEach((_, i) => (feeds[session.inputNames[i]!] = this.#rows(inputs[i]!, start, step)));
      const results = await session.run(feeds);
      parts.push(outputs.map((_, i) => valuesOf(results[session.outputNames[i]!]!)));
    }
    return outputs.map((_, i) => joined(parts.map((part) => part[i]!)));
  }

  #rows({ dtype, shape: [, ...own], data }: Values, start: number, count: number): Tensor {
    const width = size(own);
    return this.#tensor(dtype, data.subarray(start * width, (start + count) * width), [count, ...own]);
  }

  /** What is judged and kept: averages where there are such. */
  #shown(): Map<string, Tensor> {
    return new Map([...this.#state].map(([name, value]) => [name, this.#state.get(\`\${name}/average\`) ?? value]));
  }

  #feeds({ inputs, targets }: Batch): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    this.#about.inputs.forEach((name, i) => (feeds[name] = this.#rows(inputs[i]!, 0, inputs[i]!.shape[0]!)));
    for (const name of this.#about.targets) {
      const value = (targets as Record<string, Values>)[name.slice('target:'.length)];
      if (value) feeds[name] = this.#rows(value, 0, value.shape[0]!);
    }
    return feeds;
  }

  /** Runs a program on what it is fed with and on the state, which it may advance. */
  async #run(
    file: string,
    fed: Readonly<Record<string, Tensor>>,
    state: ReadonlyMap<string, Tensor>,
  ): Promise<Record<string, Values>> {
    const session = await this.#session(file);
    const feeds: Record<string, Tensor> = {};
    for (const input of session.inputNames) {
      const name = input.slice('in '.length);
      feeds[input] = fed[name] ?? state.get(name)!;
    }
    // results are written where what is not needed any more lies
    const into: Record<string, Tensor | null> = {};
    for (const output of session.outputNames) into[output] = this.#room(output.slice('out '.length));
    const results = await session.run(feeds, into);
    const said: Record<string, Values> = {};
    for (const [output, value] of Object.entries(results)) {
      const name = output.slice('out '.length);
      const before = this.#state.get(name);
      if (!before) said[name] = valuesOf(value);
      else {
        this.#state.set(name, value);
        this.#spare.set(name, before);
      }
    }
    return said;
  }

  #room(name: string): Tensor | null {
    const state = this.#state.get(name);
    if (!state) return null;
    return this.#spare.get(name) ?? this.#tensor('float32', new Float32Array(state.size), state.dims);
  }

  #tensor(dtype: Values['dtype'], data: Values['data'], shape: readonly number[]): Tensor {
    const { Tensor: Made } = this.#runtime;
    return dtype === 'int32' ? new Made('int32', data as Int32Array, shape) : new Made('float32', data as Float32Array, shape);
  }

  #session(file: string): Promise<InferenceSession> {
    let session = this.#sessions.get(file);
    if (!session) {
      session = this.#read(file).then((bytes) => this.#runtime.InferenceSession.create(bytes, this.#options));
      this.#sessions.set(file, session);
    }
    return session;
  }
}

const valuesOf = ({ type, dims, data }: Tensor): Values => ({
  dtype: type as 'float32',
  shape: dims,
  data: data as Float32Array,
});

/** Rows one behind the other. */
function joined(parts: readonly Values[]): Values {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { ...first!, shape: [parts.reduce((sum, { shape }) => sum + shape[0]!, 0), ...first!.shape.slice(1)], data };
}
`;

export const WEIGHTS_SOURCE = `/** Files of weights: safetensors, 8 bytes of header length, a JSON header, the numbers. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

interface Entry {
  dtype: 'F32' | 'F16';
  shape: number[];
  data_offsets: [number, number];
}

/** The weights of a file by name, and what the transforms of the data learned. */
export function readWeights(file: string): { weights: Map<string, Float32Array>; fits: object } {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, Entry> & { __metadata__?: { fits?: string } };
  const { __metadata__: about, ...entries } = header;
  const weights = new Map<string, Float32Array>();
  for (const [name, { dtype, data_offsets: [from, to] }] of Object.entries(entries)) {
    const { buffer } = new Uint8Array(bytes.subarray(start + from, start + to));
    weights.set(name, dtype === 'F16' ? fromHalf(new Uint16Array(buffer)) : new Float32Array(buffer));
  }
  return { weights, fits: JSON.parse(about?.fits ?? '{}') as object };
}

/** Numbers of 16 bits (IEEE 754): a sign, five bits of exponent, ten of fraction. */
const fromHalf = (bits: Uint16Array): Float32Array =>
  Float32Array.from(bits, (half) => {
    const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
    const value = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    return half & 0x8000 ? -value : value;
  });

/** Writes weights whole or not at all. Throws an error, and leaves the file as it is, where one of them is not finite. */
export function saveWeights(
  file: string,
  weights: ReadonlyMap<string, Float32Array>,
  shapes: readonly { readonly name: string; readonly shape: readonly number[] }[],
  fits: object,
): void {
  const header: Record<string, Entry | { fits: string }> = { __metadata__: { fits: JSON.stringify(fits) } };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const { name, shape } of shapes) {
    const data = weights.get(name)!;
    if (!data.every(Number.isFinite))
      throw new Error(\`The weight "\${name}" is no longer finite: \${file} is left as it is. Lower the learning rate, or check the data.\`);
    header[name] = { dtype: 'F32', shape: [...shape], data_offsets: [offset, offset + data.byteLength] };
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const json = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(\`\${file}.part\`, Buffer.concat([length, json, ...parts]));
  renameSync(\`\${file}.part\`, file);
}
`;

export const NODE_SOURCE = `/** The network in Node.js: programs from \`model/\`, run by onnxruntime-node. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { type Description, Network } from './network.ts';

const folder = path.join(import.meta.dirname, '..', 'model');

/** What the programs are fed with, and what they are. */
export const ABOUT = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as Description;

/** A network without weights yet: \`load\` them. \`steps\`: programs of steps besides, by the number of their rows. */
export function openNetwork(threads = availableParallelism(), steps: Record<string, string> = {}): Network {
  const programs = { ...ABOUT.programs, train: { ...ABOUT.programs.train, ...steps } };
  return new Network(ort, { ...ABOUT, programs }, (file) => readFile(path.join(folder, file)), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
}
`;

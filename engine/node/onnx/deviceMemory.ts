/**
 * The state in the memory of a GPU: a step leaves there what it writes, and the next one reads it there. Tensors are brought there once,
 * and fetched when somebody wants to see them; between, their arrays in this process are behind.
 */
import * as ort from 'onnxruntime-node';
import { Builder } from '../../ir/builder.ts';
import type { Program } from '../../ir/program.ts';
import { onnxInput, onnxOutput, toOnnx } from '../../targets/onnx/lower.ts';
import type { Tensor } from '../../types/tensor.ts';

/** Devices whose memory `onnxruntime-node` can address, by what it calls a tensor's place there. */
const PLACES: Readonly<Record<string, 'gpu-buffer'>> = { webgpu: 'gpu-buffer' };

export class DeviceMemory {
  readonly #device: string;
  readonly #there = new Map<Tensor, ort.Tensor>();
  /** Tensors whose arrays are behind. */
  readonly #ahead = new Set<Tensor>();
  /** Buffers belong to the session that made them: those through which tensors came live as long. */
  readonly #sessions: ort.InferenceSession[] = [];

  static of(device: string): DeviceMemory | undefined {
    return device in PLACES ? new DeviceMemory(device) : undefined;
  }

  private constructor(device: string) {
    this.#device = device;
  }

  /** Session options by which these outputs stay in the device's memory and the others of the program come out. */
  keeping(program: Program, kept: ReadonlySet<string>): ort.InferenceSession.SessionOptions {
    return {
      preferredOutputLocation: Object.fromEntries(
        program.outputs.map(({ name }) => [onnxOutput(name), kept.has(name) ? PLACES[this.#device]! : 'cpu']),
      ),
    };
  }

  /** The tensor as it lies there, if it does. */
  valueOf(tensor: Tensor): ort.Tensor | undefined {
    return this.#there.get(tensor);
  }

  /** Takes a step's output for the next value of a tensor. */
  keep(tensor: Tensor, value: ort.Tensor): void {
    this.#there.get(tensor)?.dispose();
    this.#there.set(tensor, value);
    this.#ahead.add(tensor);
  }

  /** Copies tensors there that are not there yet. */
  async bring(tensors: readonly Tensor[]): Promise<void> {
    const missing = tensors.filter((tensor) => !this.#there.has(tensor));
    if (missing.length === 0) return;
    const program = copying(missing);
    const session = await this.#open(program, this.keeping(program, new Set(program.outputs.map(({ name }) => name))));
    this.#sessions.push(session);
    const results = await session.run(
      feedsOf(missing.map(({ dtype, data, shape }) => new ort.Tensor(dtype, data as never, shape))),
    );
    missing.forEach((tensor, i) => void this.#there.set(tensor, results[onnxOutput(String(i))]!));
  }

  /** Brings the arrays of tensors up to date. */
  async fetch(tensors: readonly Tensor[]): Promise<void> {
    const behind = tensors.filter((tensor) => this.#ahead.has(tensor));
    if (behind.length === 0) return;
    const session = await this.#open(copying(behind));
    try {
      const results = await session.run(feedsOf(behind.map((tensor) => this.#there.get(tensor)!)));
      behind.forEach((tensor, i) => {
        tensor.data.set(results[onnxOutput(String(i))]!.data as never);
        this.#ahead.delete(tensor);
      });
    } finally {
      await session.release();
    }
  }

  /** The tensor's array has been written: what lies there is old. */
  forget(tensor: Tensor): void {
    this.#there.get(tensor)?.dispose();
    this.#there.delete(tensor);
    this.#ahead.delete(tensor);
  }

  /** To be called before programs are released whose outputs were kept. */
  async release(): Promise<void> {
    for (const tensor of [...this.#there.keys()]) this.forget(tensor);
    for (const session of this.#sessions.splice(0)) await session.release();
  }

  #open(program: Program, options: ort.InferenceSession.SessionOptions = {}): Promise<ort.InferenceSession> {
    return ort.InferenceSession.create(toOnnx(program), {
      executionProviders: [this.#device],
      logSeverityLevel: 3,
      ...options,
    });
  }
}

/** A program that gives each tensor as it is. */
function copying(tensors: readonly Tensor[]): Program {
  const b = new Builder();
  tensors.forEach(({ dtype, shape }, i) => b.output(String(i), b.input(String(i), dtype, shape)));
  return b.finish();
}
const feedsOf = (values: readonly ort.Tensor[]): Record<string, ort.Tensor> =>
  Object.fromEntries(values.map((value, i) => [onnxInput(String(i)), value]));

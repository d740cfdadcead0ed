/**
 * ONNX Runtime through its C API, called with koffi. `onnxruntime-node`'s own `run` copies every output into a fresh array, which
 * for a training step is all weights and optimizer slots, each step: this took a quarter of the step of the bench's mlp/128 (4.0 ms
 * against 3.0). Here a program reads and writes tensors where they lie. The library is the one that `onnxruntime-node` ships.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { DType } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Executable } from './executable.ts';

const require = createRequire(import.meta.url);

type Pointer = bigint;
// biome-ignore lint/suspicious/noExplicitAny: the signature is in the text that declares it
type Native = (...args: any[]) => any;

/** Where functions stand in the table `OrtApi` of `onnxruntime_c_api.h`, which only ever grows at its end, with their types. */
const API = {
  GetErrorMessage: [2, 'const char* (const void* status)'],
  CreateEnv: [3, 'void* (int logLevel, const char* id, _Out_ void** env)'],
  CreateSessionFromArray: [
    8,
    'void* (void* env, const void* model, size_t length, void* options, _Out_ void** session)',
  ],
  Run: [
    9,
    'void* (void* session, void* options, const void* inputNames, const void* inputs, size_t count, ' +
      'const void* outputNames, size_t outputCount, void* outputs)',
  ],
  CreateSessionOptions: [10, 'void* (_Out_ void** options)'],
  DisableMemPattern: [17, 'void* (void* options)'],
  SetSessionLogSeverityLevel: [22, 'void* (void* options, int level)'],
  SetSessionGraphOptimizationLevel: [23, 'void* (void* options, int level)'],
  SetIntraOpNumThreads: [24, 'void* (void* options, int threads)'],
  SetInterOpNumThreads: [25, 'void* (void* options, int threads)'],
  SessionGetInputCount: [30, 'void* (void* session, _Out_ size_t* count)'],
  SessionGetInputName: [36, 'void* (void* session, size_t index, void* allocator, _Out_ void** name)'],
  CreateTensorWithDataAsOrtValue: [
    49,
    'void* (void* memory, void* data, size_t bytes, const int64_t* dims, size_t rank, int type, _Out_ void** value)',
  ],
  CreateCpuMemoryInfo: [69, 'void* (int allocator, int kind, _Out_ void** memory)'],
  AllocatorFree: [76, 'void* (void* allocator, void* memory)'],
  GetAllocatorWithDefaultOptions: [78, 'void* (_Out_ void** allocator)'],
  ReleaseStatus: [93, 'void (void* status)'],
  ReleaseSession: [95, 'void (void* session)'],
  ReleaseValue: [96, 'void (void* value)'],
  ReleaseSessionOptions: [100, 'void (void* options)'],
  AddSessionConfigEntry: [130, 'void* (void* options, const char* key, const char* value)'],
  CreateAndRegisterAllocator: [144, 'void* (void* env, void* memory, void* config)'],
  CreateArenaCfg: [156, 'void* (size_t most, int growth, int firstChunk, int deadBytes, _Out_ void** config)'],
} as const;
const API_VERSION = 17;

const ELEMENT: Readonly<Record<DType, number>> = { float32: 1, int32: 6, bool: 9 };
const [WARNING, ERROR] = [2, 3];
const ALL_OPTIMIZATIONS = 99;
/** An arena grows by what it needs, rather than by doubling. */
const AS_REQUESTED = 1;

/** The shared library inside `onnxruntime-node`. */
function libraryFile(): string {
  const folder = path.join(
    path.dirname(require.resolve('onnxruntime-node/package.json')),
    'bin',
    'napi-v6',
    process.platform,
    process.arch,
  );
  const name =
    existsSync(folder) &&
    readdirSync(folder).find((file) => /^(libonnxruntime\.so|libonnxruntime\.\d.*dylib$|onnxruntime\.dll$)/.test(file));
  if (!name) throw new Error(`onnxruntime-node has no library for ${process.platform} ${process.arch}`);
  return path.join(folder, name);
}

class Library {
  readonly #koffi = require('koffi') as typeof import('koffi');
  readonly #f: Record<keyof typeof API, Native>;
  readonly env: Pointer;
  readonly memory: Pointer;
  readonly allocator: Pointer;

  constructor() {
    const koffi = this.#koffi;
    const pointers = (at: Pointer, count: number): Pointer[] => koffi.decode(at, 'void*', count) as Pointer[];
    // OrtGetApiBase() -> { GetApi, GetVersionString }; GetApi(version) -> the table of functions
    const [getApi] = pointers(koffi.load(libraryFile()).func('void* OrtGetApiBase()')() as Pointer, 2);
    const table = (koffi.decode(getApi!, koffi.proto('void* (uint32_t version)')) as Native)(
      API_VERSION,
    ) as Pointer | null;
    if (!table) throw new Error('this ONNX Runtime is older than its API 17');
    const functions = pointers(table, 1 + Math.max(...Object.values(API).map(([index]) => index)));
    const declare = ([name, [index, type]]: [string, readonly [number, string]]) => [
      name,
      // without names of their own: koffi keeps those for the whole process, whoever reads this file again
      koffi.decode(functions[index]!, koffi.proto(type)),
    ];
    this.#f = Object.fromEntries(Object.entries(API).map(declare)) as Record<keyof typeof API, Native>;
    this.env = this.get('CreateEnv', WARNING, 'layerloom');
    this.memory = this.get('CreateCpuMemoryInfo', 1, 0);
    this.allocator = this.get('GetAllocatorWithDefaultOptions');
    try {
      this.call(
        'CreateAndRegisterAllocator',
        this.env,
        this.memory,
        this.get('CreateArenaCfg', 0, AS_REQUESTED, -1, -1),
      );
    } catch {
      // another thread of this process has done it
    }
  }

  /** Calls a function that gives a status. Throws what ONNX Runtime says where it is not fine. */
  call(name: keyof typeof API, ...args: unknown[]): void {
    const status = this.#f[name](...args) as Pointer | null;
    if (!status) return;
    const message = this.#f.GetErrorMessage(status) as string;
    this.#f.ReleaseStatus(status);
    throw new Error(`internal: ONNX Runtime: ${message}`);
  }
  /** Calls a function whose last argument receives its result. */
  get<T = Pointer>(name: keyof typeof API, ...args: unknown[]): T {
    const result: [T | null] = [null];
    this.call(name, ...args, result);
    return result[0] as T;
  }
  release(name: 'ReleaseSession' | 'ReleaseValue' | 'ReleaseSessionOptions', object: Pointer): void {
    this.#f[name](object);
  }
  text(at: Pointer): string {
    return this.#koffi.decode(at, 'char', -1) as string;
  }
  address(buffer: ArrayBufferLike): Pointer {
    return this.#koffi.address(buffer);
  }
}

let opened: Library | Error | undefined;
/** The library, or why it cannot be used here. */
export function nativeLibrary(): Library | Error {
  if (opened) return opened;
  try {
    opened = new Library();
  } catch (error) {
    opened = error as Error;
  }
  return opened;
}

/** A list of C strings. They live as long as it is kept. */
class Names {
  readonly #bytes: readonly Buffer[];
  readonly pointers: BigUint64Array;

  constructor(library: Library, names: readonly string[]) {
    this.#bytes = names.map((name) => Buffer.from(`${name}\0`));
    this.pointers = BigUint64Array.from(
      this.#bytes,
      (bytes) => library.address(bytes.buffer) + BigInt(bytes.byteOffset),
    );
  }
}

export class NativeExecutable implements Executable {
  readonly #library: Library;
  readonly #session: Pointer;
  /** Of the given inputs, those that the session has: one that nothing reads is none of its. */
  readonly #read: readonly number[];
  readonly #inputNames: Names;
  readonly #outputNames: Names;
  readonly #inputs: BigUint64Array;
  readonly #outputs: BigUint64Array;
  /** ONNX Runtime's handle of each tensor; the map keeps the memory alive, too. */
  readonly #values = new Map<Tensor, Pointer>();

  constructor(
    library: Library,
    model: Uint8Array,
    inputs: readonly string[],
    outputs: readonly string[],
    { threads, shared }: { readonly threads: number; readonly shared: boolean },
  ) {
    this.#library = library;
    const options = library.get('CreateSessionOptions');
    library.call('SetSessionLogSeverityLevel', options, ERROR);
    library.call('SetSessionGraphOptimizationLevel', options, ALL_OPTIMIZATIONS);
    library.call('SetIntraOpNumThreads', options, threads);
    library.call('SetInterOpNumThreads', options, 1);
    // a pattern asks for one more block as large as all that the first run had in pieces: transformer-4x128/16 730 MB, without 510
    library.call('DisableMemPattern', options);
    // a training's programs run in turns: what one lets go of the next one takes
    if (shared) library.call('AddSessionConfigEntry', options, 'session.use_env_allocators', '1');
    this.#session = library.get('CreateSessionFromArray', library.env, model, model.byteLength, options);
    library.release('ReleaseSessionOptions', options);
    const known = new Set(
      Array.from({ length: Number(library.get<number | bigint>('SessionGetInputCount', this.#session)) }, (_, i) =>
        this.#inputName(i),
      ),
    );
    this.#read = inputs.flatMap((name, i) => (known.has(name) ? [i] : []));
    this.#inputNames = new Names(
      library,
      this.#read.map((i) => inputs[i]!),
    );
    this.#outputNames = new Names(library, outputs);
    this.#inputs = new BigUint64Array(this.#read.length);
    this.#outputs = new BigUint64Array(outputs.length);
  }

  #inputName(index: number): string {
    const name = this.#library.get('SessionGetInputName', this.#session, index, this.#library.allocator);
    const text = this.#library.text(name);
    this.#library.call('AllocatorFree', this.#library.allocator, name);
    return text;
  }

  #valueOf(tensor: Tensor): Pointer {
    const known = this.#values.get(tensor);
    if (known !== undefined) return known;
    const { dtype, shape, data } = tensor;
    const at = this.#library.address(data.buffer) + BigInt(data.byteOffset);
    const value: Pointer = this.#library.get(
      'CreateTensorWithDataAsOrtValue',
      this.#library.memory,
      at,
      data.byteLength,
      BigInt64Array.from(shape.map(BigInt)),
      shape.length,
      ELEMENT[dtype],
    );
    this.#values.set(tensor, value);
    return value;
  }

  run(inputs: readonly Tensor[], outputs: readonly Tensor[], staged: readonly Tensor[] = []): Promise<void> {
    this.#read.forEach((from, i) => void (this.#inputs[i] = this.#valueOf(inputs[from]!)));
    [...outputs, ...staged].forEach((tensor, i) => void (this.#outputs[i] = this.#valueOf(tensor)));
    this.#library.call(
      'Run',
      this.#session,
      null,
      this.#inputNames.pointers,
      this.#inputs,
      this.#read.length,
      this.#outputNames.pointers,
      this.#outputs.length,
      this.#outputs,
    );
    return Promise.resolve();
  }

  release(): Promise<void> {
    for (const value of this.#values.values()) this.#library.release('ReleaseValue', value);
    this.#values.clear();
    this.#library.release('ReleaseSession', this.#session);
    return Promise.resolve();
  }
}

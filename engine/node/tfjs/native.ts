/**
 * The backend of `@tensorflow/tfjs-node` on TensorFlow's own library, without a compiler: its JavaScript asks of its native part
 * only a `binding` object, which is made here of calls into the library's C API. One context, and so one number of threads, a process.
 */
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { KoffiFunc, LibraryHandle } from 'koffi';
import { LIBRARIES } from './addon.ts';

const require = createRequire(import.meta.url);

/** Numbers of `tensorflow/c/tf_datatype.h`, and of the attribute kinds of tfjs-node's own binding. */
const TYPES = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
} as const;
const ATTRIBUTES = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
  TF_ATTR_RESOURCE: 6,
} as const;

type Pointer = unknown;
// biome-ignore lint/suspicious/noExplicitAny: the signature is in the text that declares it
type Native = KoffiFunc<(...args: any[]) => any>;
type Bytes = Float32Array | Int32Array | Uint8Array;
interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The functions of the C API that are needed, by name. */
function declare(folder: string) {
  // the first library carries what the second one needs
  const [base, full] = silently(() => LIBRARIES.map((file) => loadForGood(path.join(folder, file)))) as [
    LibraryHandle,
    LibraryHandle,
  ];
  const f = (signature: string): Native => {
    try {
      return full.func(signature);
    } catch {
      return base.func(signature);
    }
  };
  return {
    newStatus: f('void* TF_NewStatus()'),
    code: f('int TF_GetCode(void*)'),
    message: f('const char* TF_Message(void*)'),
    version: f('const char* TF_Version()'),
    newOptions: f('void* TFE_NewContextOptions()'),
    configure: f('void TFE_ContextOptionsSetConfig(void*, const void*, size_t, void*)'),
    deleteOptions: f('void TFE_DeleteContextOptions(void*)'),
    newContext: f('void* TFE_NewContext(void*, void*)'),
    allocate: f('void* TF_AllocateTensor(int, const int64_t*, int, size_t)'),
    data: f('void* TF_TensorData(void*)'),
    size: f('size_t TF_TensorByteSize(void*)'),
    deleteTensor: f('void TF_DeleteTensor(void*)'),
    newHandle: f('void* TFE_NewTensorHandle(void*, void*)'),
    deleteHandle: f('void TFE_DeleteTensorHandle(void*)'),
    dtype: f('int TFE_TensorHandleDataType(void*)'),
    rank: f('int TFE_TensorHandleNumDims(void*, void*)'),
    dim: f('int64_t TFE_TensorHandleDim(void*, int, void*)'),
    resolve: f('void* TFE_TensorHandleResolve(void*, void*)'),
    newOp: f('void* TFE_NewOp(void*, const char*, void*)'),
    deleteOp: f('void TFE_DeleteOp(void*)'),
    addInput: f('void TFE_OpAddInput(void*, void*, void*)'),
    execute: f('void TFE_Execute(void*, _Out_ void**, _Inout_ int*, void*)'),
    setType: f('void TFE_OpSetAttrType(void*, const char*, int)'),
    setInt: f('void TFE_OpSetAttrInt(void*, const char*, int64_t)'),
    setFloat: f('void TFE_OpSetAttrFloat(void*, const char*, float)'),
    setBool: f('void TFE_OpSetAttrBool(void*, const char*, uchar)'),
    setString: f('void TFE_OpSetAttrString(void*, const char*, const char*, size_t)'),
    setInts: f('void TFE_OpSetAttrIntList(void*, const char*, const int64_t*, int)'),
    setShape: f('void TFE_OpSetAttrShape(void*, const char*, const int64_t*, int, void*)'),
    // copies: Electron forbids JavaScript to look into foreign memory
    copy: koffi().load(null).func('void* memcpy(void*, const void*, size_t)'),
  };
}
/**
 * A library that stays when what loaded it is freed: TensorFlow has things to do at the very end of the process, which died of a
 * segmentation fault where its code was gone by then. Whoever opens a library once more and never closes it keeps it.
 */
function loadForGood(file: string): LibraryHandle {
  const library = koffi().load(file, { lazy: true, global: true });
  koffi().load(null).func('void* dlopen(const char*, int)')(file, RTLD_LAZY);
  return library;
}
const RTLD_LAZY = 1;

/** The libraries greet on standard error while they are loaded, before anything could tell them not to. */
function silently<T>(load: () => T): T {
  const c = koffi().load(null);
  const [dup, dup2] = [c.func('int dup(int)'), c.func('int dup2(int, int)')];
  const nothing = openSync('/dev/null', 'w');
  const kept = dup(2) as number;
  dup2(nothing, 2);
  try {
    return load();
  } finally {
    dup2(kept, 2);
    closeSync(kept);
    closeSync(nothing);
  }
}
const koffi = (): typeof import('koffi') => require('koffi') as typeof import('koffi');

/** What `src/tfjs_binding.ts` of tfjs-node describes, as far as computing goes. */
class Binding {
  readonly #c: ReturnType<typeof declare>;
  readonly #status: Pointer;
  readonly #context: Pointer;
  readonly #handles = new Map<number, Pointer>();
  #next = 1;

  constructor(folder: string, threads: number) {
    this.#c = declare(folder);
    this.#status = this.#c.newStatus();
    const options: Pointer = this.#c.newOptions();
    // a ConfigProto of two fields: intra_op_parallelism_threads (2) and inter_op_parallelism_threads (5)
    const config = Uint8Array.of(2 << 3, Math.min(threads, 127), 5 << 3, 1);
    this.#c.configure(options, config, config.length, this.#status);
    this.#check();
    this.#context = this.#c.newContext(options, this.#status);
    this.#check();
    this.#c.deleteOptions(options);
    Object.assign(this, TYPES, ATTRIBUTES, { TF_Version: this.#c.version() });
  }

  createTensor(shape: readonly number[], dtype: number, values: Bytes): number {
    if (dtype === TYPES.TF_STRING) throw new Error('internal: no text tensors on this backend');
    const tensor: Pointer = this.#c.allocate(dtype, shape, shape.length, values.byteLength);
    if (values.byteLength > 0) this.#c.copy(this.#c.data(tensor), values, values.byteLength);
    const handle: Pointer = this.#c.newHandle(tensor, this.#status);
    this.#c.deleteTensor(tensor);
    this.#check();
    return this.#keep(handle);
  }

  deleteTensor(id: number): void {
    this.#c.deleteHandle(this.#handle(id));
    this.#handles.delete(id);
  }

  tensorDataSync(id: number): Bytes {
    const dtype = this.#c.dtype(this.#handle(id)) as number;
    const tensor: Pointer = this.#c.resolve(this.#handle(id), this.#status);
    this.#check();
    const bytes = new Uint8Array(Number(this.#c.size(tensor)));
    if (bytes.length > 0) this.#c.copy(bytes, this.#c.data(tensor), bytes.length);
    this.#c.deleteTensor(tensor);
    if (dtype === TYPES.TF_FLOAT || dtype === TYPES.TF_COMPLEX64) return new Float32Array(bytes.buffer);
    return dtype === TYPES.TF_INT32 ? new Int32Array(bytes.buffer) : bytes;
  }

  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    count: number,
  ): { id: number; shape: number[]; dtype: number }[] {
    const op: Pointer = this.#c.newOp(this.#context, name, this.#status);
    this.#check();
    try {
      for (const id of inputs) this.#c.addInput(op, this.#handle(id), this.#status);
      this.#check();
      for (const attribute of attributes) this.#set(op, attribute);
      const outputs = new Array<Pointer>(count).fill(null);
      const found = [count];
      this.#c.execute(op, outputs, found, this.#status);
      this.#check();
      return outputs.slice(0, found[0]).map((handle) => {
        const shape = Array.from({ length: this.#c.rank(handle, this.#status) as number }, (_, i) =>
          Number(this.#c.dim(handle, i, this.#status)),
        );
        return { id: this.#keep(handle), shape, dtype: this.#c.dtype(handle) as number };
      });
    } finally {
      this.#c.deleteOp(op);
    }
  }

  #set(op: Pointer, { name, type, value }: Attribute): void {
    if (type === ATTRIBUTES.TF_ATTR_STRING) this.#c.setString(op, name, value, Buffer.byteLength(value as string));
    else if (type === ATTRIBUTES.TF_ATTR_INT && Array.isArray(value)) this.#c.setInts(op, name, value, value.length);
    else if (type === ATTRIBUTES.TF_ATTR_INT) this.#c.setInt(op, name, value);
    else if (type === ATTRIBUTES.TF_ATTR_FLOAT) this.#c.setFloat(op, name, value);
    else if (type === ATTRIBUTES.TF_ATTR_BOOL) this.#c.setBool(op, name, value ? 1 : 0);
    else if (type === ATTRIBUTES.TF_ATTR_TYPE) this.#c.setType(op, name, value);
    else if (type === ATTRIBUTES.TF_ATTR_SHAPE)
      this.#c.setShape(op, name, value, (value as number[]).length, this.#status);
    else throw new Error(`internal: an attribute of kind ${type} for "${name}"`);
    this.#check();
  }

  isUsingGpuDevice(): boolean {
    return false;
  }
  getNumOfTensors(): number {
    return this.#handles.size;
  }
  getNumOfSavedModels(): number {
    return 0;
  }
  loadSavedModel(): never {
    throw new Error('internal: no saved models on this backend');
  }
  deleteSavedModel(): never {
    return this.loadSavedModel();
  }
  runSavedModel(): never {
    return this.loadSavedModel();
  }

  #keep(handle: Pointer): number {
    this.#handles.set(this.#next, handle);
    return this.#next++;
  }
  #handle(id: number): Pointer {
    const handle = this.#handles.get(id);
    if (handle === undefined) throw new Error(`internal: no tensor ${id}`);
    return handle;
  }
  #check(): void {
    if (this.#c.code(this.#status) !== 0)
      throw new Error(`TensorFlow: ${String(this.#c.message(this.#status)).split('\n')[0]}`);
  }
}

/** The name that tfjs-node's kernels are registered under. */
export const NATIVE = 'tensorflow';
let started = false;

/** Makes the backend `tensorflow` known to core, from the folder of the add-on. Throws where the library cannot be loaded. */
export function startNative(folder: string, threads: number): void {
  if (started) return;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const binding = new Binding(folder, threads);
  // tfjs-node calls it, and Node 23 and later no longer have it
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  require('@tensorflow/tfjs-node/dist/register_all_kernels');
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node/dist/nodejs_kernel_backend') as {
    NodeJSKernelBackend: new (binding: Binding, name: string) => tf.KernelBackend;
  };
  tf.registerBackend(NATIVE, () => new NodeJSKernelBackend(binding, 'layerloom'));
  started = true;
}

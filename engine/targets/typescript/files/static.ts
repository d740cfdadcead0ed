/** The files of an exported project that do not depend on the network, or only in which parts of them it needs. */
export const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "lib": ["es2023", "dom"],
    "types": ["node"],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "noImplicitOverride": true,
    "noUnusedLocals": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["src"]
}
`;

/** `.npmrc`: no package runs a script when it is installed. */
export const NPMRC = 'ignore-scripts=true\n';

/**
 * `src/weights.ts`: safetensors to and from the model; with what the transforms of the data learned where there are
 * such; `half` where a file may have numbers of 16 bits.
 */
export const weightsSource = (
  fits: boolean,
  half: boolean,
): string => `/** The model's weights as safetensors: 8 bytes of header length, a JSON header, the numbers. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
${fits ? "import type { Fits } from './data.ts';\n" : ''}import { WEIGHT_NAMES } from './model.ts';

interface Entry {
  dtype: 'F32'${half ? " | 'F16'" : ''};
  shape: number[];
  data_offsets: [number, number];
}
${fits ? 'interface Metadata {\n  fits: string;\n}\n' : ''}
/** Puts the weights of \`file\` into \`model\`${fits ? '; gives what the transforms of the data learned' : ''}. */
export function loadWeights(model: tf.LayersModel, file: string): ${fits ? 'Fits' : 'void'} {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, Entry>${fits ? ' & { __metadata__?: Metadata }' : ''};
  tf.tidy(() => {
    for (const [layer, names] of Object.entries(WEIGHT_NAMES))
      model.getLayer(layer).setWeights(
        names.map((name) => {
          const entry = header[name];
          if (!entry) throw new Error(\`\${file} has no weight "\${name}".\`);
          const [from, to] = entry.data_offsets;
${
  half
    ? `          const { buffer } = new Uint8Array(bytes.subarray(start + from, start + to));
          return tf.tensor(entry.dtype === 'F16' ? fromHalf(new Uint16Array(buffer)) : new Float32Array(buffer), entry.shape);
`
    : `          return tf.tensor(new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer), entry.shape);
`
}        }),
      );
  });
${
  fits
    ? `  if (!header.__metadata__) throw new Error(\`\${file} does not say what the transforms of the data learned. Train first.\`);
  return JSON.parse(header.__metadata__.fits) as Fits;
`
    : ''
}}

${
  half
    ? `/** Numbers of 16 bits (IEEE 754): a sign, five bits of exponent, ten of fraction. */
const fromHalf = (bits: Uint16Array): Float32Array =>
  Float32Array.from(bits, (half) => {
    const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
    const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    return half & 0x8000 ? -size : size;
  });

`
    : ''
}/** Writes the weights of \`model\` to \`file\`. */
export function saveWeights(model: tf.LayersModel, file: string${fits ? ', fits: Fits' : ''}): void {
  const header: Record<string, Entry${fits ? ' | Metadata' : ''}> = ${fits ? '{ __metadata__: { fits: JSON.stringify(fits) } }' : '{}'};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [layer, names] of Object.entries(WEIGHT_NAMES))
    model.getLayer(layer).getWeights().forEach((tensor, i) => {
      const data = tensor.dataSync<'float32'>();
      header[names[i]!] = { dtype: 'F32', shape: tensor.shape, data_offsets: [offset, offset + data.byteLength] };
      parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      offset += data.byteLength;
    });
  const text = Buffer.from(JSON.stringify(header));
  const json = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(file, Buffer.concat([length, json, ...parts]));
}
`;

/** `src/random.ts`: the engine's random numbers, so that the same seed deals the rows out in the same way. */
export const RANDOM = `/** Random numbers from a seed: hashes of a counter, so that every run of the program draws the same. */

/** Mixes 32 bits (https://nullprogram.com/blog/2018/07/31/). */
function mix(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** An unending sequence of numbers in [0, 1), another one for each name. */
export function randomStream(seed: number, name: string): () => number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  const key = mix(mix(seed) ^ mix((hash >>> 0) + 0x9e3779b9));
  let index = 0;
  return () => (mix(key + index++) >>> 8) / 0x1000000;
}

/** The numbers 0 to size - 1 in random order (Fisher and Yates). */
export function permutation(size: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
`;

const READ_IDX = `
/** An IDX file: two zero bytes, the type, the rank, the sizes of the axes, the numbers; all of them big-endian. */
export function readIdx(file: string): Numbers {
  const bytes = readFileSync(file);
  const read = {
    8: () => new Uint8Array(bytes.subarray(start)),
    9: () => new Int8Array(bytes.subarray(start)),
    11: () => Int16Array.from({ length: size }, (_, i) => bytes.readInt16BE(start + 2 * i)),
    12: () => Int32Array.from({ length: size }, (_, i) => bytes.readInt32BE(start + 4 * i)),
    13: () => Float32Array.from({ length: size }, (_, i) => bytes.readFloatBE(start + 4 * i)),
    14: () => Float64Array.from({ length: size }, (_, i) => bytes.readDoubleBE(start + 8 * i)),
  }[bytes[2] ?? 0];
  if (bytes[0] !== 0 || bytes[1] !== 0 || !read) throw new Error(\`\${file} is not an IDX file.\`);
  const shape = Array.from({ length: bytes[3]! }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const start = 4 + 4 * shape.length;
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: read() };
}
`;

const READ_NPZ = `
/** Every array of NumPy's .npz archive, by name. */
export function readNpz(file: string): Record<string, Numbers> {
  const entries = Object.entries(unzipSync(readFileSync(file)));
  return Object.fromEntries(entries.map(([name, bytes]) => [name.replace(/\\.npy$/, ''), parseNpy(Buffer.from(bytes), \`\${name} of \${file}\`)]));
}
`;

/** `src/arrays.ts`: array files, those that the data needs besides .npy. */
export const arraysSource = ({
  idx,
  npz,
}: {
  readonly idx: boolean;
  readonly npz: boolean;
}): string => `/** Arrays of numbers and their files. */
import { readFileSync, writeFileSync } from 'node:fs';
${npz ? "import { unzipSync } from 'fflate';\n" : ''}
/** Numbers row by row; the first axis counts the rows. */
export interface Numbers {
  shape: number[];
  data: Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
}

/** The chosen rows. */
export function take({ shape, data }: Numbers, rows: ArrayLike<number>): Numbers {
  const width = data.length / shape[0]!;
  const taken = new (data.constructor as Float32ArrayConstructor)(rows.length * width);
  for (let i = 0; i < rows.length; i++) taken.set(data.subarray(rows[i]! * width, (rows[i]! + 1) * width) as Float32Array, i * width);
  return { shape: shape.with(0, rows.length), data: taken };
}

const NUMPY_TYPES = {
  u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array, f8: Float64Array,
};

function parseNpy(bytes: Buffer, name: string): Numbers {
  if (bytes.toString('latin1', 1, 6) !== 'NUMPY') throw new Error(\`\${name} is not a .npy file.\`);
  const wide = bytes[6]! > 1;
  const start = wide ? 12 + bytes.readUInt32LE(8) : 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', wide ? 12 : 10, start);
  if (/fortran_order['"]: *true/i.test(header)) throw new Error(\`\${name} is stored column by column; save it with numpy.ascontiguousarray.\`);
  const shape = (/['"]shape['"]: *[([]([^)\\]]*)/.exec(header)?.[1] ?? '').split(',').filter((dim) => dim.trim() !== '').map(Number);
  const type = /['"]descr['"]: *['"][<|=]?(\\w+)['"]/.exec(header)?.[1] ?? '';
  const numbers = new Uint8Array(bytes.subarray(start)).buffer; // a copy, because typed arrays must be aligned
  if (type === 'i8') return { shape, data: Int32Array.from(new BigInt64Array(numbers), Number) };
  const ArrayType = NUMPY_TYPES[type as keyof typeof NUMPY_TYPES];
  if (!ArrayType) throw new Error(\`\${name} holds "\${type}", which is not understood.\`);
  return { shape, data: new ArrayType(numbers) };
}

/** NumPy's .npy file. */
export const readNpy = (file: string): Numbers => parseNpy(readFileSync(file), file);
${npz ? READ_NPZ : ''}${idx ? READ_IDX : ''}
export function writeNpy(file: string, shape: readonly number[], data: Float32Array): void {
  const dict = \`{'descr': '<f4', 'fortran_order': False, 'shape': (\${shape.join(', ')}\${shape.length === 1 ? ',' : ''}), }\`;
  const header = \`\${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\\n\`;
  const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  writeFileSync(file, Buffer.concat([prefix, Buffer.from(header, 'latin1'), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]));
}
`;

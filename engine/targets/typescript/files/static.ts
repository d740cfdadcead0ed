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
    "noUnusedParameters": true,
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
 * `src/safetensors.ts`: a file of weights to and from the model, as bytes; with what the transforms of the data learned
 * where there are such; `half` where a file may have numbers of 16 bits.
 */
export const safetensorsSource = (
  fits: boolean,
  half: boolean,
): string => `/** The model's weights as safetensors: 8 bytes of header length, a JSON header, the numbers. */
import * as tf from '@tensorflow/tfjs';
import { weightNames } from './model.ts';
${fits ? "import type { Fits } from './transforms.ts';\n" : ''}
interface Entry {
  dtype: 'F32'${half ? " | 'F16'" : ''};
  shape: number[];
  data_offsets: [number, number];
}
${fits ? 'interface Metadata {\n  fits: string;\n}\n' : ''}
/** Puts the weights of a file into \`model\`${fits ? '; gives what the transforms of the data learned' : ''}. \`file\` is what errors call it. */
export function readWeights(model: tf.LayersModel, bytes: Uint8Array, file: string): ${fits ? 'Fits' : 'void'} {
  const length = bytes.length < 8 ? Number.NaN : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + length;
  if (!(start <= bytes.length)) throw new Error(\`\${file} is no file of weights.\`);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Record<string, Entry>${fits ? ' & { __metadata__?: Metadata }' : ''};
  tf.tidy(() => {
    for (const [layer, names] of weightNames(model))
      layer.setWeights(
        names.map((name) => {
          const entry = header[name];
          if (!entry) throw new Error(\`\${file} has no weight "\${name}".\`);
          const [from, to] = entry.data_offsets;
          const { buffer } = new Uint8Array(bytes.subarray(start + from, start + to));
          return tf.tensor(${half ? "entry.dtype === 'F16' ? fromHalf(new Uint16Array(buffer)) : " : ''}new Float32Array(buffer), entry.shape);
        }),
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
}/** A weight as a file is to have it. */
export type Turned = (weight: tf.Tensor, layer: tf.layers.Layer, name: string) => tf.Tensor;

/** The file of the weights of \`model\`, in parts, each \`turned\`. Throws an error where one is not finite, with what follows from that for \`file\`. */
export function writtenWeights(model: tf.LayersModel, file: string, ${fits ? 'fits: Fits, ' : ''}turned: Turned = (weight) => weight): Uint8Array[] {
  const header: Record<string, Entry${fits ? ' | Metadata' : ''}> = ${fits ? '{ __metadata__: { fits: JSON.stringify(fits) } }' : '{}'};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [layer, names] of weightNames(model))
    layer.getWeights().forEach((weight, i) => {
      const { shape, data } = tf.tidy(() => {
        const tensor = turned(weight, layer, names[i]!);
        return { shape: tensor.shape, data: tensor.dataSync<'float32'>() };
      });
      if (!data.every(Number.isFinite))
        throw new Error(\`The weight "\${names[i]!}" is no longer finite: \${file} is left as it is. Lower the learning rate, or check the data.\`);
      header[names[i]!] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
      parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      offset += data.byteLength;
    });
  const encode = (text: string) => new TextEncoder().encode(text);
  const text = encode(JSON.stringify(header));
  const spaces = (8 - (text.length % 8)) % 8;
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length + spaces)]).buffer);
  return [length, text, encode(' '.repeat(spaces)), ...parts];
}
`;

/** `src/weights.ts`: the same with files. */
export const weightsSource = (fits: boolean): string => `/** Files of the model's weights. */
import { readFileSync, writeFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs';
import { readWeights, writtenWeights } from './safetensors.ts';
${fits ? "import type { Fits } from './transforms.ts';\n" : ''}
/** Puts the weights of \`file\` into \`model\`${fits ? '; gives what the transforms of the data learned' : ''}. */
export const loadWeights = (model: tf.LayersModel, file: string): ${fits ? 'Fits' : 'void'} => readWeights(model, readFileSync(file), file);

/** Writes the weights of \`model\` to \`file\`. Throws an error, and leaves the file as it is, where one of them is not finite. */
export const saveWeights = (model: tf.LayersModel, file: string${fits ? ', fits: Fits' : ''}): void =>
  writeFileSync(file, Buffer.concat(writtenWeights(model, file${fits ? ', fits' : ''})));
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

const GUNZIP = "import { gunzipSync } from 'node:zlib';\n";
const UNZIP = "import { unzipSync } from 'fflate';\n";

const READ_IDX = `
/** An IDX file, packed by gzip or not. */
export function readIdx(file: string): Numbers {
  const bytes = readFileSync(file);
  return read(parseIdx, bytes[0] === 0x1f ? gunzipSync(bytes) : bytes, file);
}
`;

const READ_NPZ = `
/** Every array of numbers of NumPy's .npz archive, by name; what is no numbers is left aside. */
export function readNpz(file: string): Record<string, Numbers> {
  const arrays: Record<string, Numbers> = {};
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file))))
    try {
      arrays[name.replace(/\\.npy$/, '')] = read(parseNpy, bytes, \`\${name} of \${file}\`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      console.warn(error.message);
    }
  return arrays;
}
`;

/** `src/arrays.ts`: array files, those that the data needs besides .npy. */
export const arraysSource = ({
  idx,
  npz,
  texts,
}: {
  readonly idx: boolean;
  readonly npz: boolean;
  /** Some column is text. */
  readonly texts: boolean;
}): string => `/** Arrays of numbers and their files. */
import { readFileSync, writeFileSync } from 'node:fs';
${idx ? GUNZIP : ''}${npz ? UNZIP : ''}import { type RawArray,${idx ? ' readIdx as parseIdx,' : ''} readNpy as parseNpy, Refusal } from './formats.ts';

/** Numbers row by row; the first axis counts the rows.${texts ? ' Of texts they are the lengths.' : ''} */
export type Numbers = RawArray${texts ? ' & { readonly texts?: readonly string[] }' : ''};

/** The chosen rows. */
export function take({ shape, data${texts ? ', texts' : ''} }: Numbers, rows: ArrayLike<number>): Numbers {
  const width = data.length / shape[0]!;
  const taken = new (data.constructor as Float32ArrayConstructor)(rows.length * width);
  for (let i = 0; i < rows.length; i++) taken.set(data.subarray(rows[i]! * width, (rows[i]! + 1) * width) as Float32Array, i * width);
  return { shape: [rows.length, ...shape.slice(1)], data: taken${texts ? ', ...(texts && { texts: Array.from(rows, (row) => texts[row]!) })' : ''} };
}

/** An array of a file. Throws an error with the file's name where it is none, or holds what no number here can be. */
function read(parse: (bytes: Uint8Array) => Numbers, bytes: Uint8Array, name: string): Numbers {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(\`\${name} is not read: \${error.message}.\`);
    throw error;
  }
}

/** NumPy's .npy file. */
export const readNpy = (file: string): Numbers => read(parseNpy, readFileSync(file), file);
${npz ? READ_NPZ : ''}${idx ? READ_IDX : ''}
export function writeNpy(file: string, shape: readonly number[], data: Float32Array): void {
  const dict = \`{'descr': '<f4', 'fortran_order': False, 'shape': (\${shape.join(', ')}\${shape.length === 1 ? ',' : ''}), }\`;
  const header = \`\${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\\n\`;
  const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  writeFileSync(file, Buffer.concat([prefix, Buffer.from(header, 'latin1'), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]));
}
`;

/** The files of an exported project that do not depend on the network. */
export const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "lib": ["es2022", "dom"],
    "types": ["node"],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["src"]
}
`;

/** `src/weights.ts`: safetensors to and from the model. */
export const WEIGHTS_SOURCE = `/** Reads and writes the model's weights as safetensors: 8 bytes of header length, a JSON header, the numbers. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { WEIGHT_NAMES } from './model.ts';

interface Entry {
  dtype: 'F32';
  shape: number[];
  data_offsets: [number, number];
}

/** Puts the weights of \`file\` into \`model\`. Throws where one is missing; TensorFlow.js throws where a shape differs. */
export function loadWeights(model: tf.LayersModel, file: string): void {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, Entry>;
  tf.tidy(() => {
    for (const [layer, names] of Object.entries(WEIGHT_NAMES))
      model.getLayer(layer).setWeights(
        names.map((name) => {
          const entry = header[name];
          if (!entry) throw new Error(\`\${file} has no weight "\${name}".\`);
          const [from, to] = entry.data_offsets;
          return tf.tensor(new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer), entry.shape);
        }),
      );
  });
}

/** Writes the weights of \`model\` to \`file\`. */
export function saveWeights(model: tf.LayersModel, file: string): void {
  const header: Record<string, Entry> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [layer, names] of Object.entries(WEIGHT_NAMES))
    model.getLayer(layer).getWeights().forEach((tensor, i) => {
      const data = tensor.dataSync() as Float32Array;
      header[names[i]!] = { dtype: 'F32', shape: tensor.shape, data_offsets: [offset, offset + data.byteLength] };
      parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      offset += data.byteLength;
    });
  const text = JSON.stringify(header);
  const json = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(file, Buffer.concat([length, json, ...parts]));
}
`;

/** `src/npy.ts`: NumPy arrays. */
export const NPY_SOURCE = `/** Reads and writes NumPy's .npy files of numbers. */
import { readFileSync, writeFileSync } from 'node:fs';

export interface NumberArray {
  shape: number[];
  data: Float32Array;
}

export function readNpy(file: string): NumberArray {
  const bytes = readFileSync(file);
  if (bytes.toString('latin1', 1, 6) !== 'NUMPY') throw new Error(\`\${file} is not a .npy file.\`);
  const wide = bytes[6]! > 1;
  const start = (wide ? 12 + bytes.readUInt32LE(8) : 10 + bytes.readUInt16LE(8));
  const header = bytes.toString('latin1', wide ? 12 : 10, start);
  const dtype = /'descr': '[<|=]?(\\w+)'/.exec(header)?.[1] ?? '';
  const shape = (/'shape': \\(([^)]*)\\)/.exec(header)?.[1] ?? '').split(',').filter((s) => s.trim() !== '').map(Number);
  if (header.includes("'fortran_order': True")) throw new Error(\`\${file} is in Fortran order; save it with numpy.ascontiguousarray.\`);
  const buffer = new Uint8Array(bytes.subarray(start)).buffer;
  const arrays: Record<string, () => ArrayLike<number | bigint>> = {
    f4: () => new Float32Array(buffer), f8: () => new Float64Array(buffer), i4: () => new Int32Array(buffer),
    i8: () => new BigInt64Array(buffer), u1: () => new Uint8Array(buffer), i2: () => new Int16Array(buffer),
  };
  const read = arrays[dtype];
  if (!read) throw new Error(\`\${file} holds "\${dtype}"; f4, f8, i2, i4, i8 and u1 are understood.\`);
  return { shape, data: Float32Array.from(read() as ArrayLike<number>, Number) };
}

export function writeNpy(file: string, { shape, data }: NumberArray): void {
  const dict = \`{'descr': '<f4', 'fortran_order': False, 'shape': (\${shape.join(', ')}\${shape.length === 1 ? ',' : ''}), }\`;
  const header = \`\${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\\n\`;
  const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  writeFileSync(file, Buffer.concat([prefix, Buffer.from(header, 'latin1'), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]));
}
`;

/** Reading of IDX files, for `src/data.ts`. */
export const IDX_READER = `/** An IDX file of unsigned bytes: two zero bytes, type, rank, the dimensions as big-endian numbers, the values. */
function readIdx(file: string): { shape: number[]; data: Uint8Array } {
  const bytes = readFileSync(file);
  const shape = Array.from({ length: bytes[3]! }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  return { shape, data: new Uint8Array(bytes.subarray(4 + 4 * shape.length)) };
}
`;

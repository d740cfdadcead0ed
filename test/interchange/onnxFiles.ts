/** Reads an ONNX file and holds what becomes of it to ONNX Runtime on the file itself. Rows of a table in `docs/interchange.md`. */
import * as ort from 'onnxruntime-node';
import { nameOf } from '../../engine/graph/document.ts';
import { countFates, type Given, type Imported, type ImportWork } from '../../engine/importers/define.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { importModel } from '../../engine/runs/importModel.ts';
import { word } from '../../engine/texts/index.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { apart, type Numbers, predicted } from './predicted.ts';

export interface FileRow {
  readonly nodes: number;
  readonly mapped: number;
  readonly approximated: number;
  readonly opaque: number;
  readonly refused: number;
  /** Relative above 1, of all outputs that are there. */
  readonly difference: number;
  readonly why: readonly string[];
}

const work: ImportWork = { breathe: async () => {} };
type Meta = ort.InferenceSession.TensorValueMetadata;

/** Sizes as the document's sample has them; one row where the batch is. */
function sizesOf(shape: Meta['shape'], sample: readonly number[] | undefined, said: Given): number[] {
  const open = (size: number | string): boolean => typeof size !== 'number' || size <= 0;
  const fits = (axis: number): boolean =>
    sample?.length === shape.length - 1 &&
    shape.toSpliced(axis, 1).every((size, i) => open(size) || size === sample[i]);
  const places = shape.map((_, axis) => axis).filter(fits);
  const batch = places.find((axis) => open(shape[axis]!)) ?? places[0] ?? -1;
  const whole = sample && batch >= 0 ? sample.toSpliced(batch, 0, 1) : sample;
  return shape.map((size, axis) => (axis === batch || open(size) ? (whole?.[axis] ?? said[size] ?? 1) : Number(size)));
}

/** Numbers for each input of the file, whose sizes where it leaves them open are the document's. */
function given(session: ort.InferenceSession, { document }: Imported, said: Given) {
  const nodes = document.graph.nodes.filter(({ type }) => type === 'input');
  return session.inputMetadata.map((meta) => {
    const { name, type, shape } = meta as Meta;
    const node = nodes.find((one) => nameOf(one) === name);
    const sizes = sizesOf(shape, node && ((node.settings as { shape?: number[] }).shape ?? []), said);
    const stream = randomStream(5, name);
    const whole = !type.startsWith('float');
    const next = () => said[name] ?? (whole ? Math.floor(2 * stream()) : stream());
    return { name, type, shape: sizes, data: Array.from({ length: sizeOf(sizes) }, next) };
  });
}

function fed({ type, shape, data }: { type: string; shape: readonly number[]; data: readonly number[] }): ort.Tensor {
  if (type === 'int64') return new ort.Tensor('int64', BigInt64Array.from(data, BigInt), shape);
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.from(data), shape);
  if (type === 'bool') return new ort.Tensor('bool', Uint8Array.from(data), shape);
  if (type === 'float64') return new ort.Tensor('float64', Float64Array.from(data), shape);
  if (type === 'uint8') return new ort.Tensor('uint8', Uint8Array.from(data), shape);
  return new ort.Tensor('float32', Float32Array.from(data), shape);
}

/** What the report tells besides the nodes of the model. */
const NO_NODES = new Set(['Graph', 'Input', 'Output']);

export async function fileRow(file: string, said: Given = {}): Promise<FileRow> {
  const imported = await importModel({ file, files: disk }, said, work);
  const rows = imported.report.filter(({ op }) => !NO_NODES.has(op));
  const why = imported.report.flatMap((one) =>
    one.fate === 'mapped' || !one.why ? [] : [`${one.fate} ${one.node} (${one.op}): ${word(one.why)}`],
  );
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 4 });
  try {
    const inputs = given(session, imported, said);
    const results = await session.run(Object.fromEntries(inputs.map((one) => [one.name, fed(one)])));
    const expected = session.outputNames.map((name): Numbers => {
      const { dims, data } = results[name]!;
      return { name, shape: dims, data: Float64Array.from(data as Float32Array, Number) };
    });
    const found = await predicted(imported, inputs);
    const differences = expected.map((one) => Math.min(...found.map((other) => apart(other, one))));
    return { nodes: rows.length, ...countFates(rows), difference: Math.max(...differences), why };
  } finally {
    await session.release();
  }
}

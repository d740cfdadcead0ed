/** Tensors that lie in files of their own: in the model's folder or below it, and nowhere else. */
import { type GraphProto, type ModelProto, TensorProto_DataLocation, type TensorProto } from 'onnx-buf';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import type { ModelSource } from '../define.ts';
import { bytesFor } from './tensors.ts';

/** All outside files of a model together, in bytes; tensors that share places are together at most so many times that. */
const [MOST, MOST_TIMES] = [2 ** 33, 4];

const isOutside = ({ dataLocation }: TensorProto): boolean => dataLocation === TensorProto_DataLocation.EXTERNAL;
const entry = ({ externalData }: TensorProto, key: string): string | undefined =>
  externalData.find((one) => one.key === key)?.value;

function* tensorsOf(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer;
  for (const { attribute } of graph.node)
    for (const { t, g, graphs } of attribute) {
      if (t) yield t;
      for (const inner of [...(g ? [g] : []), ...graphs]) yield* tensorsOf(inner);
    }
}

/** Gives the bytes of tensors in other files, which are read whole first. Throws a `Refusal` for one that leads elsewhere. */
export async function outsideFiles(
  model: ModelProto,
  { file, files }: ModelSource,
): Promise<(proto: TensorProto, length: number) => Uint8Array> {
  const { paths } = files;
  const folder = await files.realPath(paths.dirname(paths.resolve(file)));
  const read = new Map<string, Uint8Array>();
  let [left, wanted] = [MOST, 0];
  for (const proto of tensorsOf(model.graph!)) {
    if (!isOutside(proto)) continue;
    wanted += bytesFor(proto);
    const name = entry(proto, 'location') ?? '';
    if (read.has(name)) continue;
    const refusal = new Refusal(phrase('onnx-outside-folder', { name: verbatim(name.slice(0, 200)) }));
    const parts = name.split(/[\\/]/);
    if (name === '' || /^([\\/]|[a-z]:)/i.test(name) || parts.includes('..') || name.includes('\0')) throw refusal;
    let real: string;
    try {
      real = await files.realPath(paths.join(folder, ...parts));
    } catch {
      throw new Refusal(phrase('onnx-outside-not-there', { name: verbatim(name.slice(0, 200)) }));
    }
    // a link may lead anywhere
    if (
      !real.startsWith(folder.endsWith('/') ? folder : `${folder}${real[folder.length] ?? '/'}`) ||
      !/[\\/]/.test(real[folder.length] ?? '/')
    )
      throw refusal;
    const bytes = await files.read(real, left);
    left -= bytes.length;
    read.set(name, bytes);
  }
  // one place again and again would be many times what is there
  if (wanted > MOST_TIMES * (MOST - left)) throw new Refusal(phrase('views-too-large'));
  return (proto, length) => {
    const bytes = read.get(entry(proto, 'location') ?? '')!;
    const offset = Number(entry(proto, 'offset') ?? 0);
    const said = Number(entry(proto, 'length') ?? length);
    const fits = Number.isSafeInteger(offset) && offset >= 0 && said === length && offset + length <= bytes.length;
    if (!fits)
      throw new Refusal(
        phrase('onnx-outside-short', { name: verbatim(proto.name.slice(0, 200)), wanted: bytesFor(proto) }),
      );
    return bytes.subarray(offset, offset + length);
  };
}

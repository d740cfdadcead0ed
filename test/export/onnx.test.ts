/** Exported ONNX files give what the engine gives, at batches of any size, with standard operators alone. */
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../engine/graph/document.ts';
import { nameOf } from '../../engine/graph/document.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compileToPredict } from '../../engine/passes/compile.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { MODEL } from '../../engine/targets/onnxFile/commands.ts';
import { initialState } from '../../engine/train/initial.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { sampleShape } from '../../engine/layers/define.ts';
import { CASES, type ExportCase } from './cases.ts';

const target = exportTargetOf('onnx')!;
/** How it learns does not change what a network predicts with given weights. */
const NETWORKS = CASES.filter(({ name }) => !/^(learn|loss)-/.test(name));

/** The largest difference between the file's outputs and the engine's in double precision, relative to the largest value. */
async function difference(document: Document, columns: ExportCase['columns'], batch: number): Promise<number> {
  const checked = checkGraph(document.graph);
  const model = compileToPredict(expandDocument(document, checked.expanded), checked);
  const weights = initialState({ weights: model.weights, slots: [] }, 1);
  const files = target.export({ document, checked, weights });
  const session = await ort.InferenceSession.create(files[MODEL] as Uint8Array, {
    // more would spin for most of the time
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const rows = new Map(
    model.inputs.map(({ node, type }) => {
      const { column } = document.data.inputs[node!] ?? { column: nameOf(checked.nodes.get(node!)!.node) };
      const shape = [batch, ...sampleShape(type)];
      // what other files hold is not read here
      const data = [...(columns[column]?.data ?? new Float32Array(sizeOf(shape)).fill(0.5)).slice(0, sizeOf(shape))];
      return [node!, { shape, dtype: type.dtype, data }];
    }),
  );
  const feeds = Object.fromEntries(
    [...rows.values()].map(({ shape, dtype, data }, i) => [
      session.inputNames[i]!,
      dtype === 'int32'
        ? new ort.Tensor('int32', Int32Array.from(data), shape)
        : new ort.Tensor('float32', Float32Array.from(data), shape),
    ]),
  );
  const found = await session.run(feeds);
  const program = model.program('predict', batch);
  const exact = interpret(
    program,
    Object.fromEntries(
      program.inputs.map(({ name }) => [name, rows.get(name.slice('input:'.length)) ?? weights.get(name)!]),
    ),
    { precision: 'float64' },
  );
  let most = 0;
  model.outputs.forEach(({ name }, i) => {
    const [said, wanted] = [found[session.outputNames[i]!]!, exact[name]!];
    expect(said.dims).toEqual(wanted.shape);
    const largest = Math.max(1, ...Array.from(wanted.data, (value) => Math.abs(Number(value))));
    Array.from(said.data as Float32Array).forEach((value, at) => {
      most = Math.max(most, Math.abs(Number(value) - Number(wanted.data[at])) / largest);
    });
  });
  return most;
}

describe('an ONNX file gives what the engine gives', () => {
  it.each(NETWORKS)('$name', async ({ document, columns }) => {
    expect(await difference(document, columns, 3)).toBeLessThan(1e-5);
  });
});

it('takes batches of any size and has no operators of a runtime of its own', () => {
  const fixed = NETWORKS.flatMap(({ name, document }) => {
    const files = target.export({ document, checked: checkGraph(document.graph) });
    const { opsetImport, graph } = fromBinary(ModelProtoSchema, files[MODEL] as Uint8Array);
    expect(opsetImport.map(({ domain }) => domain)).toEqual(['']);
    const first = graph!.input[0]!.type!.value as { value: { shape: { dim: { value: { case: string } }[] } } };
    return first.value.shape.dim[0]!.value.case === 'dimParam' ? [] : [name];
  });
  expect(fixed).toEqual([]);
});

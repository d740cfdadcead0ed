/** An exported graph model, run by TensorFlow.js and held to the engine in double precision. */
import * as tf from '@tensorflow/tfjs';
import type { Document } from '../../engine/graph/document.ts';
import { nameOf } from '../../engine/graph/document.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { sampleShape } from '../../engine/layers/define.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compileToPredict } from '../../engine/passes/compile.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import { tfjsFile } from '../../engine/targets/tfjsFile/index.ts';
import { MODEL, WEIGHTS } from '../../engine/targets/tfjsFile/commands.ts';
import { initialState } from '../../engine/train/initial.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import type { ExportCase } from './cases.ts';

interface ModelJson extends tf.io.ModelJSON {
  readonly userDefinedMetadata: { readonly outputs: readonly { readonly name: string }[] };
}

/** The largest difference between the model's outputs and the engine's, relative to the largest value. */
export async function difference(document: Document, columns: ExportCase['columns'], batch: number): Promise<number> {
  const checked = checkGraph(document.graph);
  const model = compileToPredict(expandDocument(document, checked.expanded), checked);
  const weights = initialState({ weights: model.weights, slots: [] }, 1);
  const files = tfjsFile.export({ document, checked, weights });
  const { modelTopology, weightsManifest, signature, userDefinedMetadata } = JSON.parse(
    files[MODEL] as string,
  ) as ModelJson;
  const loaded = await tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(files[WEIGHTS] as Uint8Array).buffer,
      signature: signature!,
    }),
  );
  const rows = new Map(
    model.inputs.map(({ node, type }) => {
      const { column } = document.data.inputs[node!] ?? { column: nameOf(checked.nodes.get(node!)!.node) };
      const shape = [batch, ...sampleShape(type)];
      // what other files hold is not read here
      const data = [
        ...(columns[column]?.data ?? new Float32Array(sizeOf(shape)).fill(type.dtype === 'int32' ? 1 : 0.5)).slice(
          0,
          sizeOf(shape),
        ),
      ];
      return [node!, { shape, dtype: type.dtype as 'float32' | 'int32', data }];
    }),
  );
  const given = Object.fromEntries(
    [...rows.values()].map(({ shape, dtype, data }, i) => [loaded.inputs[i]!.name, tf.tensor(data, shape, dtype)]),
  );
  const found = [
    loaded.execute(
      given,
      userDefinedMetadata.outputs.map(({ name }) => name),
    ),
  ].flat();
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
    const [said, wanted] = [found[i]!, exact[name]!];
    if (said.shape.join() !== wanted.shape.join())
      throw new Error(`${name} is ${said.shape.join('×')}, not ${wanted.shape.join('×')}`);
    const largest = Math.max(1, ...Array.from(wanted.data, (value) => Math.abs(Number(value))));
    said.dataSync().forEach((value, at) => {
      const away = Math.abs(Number(value) - Number(wanted.data[at])) / largest;
      most = Math.max(most, Number.isNaN(away) ? Number.POSITIVE_INFINITY : away);
    });
  });
  tf.dispose([...Object.values(given), ...found]);
  loaded.dispose();
  return most;
}

/**
 * Exported ONNX files, of every template at its small size and of every layer, at the oldest and the newest opset: held to the standard by
 * `onnx.checker` (full check), and a spread of templates run in onnxruntime-web (WebAssembly) with the numbers of onnxruntime-node.
 * `npm run test:onnx` (PYTHON=... where an environment with onnx is there).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as node from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { activeDocument } from '../../engine/graph/active.ts';
import type { Document } from '../../engine/graph/document.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compileToPredict, weightsOf } from '../../engine/passes/compile.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import { initialState } from '../../engine/passes/initialState.ts';
import { UserError } from '../../engine/problems.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { MODEL } from '../../engine/targets/onnxFile/commands.ts';
import { OPSETS } from '../../engine/targets/onnxFile/opset.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { CASES } from './cases.ts';
import { python } from './python.ts';

/** It speaks as the one for Node does, and is loaded by its name: only this test has it. */
const WEB: string = 'onnxruntime-web';
const web = (await import(WEB)) as typeof node;
const folder = path.resolve(import.meta.dirname, '../../node_modules/.loom-onnx-test');
const onnx = exportTargetOf('onnx')!;
const ALL = Object.keys(OPSETS).map(Number);
const ENDS = [Math.min(...ALL), Math.max(...ALL)];

const templates = TEMPLATES.map((template) => ({
  name: `template-${template.id}`,
  document: activeDocument(template.make(template.small ?? {})),
}));
const layers = CASES.filter(({ name }) => !/^(learn|loss)-/.test(name));

function fileOf(document: Document, opset: number): Uint8Array {
  const checked = checkGraph(document.graph);
  const weights = initialState(
    { weights: weightsOf(expandDocument(document, checked.expanded), checked), slots: [] },
    1,
  );
  return onnx.export({ document, checked, weights, opset })[MODEL] as Uint8Array;
}

/** Reads a list of files, and prints what is wrong with which. */
const CHECKER = `
import json, sys
import onnx
for path in json.load(open(sys.argv[1])):
    try:
        onnx.checker.check_model(path, full_check=True)
    except Exception as error:
        print(json.dumps([path, str(error).strip().splitlines()[-1]]))
`;

describe('onnx.checker', () => {
  const wrong: string[] = [];
  /** What an opset has no operator for is told by its name. */
  const refused: string[] = [];
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files: string[] = [];
    for (const { name, document } of [...templates, ...layers])
      for (const opset of ENDS) {
        const file = path.join(folder, `${name}-${opset}.onnx`);
        try {
          writeFileSync(file, fileOf(document, opset));
          files.push(file);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          refused.push(`${name}-${opset}: ${error.message}`);
        }
      }
    writeFileSync(path.join(folder, 'files.json'), JSON.stringify(files));
    writeFileSync(path.join(folder, 'check.py'), CHECKER);
    const args = [path.join(folder, 'check.py'), path.join(folder, 'files.json')];
    const ran = spawnSync(python(), args, { encoding: 'utf8', maxBuffer: 64 << 20 });
    expect(ran.status, ran.stderr).toBe(0);
    wrong.push(...ran.stdout.split('\n').filter(Boolean));
    console.log(`${files.length} files checked, ${refused.length} refused:\n${refused.join('\n')}`);
  });

  it('finds nothing in any of them', () => expect(wrong).toEqual([]));
  it('was given every one in the newest opset but those that draw by chance', () => {
    const newest = refused.filter((one) => one.includes(`-${ENDS[1]}: `));
    expect(newest.filter((one) => !/by chance|random/.test(one))).toEqual([]);
  });
});

describe('onnxruntime-web', () => {
  const wasm = path.dirname(createRequire(import.meta.url).resolve(WEB));
  web.env.wasm.numThreads = 1;
  web.env.wasm.wasmPaths = `${wasm}/`;
  const SPREAD =
    'mnist-cnn mlp autoencoder resnet mobilenet-v3 shufflenet-v2 unet text-cnn forecaster tcn seq2seq bert gpt vit'.split(
      ' ',
    );

  it.each(SPREAD)('gives the numbers of onnxruntime-node: %s', async (id) => {
    const { document } = templates.find(({ name }) => name === `template-${id}`)!;
    const bytes = fileOf(document, 18);
    const { inputs } = compileToPredict(expandDocument(document), checkGraph(document.graph));
    const rows = inputs.map(({ type }) => {
      const shape = [2, ...(type.shape.slice(1) as number[])];
      const whole = type.dtype !== 'float32';
      const data = Array.from({ length: sizeOf(shape) }, (_, i) => (whole ? i % 2 : ((i * 0.618034) % 2) - 1));
      return {
        shape,
        data: whole ? Int32Array.from(data) : Float32Array.from(data),
        type: whole ? 'int32' : 'float32',
      } as const;
    });
    const [ours, theirs] = [await node.InferenceSession.create(bytes), await web.InferenceSession.create(bytes)];
    const feeds = (kind: typeof node, names: readonly string[]) =>
      Object.fromEntries(
        rows.map(({ shape, data, type }, i) => [
          names[i]!,
          new kind.Tensor(type as 'float32', data as Float32Array, shape),
        ]),
      );
    const wanted = await ours.run(feeds(node, ours.inputNames));
    const found = await theirs.run(feeds(web, theirs.inputNames));
    for (const name of ours.outputNames) {
      const [a, b] = [wanted[name]!, found[name]!];
      expect(b.dims).toEqual(a.dims);
      const exact = Array.from(a.data as Float32Array);
      const largest = Math.max(1e-6, ...exact.map(Math.abs));
      const off = Math.max(...Array.from(b.data as Float32Array, (value, i) => Math.abs(value - exact[i]!)));
      expect(off / largest, `${id} ${name}`).toBeLessThan(1e-4);
    }
    await Promise.all([ours.release(), theirs.release()]);
  });
});

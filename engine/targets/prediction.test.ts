/** What exported programs predict: what the network itself gives, by the names of its classes, and not what a loss judges within it. */
import { expect, it } from 'vitest';
import { type Document, documentSchema } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { keras } from './keras/index.ts';
import { native } from './native/index.ts';
import { onnxFile } from './onnxFile/index.ts';
import { pytorch } from './pytorch/index.ts';
import { tfjsFile } from './tfjsFile/index.ts';
import { typescript } from './typescript/index.ts';

const edge = (from: string, to: string) => ({ from: { node: from, port: 'output' }, to: { node: to, port: 'input' } });
/** A classifier that ends in probabilities, and learns from the raw numbers before them. */
const document: Document = documentSchema.parse({
  format: 'loom',
  version: 1,
  name: 'Ends in probabilities',
  graph: {
    nodes: [
      { id: 'x', type: 'input', settings: { shape: [4] } },
      { id: 'raw', type: 'dense', settings: { units: 3 } },
      { id: 'chances', type: 'softmax' },
    ].map((node) => ({ ...node, position: { x: 0, y: 0 } })),
    edges: [edge('x', 'raw'), edge('raw', 'chances')],
  },
  training: { losses: [{ output: 'raw', loss: { type: 'crossEntropy' } }] },
});
const classes = { target: ['ash', 'birch', 'cedar'] };
const exported = (target: typeof keras): Readonly<Record<string, string>> =>
  target.export({ document, checked: checkGraph(document.graph), classes }) as Record<string, string>;

it.each([pytorch, keras])('$id', (target) => {
  const { 'predict.py': text } = exported(target);
  for (const line of [
    'OUTPUTS = ["chances"]',
    'READ_OUT = [None]',
    'CLASSES = [["ash", "birch", "cedar"]]',
    'likely = f" most likely {label}" if (READ_OUT[at] or CLASSES[at]) and len(values) > 1 else ""',
  ])
    expect(text).toContain(line);
});
it('onnx', () => {
  const files = exported(onnxFile);
  expect(JSON.parse(files['data.json']!)).toMatchObject({ files: ['chances.npy'], classes: [classes.target] });
  expect(Object.entries(files).find(([name]) => name.endsWith('.txt'))?.[1]).not.toMatch(/=> .*raw/);
});
it('tfjs', () => {
  const { 'model.json': text } = exported(tfjsFile);
  const { signature, userDefinedMetadata } = JSON.parse(text!);
  expect(Object.keys(signature.outputs)).toEqual(['chances']);
  expect(userDefinedMetadata.outputs).toEqual([{ name: 'chances', classes: classes.target }]);
});
it('native', () => expect(JSON.parse(exported(native)['model/model.json']!).outputs).toEqual(['chances']));
it('typescript', () => {
  const files = exported(typescript);
  expect(files['src/model.ts']).toMatch(/OUTPUTS = \[["']chances["']\] as const/);
  // probabilities as they come, and the raw numbers, which training needs, unread
  expect(files['src/load.ts']).toMatch(/choicesOf\(outputs\[0\], CLASSES\)/);
  expect(files['src/load.ts']).not.toContain('outputs[1]');
});

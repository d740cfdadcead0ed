/** A network as an ONNX file that runs anywhere, with a listing of it, a program that runs it on raw rows, and a README. */
import { type Document, nameOf } from '../../graph/document.ts';
import { serialize } from '../../graph/file.ts';
import { lossTelling } from '../prediction.ts';
import { writeNpy } from '../../data/formats/npy.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { expandDocument } from '../../passes/expand.ts';
import { encodeModel, OPSET } from '../onnx/model.ts';
import type { ExportInput, ProjectFiles, RawRows } from '../define.ts';
import { FileNames } from '../names.ts';
import { markdownText, plainText } from '../prose.ts';
import { notDone, notDoneText, stepsOf } from '../steps.ts';
import { COMMANDS, LISTING, MODEL } from './commands.ts';
import { listing } from './listing.ts';
import { type OnnxModel, onnxModel } from './model.ts';
import { PARITY } from './parity.ts';
import { inOpset } from './opset.ts';
import { PREDICT } from './predict.ts';

/** The whole folder. Throws a `UserError` where the network predicts by chance. */
export function exportOnnx({
  document: written,
  checked,
  weights,
  fits,
  classes,
  sample,
  raw,
  opset = OPSET,
}: ExportInput): ProjectFiles {
  const document = expandDocument(written, checked.expanded);
  const model = onnxModel(document, checked, weights, raw);
  /** What the classes of each output are called; null where they have no names. */
  const names = model.outputs.map(({ node }) => {
    const told = lossTelling(document, checked, node);
    return (told && classes?.[told.judging.target]) ?? null;
  });
  const [files, outputFiles] = [new FileNames(), new FileNames()];
  const samples = model.inputs.flatMap(({ node, name }) =>
    sample?.[node] ? [{ file: `sample/${files.make(name)}.npy`, rows: sample[node] }] : [],
  );
  const steps = model.inputs.map(({ node }) =>
    raw ? [] : stepsOf(document, node, nameOf(checked.nodes.get(node)!.node), fits),
  );
  const left = notDone(steps);
  const rows = samples.length === model.inputs.length && left.length === 0 ? samples : [];
  const known = Object.fromEntries(model.outputs.flatMap(({ name }, i) => (names[i] ? [[name, names[i]]] : [])));
  const data = {
    rows: model.rows ?? null,
    inputs: steps,
    sample: rows.map(({ file }) => file),
    files: model.outputs.map(({ name }) => `${outputFiles.make(name)}.npy`),
    classes: names,
  };
  return {
    [MODEL]: inOpset(
      encodeModel(
        { ...model.graph, name: document.name },
        {
          doc: `${document.name}, by Layerloom${raw ? `. ${TAKES_RAW}` : ''}`,
          metadata: {
            ...(Object.keys(known).length > 0 && { classes: JSON.stringify(known) }),
            ...(raw && { values: 'raw', inputs: JSON.stringify(columnsOf(model, raw)) }),
          },
        },
      ),
      opset,
    ),
    [LISTING]: listing(model.graph, plainText(document.name)),
    'predict.py': PREDICT,
    'parity.py': PARITY,
    'data.json': `${JSON.stringify(data, null, 1)}\n`,
    'document.loom': serialize(written),
    'README.md': readme(document, model, {
      trained: weights !== undefined,
      sampled: rows.length > 0,
      left,
      opset,
      raw,
    }),
    ...Object.fromEntries(
      rows.map(({ file, rows: { shape, data } }) => [file, writeNpy({ shape, data: Float32Array.from(data) })]),
    ),
  };
}

interface Along {
  readonly trained: boolean;
  readonly sampled: boolean;
  /** What is done to rows and `predict.py` does not do. */
  readonly left: readonly string[];
  readonly opset: number;
  readonly raw: RawRows | undefined;
}

const TAKES_RAW =
  'Raw values go in, as the data have them, and what comes out is in their units: what is done to them is part of the graph.';

/** What each input of a model that takes raw rows holds. */
const columnsOf = ({ inputs }: OnnxModel, { columns }: RawRows) =>
  Object.fromEntries(
    inputs.map(({ node, name }) => {
      const { classes, days } = columns.find((one) => one.name === node)!;
      return [name, { column: node, ...(classes && { classes }), ...(days && { unit: 'days since 1970' }) }];
    }),
  );

/** The network's listing alone, without weights; what is missing stands in it. */
export function onnxListing(document: Document, checked: CheckedGraph): string {
  const expanded = expandDocument(document, checked.expanded);
  return listing(onnxModel(expanded, checked, undefined).graph, plainText(document.name));
}

const readme = (
  document: Document,
  { inputs, outputs, rows }: OnnxModel,
  { trained, sampled, left, opset, raw }: Along,
): string =>
  `# ${markdownText(document.name)}

An ONNX model (opset ${opset}, standard operators only), exported from Layerloom. It runs in ONNX Runtime, on the web with
onnxruntime-web, and wherever ONNX is read.

\`\`\`sh
${COMMANDS.install}
${left.length > 0 ? COMMANDS.parity : `${COMMANDS.predict}${sampled ? '' : ' ROWS.npy'}`}
\`\`\`

| file | what it is |
| --- | --- |
| \`${MODEL}\` | the network${trained ? ' with its weights' : '; its weights are inputs, as none were exported'} |
| \`${LISTING}\` | its operators, one a line, to read |
| \`predict.py\` | does to raw rows what \`data.json\` says, and runs the model on them |
| \`parity.py\` | holds the model to Layerloom: the same rows through both; \`parity.json\` says what came out (\`${COMMANDS.parity}\`) |
| \`document.loom\` | the drawing |

Inputs: ${inputs.map(({ name }) => markdownText(name)).join(', ')}. Outputs: ${outputs.map(({ name }) => markdownText(name)).join(', ')}.
${rows === undefined ? 'A batch may have any number of rows.' : `A batch has ${rows} row.`} ${
    raw ? `${TAKES_RAW}\n${ofRaw}` : AFTER_TRANSFORMS
  }
${left.length > 0 ? `\n${notDoneText('predict.py', left)}\n` : ''}`;

const AFTER_TRANSFORMS = `The model takes values after the transforms of
the data: \`data.json\` lists them with what they learned.`;
const ofRaw = `Each input is a column of the data. Classes go in as their numbers, a value that is none of them as -1, and a number that is
missing as NaN; the file's metadata (\`inputs\`) say what the classes of each are called.`;

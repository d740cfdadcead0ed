/** A network as a graph model of TensorFlow.js: its files, programs that load and run it, and a README. */
import { writeNpy } from '../../data/formats/npy.ts';
import { type Document, nameOf } from '../../graph/document.ts';
import { serialize } from '../../graph/file.ts';
import { sampleShape } from '../../layers/define.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { lossTelling } from '../prediction.ts';
import { expandDocument } from '../../passes/expand.ts';
import type { ExportInput, ModelForm, ProjectFiles } from '../define.ts';
import { FileNames } from '../names.ts';
import { packageJson } from '../packageJson.ts';
import { markdownText, plainText } from '../prose.ts';
import { notDone, notDoneText, stepsOf } from '../steps.ts';
import { FORMATS } from '../typescript/files/carried.ts';
import { NPMRC, TSCONFIG } from '../typescript/files/static.ts';
import { COMMANDS, LISTING, MODEL, WEIGHTS } from './commands.ts';
import { type GraphModel, graphModel, listing, modelJson, weightBytes } from './model.ts';
import { layersJson, layersListing, layersModel } from './layers/model.ts';
import { loadSource, PARITY, PREDICT } from './programs.ts';

/** A network in one of the forms that TensorFlow.js has for it. */
interface Written {
  /** What it takes, in the order in which it is fed. */
  readonly inputs: readonly { readonly node: string; readonly name: string; readonly channelsLast: boolean }[];
  readonly outputs: readonly { readonly node: string; readonly name: string }[];
  /** Undefined where they are not known. */
  readonly bytes: Uint8Array | undefined;
  readonly listing: string;
  json(about: object): string;
}

function asGraph(document: Document, checked: CheckedGraph, weights: ExportInput['weights']): Written {
  const model = graphModel(document, checked, weights);
  const named = ({ node, ref }: GraphModel['inputs'][number]) => ({ node, name: ref.name, channelsLast: false });
  return {
    inputs: model.inputs.map(named),
    outputs: model.outputs.map(named),
    bytes: weights && weightBytes(model.weights),
    listing: listing(model, plainText(document.name)),
    json: (about) => modelJson(model, WEIGHTS, about),
  };
}

function asLayers(document: Document, checked: CheckedGraph, weights: ExportInput['weights']): Written {
  const model = layersModel(document, checked, weights);
  const nameOfNode = (node: string) => nameOf(checked.nodes.get(node)!.node);
  return {
    inputs: model.inputs.map(({ node, name, channelsLast }) => ({ node: node.id, name, channelsLast })),
    outputs: model.outputs.map(({ node }) => ({ node, name: nameOfNode(node) })),
    bytes: weights && weightBytes(model.weights),
    listing: layersListing(model, plainText(document.name)),
    json: (about) => layersJson(model, weights && WEIGHTS, plainText(document.name), about),
  };
}

/** The whole folder. Throws a `UserError` where the network predicts by chance, or has layers that the form lacks. */
export function exportTfjs(input: ExportInput): ProjectFiles {
  const { document: written, checked, weights, fits, classes, sample, form = 'graph' } = input;
  const document = expandDocument(written, checked.expanded);
  const model = (form === 'layers' ? asLayers : asGraph)(document, checked, weights);
  const steps = model.inputs.map(({ node }) => stepsOf(document, node, nameOf(checked.nodes.get(node)!.node), fits));
  const left = notDone(steps);
  const metadata = {
    inputs: model.inputs.map(({ node, name, channelsLast }, i) => ({
      name,
      shape: sampleShape(checked.nodes.get(node)!.outputs[0]!),
      ...(channelsLast && { channelsLast }),
      transforms: steps[i]!,
    })),
    outputs: model.outputs.map(({ node, name }) => {
      const told = lossTelling(document, checked, node);
      return { name, classes: (told && classes?.[told.judging.target]) ?? null };
    }),
  };
  const files = new FileNames();
  const rows = model.inputs.flatMap(({ node, name }, i) =>
    sample?.[node] ? [{ file: `sample/${i}-${files.make(name)}.npy`, rows: sample[node] }] : [],
  );
  const samples = rows.length === model.inputs.length && left.length === 0 ? rows : [];
  return {
    [MODEL]: model.json(metadata),
    ...(model.bytes && { [WEIGHTS]: model.bytes }),
    [LISTING]: model.listing,
    'load.ts': loadSource(form),
    'predict.ts': PREDICT,
    'parity.ts': PARITY,
    'formats.ts': FORMATS,
    'package.json': packageJson(document, {
      scripts: { start: 'tsx predict.ts', parity: 'tsx parity.ts', typecheck: 'tsc' },
      dependencies: { '@tensorflow/tfjs': '4.22.0' },
    }),
    'tsconfig.json': TSCONFIG.replace('"include": ["src"]', '"include": ["*.ts"]'),
    '.npmrc': NPMRC,
    'document.loom': serialize(written),
    'README.md': readme(document, model, {
      form,
      trained: model.bytes !== undefined,
      sampled: samples.length > 0,
      left,
    }),
    ...Object.fromEntries(
      samples.map(({ file, rows: { shape, data } }) => [file, writeNpy({ shape, data: Float32Array.from(data) })]),
    ),
  };
}

/** The network's listing alone, without weights; what is missing stands in it. */
export const tfjsListing = (document: Document, checked: CheckedGraph): string =>
  asGraph(expandDocument(document, checked.expanded), checked, undefined).listing;

interface Along {
  readonly form: ModelForm;
  readonly trained: boolean;
  readonly sampled: boolean;
  /** What is done to rows and `predict.ts` does not do. */
  readonly left: readonly string[];
}

const ABOUT: Readonly<Record<ModelForm, string>> = {
  graph: `A graph model of TensorFlow.js, exported from Layerloom, for batches of any size. In a page:

\`\`\`js
const model = await tf.loadGraphModel('${MODEL}');
const output = model.predict(input);
\`\`\`

Pictures have their channels before height and width.`,
  layers: `A model of TensorFlow.js Layers, exported from Layerloom, for batches of any size. In a page:

\`\`\`js
const model = await tf.loadLayersModel('${MODEL}');
const output = model.predict(input);
\`\`\`

Pictures have their channels behind height and width, as TensorFlow.js wants them; \`load.ts\` turns rows of the data. What flattens
a map reads it with its channels first, as in the drawing, so that the weights are the same. The model can learn on: \`model.compile\`,
\`model.fit\`. What only training asks for is TensorFlow.js's own: weights that are not in the file start as it starts them, nothing is
regularized, and batch norm counts its running variance with the whole batch as divisor.`,
};

const readme = (document: Document, { inputs, outputs }: Written, { form, trained, sampled, left }: Along): string =>
  `# ${markdownText(document.name)}

${ABOUT[form]} The model takes values after the transforms of the data.

In Node.js:

\`\`\`sh
${COMMANDS.install}
${left.length > 0 ? COMMANDS.parity : `${COMMANDS.predict}${sampled ? '' : ' -- ROWS.npy'}`}
\`\`\`

| file | what it is |
| --- | --- |
| \`${MODEL}\` | the network; \`userDefinedMetadata\` says what is done to raw rows and what classes are called |
| \`${WEIGHTS}\` | its weights${trained ? '' : ': not there, as none were exported'} |
| \`${LISTING}\` | its ${form === 'layers' ? 'layers' : 'operators'}, one a line, to read |
| \`load.ts\`, \`predict.ts\` | load the model in Node.js; do to raw rows what the metadata say, and run it on them |
| \`parity.ts\` | holds the model to Layerloom: the same rows through both; \`parity.json\` says what came out (\`${COMMANDS.parity}\`) |
| \`document.loom\` | the drawing |

Inputs: ${inputs.map(({ name }) => markdownText(name)).join(', ')}. Outputs: ${outputs.map(({ name }) => markdownText(name)).join(', ')}.
${left.length > 0 ? `\n${notDoneText('predict.ts', left)}\n` : ''}`;

/** A network as a graph model of TensorFlow.js: its files, programs that load and run it, and a README. */
import { writeNpy } from '../../data/formats/npy.ts';
import { type Document, nameOf } from '../../graph/document.ts';
import { serialize } from '../../graph/file.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { lossJudging } from '../../passes/compile.ts';
import { expandDocument } from '../../passes/expand.ts';
import type { ExportInput, ProjectFiles } from '../define.ts';
import { FileNames, packageName } from '../names.ts';
import { markdownText, plainText } from '../prose.ts';
import { FORMATS } from '../typescript/files/carried.ts';
import { NPMRC, TSCONFIG } from '../typescript/files/static.ts';
import { COMMANDS, LISTING, MODEL, WEIGHTS } from './commands.ts';
import { type GraphModel, graphModel, listing, modelJson, weightBytes } from './model.ts';
import { LOAD, PARITY, PREDICT } from './programs.ts';

/** The whole folder. Throws a `UserError` where the network predicts by chance. */
export function exportTfjs({ document: written, checked, weights, fits, classes, sample }: ExportInput): ProjectFiles {
  const document = expandDocument(written, checked.expanded);
  const model = graphModel(document, checked, weights);
  const metadata = {
    inputs: model.inputs.map(({ node, ref }) => ({
      name: ref.name,
      transforms: stepsOf(document, node, nameOf(checked.nodes.get(node)!.node), fits),
    })),
    outputs: model.outputs.map(({ node, ref }) => {
      const judging = lossJudging(document, checked, node);
      return { name: ref.name, classes: (judging && classes?.[judging.target]) ?? null };
    }),
  };
  const files = new FileNames();
  const rows = model.inputs.flatMap(({ node, ref }, i) =>
    sample?.[node] ? [{ file: `sample/${i}-${files.make(ref.name)}.npy`, rows: sample[node] }] : [],
  );
  const samples = rows.length === model.inputs.length ? rows : [];
  const bytes = weights && weightBytes(model.weights);
  return {
    [MODEL]: modelJson(model, WEIGHTS, metadata),
    ...(bytes && { [WEIGHTS]: bytes }),
    [LISTING]: listing(model, plainText(document.name)),
    'load.ts': LOAD,
    'predict.ts': PREDICT,
    'parity.ts': PARITY,
    'formats.ts': FORMATS,
    'package.json': packageJson(document),
    'tsconfig.json': TSCONFIG.replace('"include": ["src"]', '"include": ["*.ts"]'),
    '.npmrc': NPMRC,
    'document.loom': serialize(written),
    'README.md': readme(document, model, { trained: bytes !== undefined, sampled: samples.length > 0 }),
    ...Object.fromEntries(
      samples.map(({ file, rows: { shape, data } }) => [file, writeNpy({ shape, data: Float32Array.from(data) })]),
    ),
  };
}

/** The network's listing alone, without weights; what is missing stands in it. */
export function tfjsListing(document: Document, checked: CheckedGraph): string {
  const expanded = expandDocument(document, checked.expanded);
  return listing(graphModel(expanded, checked, undefined), plainText(document.name));
}

/** What is done to a raw row of an input, in order, with what it learned. */
function stepsOf({ data }: Document, node: string, name: string, fits: ExportInput['fits']) {
  const { column, transforms } = data.inputs[node] ?? { column: name, transforms: [] };
  const joined = Object.hasOwn(data.joined ?? {}, column) ? [{ type: 'joined columns', settings: {}, fit: {} }] : [];
  const learned = fits?.[`input:${node}`] ?? [];
  return [...joined, ...transforms.map(({ type, settings }, i) => ({ type, settings, fit: learned[i] ?? {} }))];
}

function packageJson({ name }: Document): string {
  const dependencies = { '@tensorflow/tfjs': '4.22.0', tsx: '4.23.15' };
  const devDependencies = { '@types/node': '20.19.9', typescript: '6.0.3' };
  const content = {
    name: packageName(name, Object.keys({ ...dependencies, ...devDependencies })),
    version: '1.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: { start: 'tsx predict.ts', parity: 'tsx parity.ts', typecheck: 'tsc' },
    dependencies,
    devDependencies,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

interface Along {
  readonly trained: boolean;
  readonly sampled: boolean;
}

const readme = (document: Document, { inputs, outputs }: GraphModel, { trained, sampled }: Along): string =>
  `# ${markdownText(document.name)}

A graph model of TensorFlow.js, exported from Layerloom, for batches of any size. In a page:

\`\`\`js
const model = await tf.loadGraphModel('${MODEL}');
const output = model.predict(input);
\`\`\`

In Node.js:

\`\`\`sh
${COMMANDS.install}
${COMMANDS.predict}${sampled ? '' : ' -- ROWS.npy'}
\`\`\`

| file | what it is |
| --- | --- |
| \`${MODEL}\` | the network; \`userDefinedMetadata\` says what is done to raw rows and what classes are called |
| \`${WEIGHTS}\` | its weights${trained ? '' : ': not there, as none were exported'} |
| \`${LISTING}\` | its operators, one a line, to read |
| \`load.ts\`, \`predict.ts\` | load the model in Node.js; do to raw rows what the metadata say, and run it on them |
| \`parity.ts\` | holds the model to Layerloom: the same rows through both; \`parity.json\` says what came out (\`${COMMANDS.parity}\`) |
| \`document.loom\` | the drawing |

Inputs: ${inputs.map(({ ref }) => markdownText(ref.name)).join(', ')}. Outputs: ${outputs.map(({ ref }) => markdownText(ref.name)).join(', ')}.
Pictures have their channels before height and width. The model takes values after the transforms of the data.
`;

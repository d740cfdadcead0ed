/** `README.md` and `pyproject.toml` of an exported project. */
import type { Document } from '../../graph/document.ts';
import type { ExportInput } from '../define.ts';
import { packageName } from '../names.ts';
import { RECORD_READ } from '../records.ts';
import { markdownText } from '../prose.ts';
import type { DataSource } from '../python/data/data.ts';
import { alongText, dataFiles, figuresText, givenText, predictedText, rowsText } from '../python/readme.ts';
import { COMMANDS, WEIGHTS } from './commands.ts';
import type { ModelSource } from './model/model.ts';

/** What goes along with the code. */
interface Along {
  readonly trained: boolean;
  /** Rows for a first prediction. */
  readonly sampled: boolean;
  /** How good the weights are. */
  readonly figures: ExportInput['figures'];
}

export function pyproject({ name }: Document, { packages }: DataSource): string {
  const dependencies = ['h5py>=3.10', 'keras>=3.8', 'numpy>=1.26', 'safetensors>=0.5', ...packages];
  return `[project]
name = "${packageName(name, ['h5py', 'keras', 'numpy', 'safetensors', 'pillow', 'torch', 'jax', 'tensorflow'])}"
version = "1.0.0"
requires-python = ">=3.10"
dependencies = [
${dependencies.map((one) => `    "${one}",`).join('\n')}
]

# what Keras computes with: one of these
[project.optional-dependencies]
torch = ["torch>=2.6"]
jax = ["jax"]
tensorflow = ["tensorflow"]

# the programs are started where they lie
[tool.setuptools]
py-modules = []

[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`;
}

export function readme(document: Document, source: ModelSource, data: DataSource, along: Along): string {
  const { trained, sampled, figures } = along;
  const { install, train, predict } = COMMANDS;
  const files = [
    ['`model.py`', 'the network, and how its weights start'],
    ...(source.custom === undefined
      ? []
      : [['`custom.py`', 'layers that Keras does not have, or has with other numbers']]),
    ['`data.py`, `order.py`', 'reads the data, splits it, transforms it; the order of the rows'],
    ...dataFiles(data),
    ['`losses.py`, `optimizer.py`, `metrics.py`', 'what is learned from, how, and how well'],
    ['`train.py`, `evaluate.py`, `predict.py`', 'the programs; each says by `--help` what it takes'],
    ['`weights.py`, `names.json`', "files of weights: Keras's and Layerloom's"],
    ['`record.py`', 'the record of a training'],
    [
      '`parity.py`',
      `holds outputs and the losses of a few steps to Layerloom's, of the same rows and weights; \`parity.json\` says what came out (\`${COMMANDS.parity}\`)`,
    ],
    ['`document.loom`', 'the network as it was drawn'],
  ];
  const weights = trained
    ? `\`${WEIGHTS}\` holds the weights that were exported${figuresText(figures)}, by their names in Layerloom; \`weights.py\` puts them into the ` +
      `layers. \`${train} --from ${WEIGHTS}\` goes on from them.`
    : `There are no weights yet: train first, and predict with \`${predict} --weights trained.weights.h5\`.`;
  const stops = document.training.earlyStopping ? ', early stopping' : '';
  const draws = /Dropout|DropPath|Noise|keras\.random/.test(source.model + (source.custom ?? ''));
  const differs = [
    ...(draws ? ['dropout and noise draw other numbers each time'] : []),
    ...(data.pictures ? ['pictures are made smaller by Pillow, whose last digits differ from those of Layerloom'] : []),
    ...(document.training.accumulation > 1
      ? ['gradients of several batches are averaged, each counting as much as the others, however many rows it has']
      : []),
  ];
  return `# ${markdownText(document.name)}

A network drawn in Layerloom, as Keras 3. It needs Python 3.10, Keras 3.8 or newer, and one of PyTorch, JAX and TensorFlow, which
the variable \`KERAS_BACKEND\` chooses: \`torch\`, \`jax\` or \`tensorflow\`.

\`\`\`
${install}
pip install torch
export KERAS_BACKEND=torch
${trained ? `${predict}${sampled ? '' : rowsText(data)}` : train}
\`\`\`

\`${train}\` trains and writes \`trained.weights.h5\`; \`${predict}\` predicts ${predictedText(data, sampled)};
\`python evaluate.py\` says how good weights are.
${data.given ? givenText(data.given) : ''}${alongText(data)}
| file | what it is |
| --- | --- |
${files.map(([names, what]) => `| ${names} | ${what} |`).join('\n')}

${weights}

Images have their channels last within the network, as Keras wants them. Data files and outputs have them first, as in Layerloom.

## Training

Rows are split and shuffled as in Layerloom, so training from the same weights takes the same steps${differs.length > 0 ? ', but for this:' : '.'}
${differs.map((one, i) => `\n- ${one}${i < differs.length - 1 ? ';' : '.'}`).join('')}

\`train.py\` calls \`fit\` with callbacks: the validation rows after each epoch, the best weights${stops}
and a log. \`--record\` says where all this goes, \`--record DIR --resume\` goes on after its last epoch. ${RECORD_READ}
Its weights bear the names that they have in Layerloom, and those of a checkpoint can be taken there. \`--tensorboard\` writes curves,
\`--out trained.safetensors\` writes weights that Layerloom reads.
`;
}

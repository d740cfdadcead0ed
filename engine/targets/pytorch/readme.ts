/** `README.md` and `pyproject.toml` of an exported project. */
import { RECORD_READ } from '../records.ts';
import type { Document } from '../../graph/document.ts';
import type { ExportInput } from '../define.ts';
import { packageName } from '../names.ts';
import { markdownText } from '../prose.ts';
import { COMMANDS, WEIGHTS } from './commands.ts';
import type { DataSource } from '../python/data/data.ts';
import { alongText, dataFiles, figuresText, givenText, predictedText, rowsText } from '../python/readme.ts';
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
  const dependencies = ['numpy>=1.26', 'safetensors>=0.5', 'torch>=2.6', ...packages];
  return `[project]
name = "${packageName(name, ['numpy', 'safetensors', 'torch', 'torchvision', 'pillow'])}"
version = "1.0.0"
requires-python = ">=3.10"
dependencies = [
${dependencies.map((one) => `    "${one}",`).join('\n')}
]

[project.optional-dependencies]
tensorboard = ["tensorboard"]
ray = ["ray[train]"]

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
  const { install, train, predict, parity } = COMMANDS;
  const files = [
    ['`model.py`', 'the network, and how its weights start'],
    ...(source.layers === undefined ? [] : [['`layers.py`', 'layers that PyTorch does not have']]),
    ['`data.py`, `order.py`', 'reads the data, splits it, transforms it; the order of the rows'],
    ...dataFiles(data),
    ['`losses.py`, `optimizer.py`, `metrics.py`', 'what is learned from, how, and how well'],
    ['`train.py`, `evaluate.py`, `predict.py`', 'the programs; each says by `--help` what it takes'],
    ['`weights.py`, `record.py`, `runs.py`', 'files of weights; the record of a training'],
    ['`cluster/`', 'starts `train.py` under Slurm, Kubernetes (PyTorchJob) and Ray'],
    ['`names.json`', 'weights that Layerloom calls otherwise than PyTorch'],
    ['`document.loom`', 'the network as it was drawn; a record of a training holds a copy'],
  ];
  const weights = trained
    ? `\`${WEIGHTS}\` holds the weights that were exported${figuresText(figures)}, in the module's own names. ` +
      `\`${train} --from ${WEIGHTS}\` goes on from them.`
    : `There are no weights yet: train first, and predict with \`${predict} --weights trained.safetensors\`.`;
  const normalized = source.model.includes('nn.BatchNorm');
  const draws = /Dropout|DropPath|rand\(/.test(source.model + (source.layers ?? ''));
  const differs = [
    ...(draws ? ['dropout and noise draw other numbers each time, and in each process'] : []),
    ...(normalized
      ? [
          'batch norm looks at the rows of its own process: on several processes the losses are others (`--sync-batchnorm` on GPUs makes them the same)',
        ]
      : []),
    ...(data.pictures ? ['pictures are made smaller by Pillow, whose last digits differ from those of Layerloom'] : []),
  ];
  const exceptions = differs.length === 0 ? '.' : `, but for this:\n${differs.map((one) => `\n- ${one};`).join('')}`;
  return `# ${markdownText(document.name)}

A network drawn in Layerloom, as PyTorch. It needs Python 3.10 and PyTorch 2.6 or newer.

\`\`\`
${install}
${trained ? `${predict}${sampled ? '' : rowsText(data)}` : train}
\`\`\`

\`${train}\` trains and writes \`trained.safetensors\`; \`${predict}\` predicts ${predictedText(data, sampled)};
\`python evaluate.py\` says how good weights are. \`${parity}\` holds the project to Layerloom: the same rows from the same weights;
\`parity.json\` says what came out.
${data.given ? givenText(data.given) : ''}${alongText(data)}
| file | what it is |
| --- | --- |
${files.map(([names, what]) => `| ${names} | ${what} |`).join('\n')}

${weights}

## Training

Rows are split and shuffled as in Layerloom, so training from the same weights takes the same steps${exceptions}

\`--device\`, \`--precision bfloat16\`, \`--compile\` and \`--workers\` say how it runs. \`--record DIR --resume\` goes on from the newest
checkpoint. \`--record\` says where the record of a training goes. ${RECORD_READ} Its weights bear the names
that they have in Layerloom, and those of a checkpoint can be taken there. TensorBoard's files lie beside it where \`tensorboard\` is installed.

## More than one process

\`torchrun --nproc-per-node=4 train.py\` gives each process its part of every step: \`--batch\` counts the rows of all of them, so the steps are
those of one process. A last batch with fewer rows than processes is left out. \`--fsdp\` shards the weights (FSDP2) for networks that do not fit
one device. Each process judges all validation rows.

With \`--record DIR --resume\` a training that was cut off, by a machine that failed, say, goes on from its newest checkpoint with the same
steps; there is one after each epoch, and after every \`--checkpoint-every\` seconds. \`python cluster/ray_train.py --workers 4\` trains on a Ray
cluster (\`pip install "ray[train]"\`) and starts workers that die again by itself. \`cluster/slurm.sh\` and \`cluster/pytorchjob.yaml\` do so under
Slurm and Kubernetes: their form alone was checked, neither has been run; set machines, GPUs and images to your own.
`;
}

/**
 * The PyTorch project as a notebook. Its modules stand in cells that write them beside the notebook, so that it is whole by itself;
 * the cells behind them look at the data, train, and show what came of it.
 */
import { nameOf } from '../../graph/document.ts';
import type { ExportInput, ProjectFiles } from '../define.ts';
import { markdownText } from '../prose.ts';
import { exportPyTorch } from '../pytorch/project.ts';
import { literal } from '../python/text.ts';
import { type Cell, code, notebookFile, prose } from './cells.ts';
import { COMMANDS, MAIN_FILE } from './commands.ts';
import { COMPARE_FILE, PARITY_PY } from './parity.ts';

/** Modules as cells, in the order in which a reader wants them. */
const MODULES: readonly (readonly [file: string, about: string])[] = [
  ['layers.py', 'Layers that PyTorch does not have.'],
  [
    'model.py',
    'The network: its parts are called after the nodes of the drawing. `initialize` gives it fresh weights.',
  ],
  ['data.py', 'The data: read, split, and brought into the form that the network wants.'],
  ['losses.py', 'What training makes small.'],
  ['optimizer.py', 'How the weights move, and how fast.'],
  ['metrics.py', 'How good the network is on rows that it does not learn from.'],
];
/** Modules that a reader may pass over. */
const REST: readonly string[] = [
  'columns.py',
  'augment.py',
  'order.py',
  'weights.py',
  'record.py',
  'runs.py',
  'train.py',
];

/** The whole project. Throws a `UserError` where the document cannot be exported. */
export function exportNotebook(input: ExportInput): ProjectFiles {
  const files = exportPyTorch(input);
  const text = (file: string) => String(files[file]);
  const kept = Object.entries(files).filter(
    ([file]) => /^(data|sample)\//.test(file) || ['document.loom', 'names.json', 'weights.safetensors'].includes(file),
  );
  return {
    [MAIN_FILE]: notebookFile(cellsOf(input, files, text)),
    'README.md': readmeOf(input, files),
    'parity.py': PARITY_PY,
    [COMPARE_FILE]: files['parity.py']!,
    '.gitignore': '__pycache__/\n.ipynb_checkpoints/\n.venv/\nruns/\n',
    ...Object.fromEntries(kept),
  };
}

/** The packages of `pyproject.toml`. */
const packagesOf = (files: ProjectFiles): string[] => {
  const [, listed] = /^dependencies = \[\n([\s\S]*?)\n\]/m.exec(String(files['pyproject.toml'])) ?? [];
  return [...(listed ?? '').matchAll(/"([^"]+)"/g)].map(([, one]) => one!);
};

/** The first line of a cell that writes a module. */
export const cellHead = (file: string): string => `%%writefile ${file}`;
const module = (file: string, source: string): Cell => code(`${cellHead(file)}\n${source}`);

function cellsOf({ document, weights }: ExportInput, files: ProjectFiles, text: (file: string) => string): Cell[] {
  const trained = weights !== undefined;
  const network = /^from model import (\w+), initialize$/m.exec(text('train.py'))![1]!;
  const [first] = document.graph.nodes.filter(({ type }) => type === 'input');
  const install = packagesOf(files)
    .map((one) => `"${one}"`)
    .join(' ');
  return [
    prose(
      `# ${markdownText(document.name)}\n\nA network drawn in Layerloom, as PyTorch. Run the cells from top to bottom; each can be changed and run again.`,
    ),
    prose('## What it needs\n\nOnce, where these packages are not there yet.'),
    code(`%pip install --quiet ${install}`),
    prose(
      '## The project\n\nEach of these cells writes a module beside the notebook. After a change, run the cell and then *Restart the kernel and run all*.',
    ),
    ...MODULES.filter(([file]) => files[file] !== undefined).flatMap(([file, about]) => [
      prose(`### \`${file}\`\n\n${about}`),
      module(file, text(file)),
    ]),
    prose(
      '### The rest\n\nHow a table is read where there is one, the order of the rows, files of weights, the record of a training, and the program that trains.',
    ),
    ...REST.filter((file) => files[file] !== undefined).map((file) => module(file, text(file))),
    prose(
      '## The data\n\nHow many rows there are to learn from, to watch and to test on, and what the first batch looks like.',
    ),
    code(DATA),
    prose('## The network\n\nIts parts, and how many numbers it learns.'),
    code(`from model import ${network}, initialize

network = initialize(${network}())
print(network)
print(f"{sum(weight.numel() for weight in network.parameters()):,} parameters")`),
    prose(
      `## Training\n\n\`EPOCHS\` says how long. ${trained ? FROM_WEIGHTS : ''}The record in \`runs/notebook\` has the form of ` +
        "Layerloom's own runs: *File → Open run…* there follows it.",
    ),
    code(`import train

EPOCHS = ${document.training.epochs}
START = ${trained ? literal('weights.safetensors') : 'None'}

args = ["--epochs", str(EPOCHS), "--record", "runs/notebook", "--out", "trained.safetensors", "--workers", "0"]
train.train(train.arguments(args + (["--from", START] if START else [])))`),
    prose('## What it learned\n\nThe loss of every step, and what each epoch came to.'),
    code(CURVES),
    prose(
      `## Judging\n\nLoss and metrics on ${document.data.split.test > 0 ? 'the test rows, which nothing of the training has seen' : 'the rows of each split'}.`,
    ),
    code(JUDGING.replaceAll('@network@', network)),
    prose(
      `## Predicting\n\nThe first rows of the data${first ? ` (${markdownText(nameOf(first))})` : ''} through the trained network. ` +
        'Put your own in their place: raw values, a row for each sample, channels before height and width.',
    ),
    code(PREDICTING),
  ];
}

const FROM_WEIGHTS = 'It goes on from the weights that were exported; set `START` to `None` for fresh ones. ';
const WEIGHTS_ALONG = '`weights.safetensors` holds the weights that were exported; the training goes on from them.';

const DATA = `from data import INPUTS, Batches, Rows, open_data

splits, fits = open_data()
print({part: len(rows) for part, (_, rows) in splits.items()})
inputs, targets = Rows(splits["train"], fits).__getitems__(splits["train"][1][:4])
for feed, values in zip(INPUTS, inputs):
    print(feed.key, tuple(values.shape), values.dtype)
for name, values in targets.items():
    print(name, tuple(values.shape), values.flatten()[:8].tolist())`;

const CURVES = `import json

with open("runs/notebook/metrics.jsonl", encoding="utf-8") as opened:
    events = [json.loads(line) for line in opened]
losses = [loss for event in events if event["event"] == "steps" for loss in event["loss"]]
for event in events:
    if event["event"] == "epoch":
        print("epoch", event["epoch"], event["train"], event.get("validation", ""))
try:
    import matplotlib.pyplot as plt

    plt.plot(losses)
    plt.xlabel("step")
    plt.ylabel("loss")
    plt.show()
except ImportError:
    print(f"{len(losses)} steps; the loss went from {losses[0]:.4f} to {losses[-1]:.4f} (matplotlib would draw it)")`;

const JUDGING = `import torch
from data import loader
from metrics import evaluate
from weights import load_weights

network = @network@()
load_weights(network, "trained.safetensors")
for part, (_, rows) in splits.items():
    if len(rows) > 0:
        print(part, evaluate(network, loader(splits[part], fits, Batches(rows, 64)), torch.device("cpu")))`;

const PREDICTING = `from data import inputs_of

table, rows = splits["test" if len(splits["test"][1]) else "train"]
network.eval()
with torch.inference_mode():
    outputs = network(*inputs_of(table, rows[:5], fits))
for output in outputs if isinstance(outputs, tuple) else (outputs,):
    print(output)`;

function readmeOf({ document, weights }: ExportInput, files: ProjectFiles): string {
  const data = Object.keys(files).some((file) => file.startsWith('data/'))
    ? '\nThe data lies in `data/`: raw values as NumPy arrays, a row for each sample, channels before height and width.\n'
    : '';
  return `# ${markdownText(document.name)}

A network drawn in Layerloom, as a notebook on PyTorch that is whole by itself. It needs Python 3.10 and PyTorch 2.6 or newer.

\`\`\`
${COMMANDS.install}
${COMMANDS.train}
\`\`\`

Run its cells from top to bottom: they install what is missing, write the modules of the project beside the notebook, look at the data,
train, judge and predict. Without a browser: \`jupyter execute ${MAIN_FILE}\`.
${data}
${weights ? WEIGHTS_ALONG : 'There are no weights yet: the training starts with fresh ones.'}

\`${COMMANDS.parity}\` writes the modules as the cells do and holds them to Layerloom: outputs of the same rows and the losses of a few steps.
\`parity.json\` says what came out; \`compare.py\` is what compares.
`;
}

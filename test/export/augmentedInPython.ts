/** What exported Python projects learn from is what the engine learns from: augmented, transformed, mixed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Table } from '../../engine/data/define.ts';
import { writeNpy } from '../../engine/data/formats/npy.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { exportProject } from '../../engine/export/project.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { takesLabels } from '../../engine/train/labels.ts';
import { AUGMENTED } from './augmented.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ROWS = [3, 0, 11, 7];
const EPOCHS = [0, 4];

/** MNIST is read from Layerloom's own copy: no test downloads it. */
const SHOW = `import json
import os
import numpy as np
import data
if os.path.exists("digits.npy"):
    images = np.load("digits.npy")
    few = {"image": images[:9], "label": np.zeros(9)}
    data.read_tables = lambda: {"train": {"image": images, "label": np.load("labels.npy")}, "test": few}
splits, fits = data.open_data()
table, rows = splits["train"]
rows = rows[${JSON.stringify(ROWS)}]
shown = []
for moment in (None, *((7, epoch) for epoch in ${JSON.stringify(EPOCHS)})):
    inputs, targets = data.read(table, rows, fits, moment)
    shown.append([np.ravel(x).tolist() for x in (*inputs, *targets.values())])
print(json.dumps(shown))
`;
/** Rounding of cosines and logarithms may move a value over an edge: so many of a thousand. */
const MOST_MOVED = 2;

function saveDigits(project: string, train: Table): void {
  const images = { shape: [train.rows, 1, 28, 28], data: train.bytes!('image')! };
  const { data } = train.read(
    'label',
    Int32Array.from({ length: train.rows }, (_, row) => row),
  );
  writeFileSync(path.join(project, 'digits.npy'), writeNpy(images));
  writeFileSync(path.join(project, 'labels.npy'), writeNpy({ shape: [train.rows], data: Uint8Array.from(data) }));
}

export function augmentedInPython(target: 'pytorch' | 'keras', python: string): void {
  const folder = path.join(root, 'node_modules', `.loom-export-augmented-${target}`);
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  });

  it.each(Object.keys(AUGMENTED))(
    '%s: rows are augmented as the engine does it',
    async (name) => {
      const document = AUGMENTED[name]!();
      const project = path.join(folder, name);
      await exportProject(computeMachine, document, exportTargetOf(target)!, { folder: project, base: folder });
      writeFileSync(path.join(project, 'show.py'), SHOW);
      const checked = checkGraph(document.graph);
      const data = await Pipeline.open(document, diskFiles(folder), undefined, takesLabels(document, checked));
      if (name === 'digits') saveDigits(project, data.dataset.train);
      const env = { KERAS_BACKEND: 'torch', ...process.env };
      const said = execFileSync(python, ['show.py'], { cwd: project, encoding: 'utf8', maxBuffer: 1 << 28, env });
      const theirs = JSON.parse(said.trim().split('\n').at(-1)!) as number[][][];
      const split = data.splits.train;
      const rows = Int32Array.from(ROWS, (at) => split.rows[at]!);
      for (const [i, epoch] of [undefined, ...EPOCHS].entries()) {
        const moment = epoch === undefined ? undefined : { seed: 7, epoch };
        for (const [j, feed] of Object.values(data.batch(split, rows, undefined, moment).feeds).entries()) {
          const numbers = theirs[i]![j]!;
          expect(numbers.length).toBe(feed.data.length);
          const moved = numbers.filter((value, place) => Math.abs(value - feed.data[place]!) > 1e-4).length;
          expect((1000 * moved) / numbers.length, `${name} feed ${j} of epoch ${epoch}`).toBeLessThan(MOST_MOVED);
        }
      }
    },
    300_000,
  );
}

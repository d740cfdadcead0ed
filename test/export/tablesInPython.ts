/** What `pytorch-tables` and `keras-tables` hold of exported projects that read tables and texts. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Pipeline } from '../../engine/data/pipeline.ts';
import type { Document } from '../../engine/graph/document.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { commandLineIn } from '../command-line.ts';
import { chains } from './chains.ts';
import { close } from './close.ts';
import { passages } from './passages.ts';
import { rents, rentsTable } from './rents.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** What the transforms learn anew, and what rows to test on come to by that. */
const LOOK = `import json
import numpy as np
from data import INPUTS, TARGETS, open_data
from weights import read_fits
kept = read_fits("weights.safetensors")
splits, fits = open_data()
table, rows = splits["test"]
print(json.dumps({
    "rows": {part: len(rows) for part, (_, rows) in splits.items()},
    "fits": fits,
    "inputs": [np.ravel(feed.of(table, rows, fits)).tolist() for feed in INPUTS],
    "kept": [np.ravel(feed.of(table, rows, kept)).tolist() for feed in INPUTS],
    "targets": [np.ravel(feed.of(table, rows, fits)).tolist() for feed in TARGETS.values()],
}))
`;

/** Numbers of what was learned, which come of sums in another order; names as they are. */
function alike(given: unknown, wanted: unknown, what: string): void {
  if (typeof wanted === 'number') close([given as number], [wanted], what);
  else if (wanted !== null && typeof wanted === 'object')
    for (const [key, value] of Object.entries(wanted))
      alike((given as Record<string, unknown>)[key], value, `${what}.${key}`);
  else expect(given, what).toEqual(wanted);
}

/** Counts that the engine keeps for what it tells of the data. */
const TOLD = new Set(['unknown', 'parts', 'texts', 'rows', 'longer', 'longest']);

export function tablesInPython(target: 'pytorch' | 'keras', python: string): void {
  // inside the checkout, as other exports are
  const folder = path.join(root, 'node_modules', `.loom-export-tables-${target}`);
  const loom = commandLineIn(folder);
  const run = (project: string, ...args: readonly string[]) =>
    execFileSync(python, args, { cwd: project, encoding: 'utf8', env: { KERAS_BACKEND: 'torch', ...process.env } });

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    vi.stubEnv('LAYERLOOM_HOME', path.join(folder, 'home'));
    writeFileSync(path.join(folder, 'rents.csv'), rentsTable());
    copyFileSync(path.join(root, 'test', 'training', 'fixtures', 'brown.csv'), path.join(folder, 'brown.csv'));
  });

  const words = { by: 'word', vocabulary: 300 };
  const inWords: Document = {
    ...passages,
    data: {
      ...passages.data,
      inputs: {
        ...passages.data.inputs,
        in: {
          column: 'passage',
          transforms: passages.data.inputs.in!.transforms.map((one) =>
            one.type === 'tokenize' ? { ...one, settings: words } : one,
          ),
        },
      },
    },
  };
  const documents: Readonly<Record<string, Document>> = {
    rents: rents('rents.csv'),
    chains: chains('rents.csv'),
    passages,
    words: inWords,
  };
  /** The figure that both sides give. */
  const figures: Readonly<Record<string, string>> = {
    rents: 'meanAbsoluteError',
    chains: 'meanAbsoluteError',
    passages: 'accuracy',
    words: 'accuracy',
  };

  describe.each(Object.keys(documents))('%s', (name) => {
    const document = documents[name]!;
    const project = path.join(folder, `${name}-project`);

    it('reads its rows, and learns from them what the engine does', async () => {
      writeFileSync(path.join(folder, `${name}.loom`), JSON.stringify(document));
      const trained = await loom('train', `${name}.loom`, '--out', `${name}-run`, '--epochs', '2', '--json');
      expect(trained.code, trained.err).toBe(0);
      const to = ['--to', target, '--weights', `${name}-run`, '--out', `${name}-project`, '--no-parity'];
      const exported = await loom('export', `${name}.loom`, ...to);
      expect(exported.code, exported.err).toBe(0);
      writeFileSync(path.join(project, 'look.py'), LOOK);
      const seen = JSON.parse(run(project, 'look.py').trim().split('\n').at(-1)!);
      const pipeline = await Pipeline.open(document, diskFiles(folder));
      const { train, validation, test } = pipeline.splits;
      expect(seen.rows).toEqual({
        train: train.rows.length,
        validation: validation.rows.length,
        test: test.rows.length,
      });
      for (const [key, learned] of Object.entries(pipeline.fits))
        learned.forEach((fit, i) => {
          const counted = Object.fromEntries(Object.entries(fit).filter(([field]) => !TOLD.has(field)));
          alike(seen.fits[key][i], counted, `${key} ${i}`);
        });
      const feeds = Object.entries(pipeline.read(test, test.rows));
      const of = (kind: string) => feeds.filter(([key]) => key.startsWith(kind)).map(([, { data }]) => data);
      of('input:').forEach((wanted, i) => close(seen.inputs[i], wanted, `input ${i}`));
      // what the weights were trained behind, to the last digit: a step of Adam makes much of the least of numbers
      const unsigned = (values: Iterable<number>) => Array.from(values, (value) => value || 0);
      of('input:').forEach((wanted, i) => expect(unsigned(seen.kept[i]), `input ${i}`).toEqual(unsigned(wanted)));
      of('target:').forEach((wanted, i) => close(seen.targets[i], wanted, `target ${i}`));
    }, 300_000);

    it('is as good, and answers rows of another table', async () => {
      const { out } = await loom('evaluate', `${name}.loom`, '--weights', `${name}-run`, '--json');
      const wanted = JSON.parse(out) as Record<string, number>;
      const metrics = JSON.parse(
        run(project, 'evaluate.py', '--weights', 'weights.safetensors').trim().split('\n').at(-1)!,
      );
      for (const figure of ['loss', figures[name]!]) close([metrics[figure]], [wanted[figure]!], figure);
      const said = run(project, 'predict.py');
      expect(said).toMatch(/row 1: \[/);
      if (name !== 'rents') return;
      const rows = [
        '"Ort; genau";Zimmer;Stufe;Tag;Preis;mehr',
        'Ulm;4;high;01.02.2024;€12,5;x',
        'Mainz;—;low;05.11.2021 07:30;1.100,25 €;y',
      ];
      writeFileSync(path.join(folder, 'new.csv'), rows.join('\n'));
      const to = ['--input', 'new.csv', '--output', 'new-out.csv'];
      const predicted = await loom('predict', 'rents.loom', '--weights', 'rents-run', ...to);
      expect(predicted.code, predicted.err).toBe(0);
      const own = readFileSync(path.join(folder, 'new-out.csv'), 'utf8').trim().split('\n').slice(1).map(Number);
      run(project, 'predict.py', '../new.csv', '--out', 'new');
      const show = 'import numpy, sys; print(numpy.load(sys.argv[1]).ravel().tolist())';
      close(JSON.parse(run(project, '-c', show, 'new/out.npy')) as number[], own, 'rent');
    }, 300_000);
  });
}

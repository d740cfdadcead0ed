import { existsSync } from 'node:fs';
import path from 'node:path';
import { serialize } from '../../engine/graph/file.ts';
import { type Fate, type Given, type ReportRow, told } from '../../engine/importers/define.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { writeFile } from '../../engine/files/write.ts';
import { lossOf } from '../../engine/learn/index.ts';
import { definitionName, phrase, someNames, verbatim } from '../../engine/phrases.ts';
import { problem, UserError } from '../../engine/problems.ts';
import { EXPORT_SCRIPT } from '../../engine/importers/pytorch/script.ts';
import { adapterFolder, importAdapters } from '../../engine/runs/adapters.ts';
import { importModel, writeImported } from '../../engine/runs/importModel.ts';
import { t, word } from '../../engine/texts/index.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import { fitDocument, givenOf as tensorsOf } from '../../engine/train/fit.ts';
import { keptWeights } from '../../engine/train/fitting/kept.ts';
import { encodeWeights } from '../../engine/train/weights.ts';
import { type Arguments, type Command, out, readDocument, required, say, UsageError, usageError } from '../define.ts';
import { listText } from './summary.ts';

export const importCommand: Command = {
  name: 'import',
  calls: [
    'MODEL --out FILE',
    'WEIGHTS --into FILE [--rename] [--out FILE.safetensors]',
    'ADAPTERS --into FILE [--weights FILE] --out FILE',
    '--script',
  ],
  doc: 'Makes a document of a model of another program, with its weights beside it.',
  more:
    'FILE.loom and FILE.safetensors are written; existing files are left alone. What became of each node of the model is told with --json; ' +
    'without it, of those alone that are not what they were. ADAPTERS is the folder of Hugging Face’s PEFT (adapter_config.json and ' +
    'adapter_model.safetensors): a document with these adapters is written, and beside it their weights with those of --weights.',
  positionals: [0, 1],
  options: {
    out: {
      value: 'FILE',
      doc: 'The document that is written; with --into the weights that are kept, under its names.',
    },
    set: {
      value: 'NAME=NUMBER',
      multiple: true,
      doc: 'The size of an axis that the model leaves open, or an input that is one number for good. Can be repeated.',
    },
    flat: { doc: 'What repeats in the model is not folded into blocks.' },
    into: {
      value: 'FILE',
      doc: 'Says which of the weights this document keeps, which are new, which are left over, and which of these may have other names.',
    },
    weights: {
      value: 'FILE',
      doc: 'With adapters: the weights that they were trained on, a file or the folder of a run.',
    },
    rename: { doc: 'With --into: takes these names.' },
    script: { doc: 'Prints the Python that writes a PyTorch module of your own as a .pt2 file.' },
  },
  async run(args) {
    if (args.options.script) {
      out(EXPORT_SCRIPT.trimEnd());
      return 0;
    }
    if (args.positionals.length === 0) throw usageError(importCommand);
    if (typeof args.options.into === 'string') return weightsInto(args, args.options.into);
    const model = path.resolve(args.positionals[0]!);
    const file = path.resolve(required(args, 'out'));
    const weights = file.replace(/(\.loom)?$/i, '.safetensors');
    for (const one of [file, weights]) stopWhereThere(one);
    const work = { breathe: async () => {} };
    const source = { file: model, files: disk };
    const imported = await importModel(source, givenOf(args.options.set), work, args.options.flat === true);
    const { document, report } = imported;
    if (imported.weights.size > 0) await writeImported(disk, weights, imported);
    await writeFile(disk, file, serialize(document));
    const written = imported.weights.size > 0 ? weights : null;
    const { counts, kinds, guesses } = told(imported);
    if (args.json) {
      const rows = report.map(({ why, ...row }) => ({ ...row, ...(why && { why: word(why) }) }));
      out(
        JSON.stringify({
          file,
          weights: written,
          layers: document.graph.nodes.length,
          counts,
          kinds,
          guesses,
          report: rows,
        }),
      );
      return 0;
    }
    out(written === null ? file : `${file}\n${written}`);
    say(
      t(
        'cli.import.counts',
        '{{mapped}} nodes mapped, {{approximated}} approximated, {{opaque}} opaque, {{refused}} refused.',
        counts,
      ),
    );
    if (kinds.length > 0) say(`  ${kinds.map(({ op, count }) => `${op} ${count}`).join(', ')}`);
    for (const line of reportLines(report)) say(`  ${line}`);
    for (const { target } of guesses) {
      const { output, loss } = document.training.losses.find((one) => one.target === target)!;
      const title = definitionName('losses', lossOf(loss.type)!);
      say(
        `  ${t('cli.import.guess', '{{output}} gives raw numbers; its loss is guessed: {{loss}}.', { output: verbatim(output ?? ''), loss: title })}`,
      );
    }
    return 0;
  },
};

function stopWhereThere(file: string): void {
  if (existsSync(file))
    throw new UserError(problem('write-failed', { path: verbatim(file), reason: phrase('name-taken') }));
}

/** A document with adapters, and its weights beside it. */
async function adaptersInto(args: Arguments, into: string, folder: string): Promise<number> {
  const file = path.resolve(required(args, 'out'));
  const weightsFile = file.replace(/(\.loom)?$/i, '.safetensors');
  for (const one of [file, weightsFile]) stopWhereThere(one);
  const { weights: base } = args.options;
  const below = typeof base === 'string' ? path.resolve(base) : null;
  const { document, weights, modules, fit } = await importAdapters(disk, folder, await readDocument(into), below);
  await writeFile(disk, weightsFile, encodeWeights(weights));
  await writeFile(disk, file, serialize(document));
  if (args.json) out(JSON.stringify({ file, weights: weightsFile, modules, fit }));
  else {
    out(`${file}\n${weightsFile}`);
    const count = modules.length;
    say(t('cli.import.adapted', { one: '{{count}} matrix adapted.', other: '{{count}} matrices adapted.' }, { count }));
    say(listText(fit));
  }
  return 0;
}

/** The weights of a file for a document that is there already. */
async function weightsInto(args: Arguments, into: string): Promise<number> {
  const { positionals, options, json } = args;
  const adapters = await adapterFolder(disk, path.resolve(positionals[0]!));
  if (adapters !== undefined) return adaptersInto(args, into, adapters);
  const file = typeof options.out === 'string' ? path.resolve(options.out) : null;
  if (file !== null) stopWhereThere(file);
  const document = await readDocument(into);
  const given = await readWeights(disk, path.resolve(positionals[0]!));
  const { proposed = [] } = fitDocument(document, tensorsOf(given));
  const { weights, fit } = keptWeights(document, given, options.rename ? proposed : []);
  if (file !== null) await writeFile(disk, file, encodeWeights(weights));
  if (json) out(JSON.stringify({ weights: file, renamed: options.rename ? proposed : [], fit }));
  else {
    out(listText(fit));
    if (file !== null) say(t('cli.import.written', 'Written: {{file}}', { file: verbatim(file) }));
  }
  return 0;
}

/** Of the nodes that are not what they were: a line for each reason, which many nodes of a large model may share. */
function reportLines(report: readonly ReportRow[]): string[] {
  const reasons = new Map<string, ReportRow[]>();
  for (const row of report) {
    if (!row.why) continue;
    const key = `${row.fate} ${word(row.why)}`;
    const others = reasons.get(key);
    if (others) others.push(row);
    else reasons.set(key, [row]);
  }
  return [...reasons.values()].map((rows) => {
    const [row] = rows as [ReportRow];
    if (rows.length === 1) return rowText(row);
    return t('cli.import.rows', '{{count}} nodes are {{fate}}: {{why}} ({{names}})', {
      count: rows.length,
      fate: fateText(row.fate),
      why: verbatim(word(row.why!)),
      names: someNames(
        rows.map(({ node }) => verbatim(node)),
        3,
      ),
    });
  });
}

const rowText = ({ node, op, fate, why }: ReportRow): string =>
  t('cli.import.row', '{{node}} ({{op}}) is {{fate}}: {{why}}', {
    node: verbatim(node),
    op: verbatim(op),
    fate: fateText(fate),
    why: verbatim(why ? word(why) : ''),
  });

/** What became of a node, in a word. */
function fateText(fate: Fate) {
  const words: Readonly<Record<Fate, string>> = {
    mapped: t('cli.import.mapped', 'mapped'),
    approximated: t('cli.import.approximated', 'approximated'),
    opaque: t('cli.import.opaque', 'opaque'),
    refused: t('cli.import.refused', 'refused'),
  };
  return verbatim(words[fate]);
}

/** `--set height=224 --set sr=16000` */
function givenOf(pairs: string | boolean | readonly string[] | undefined): Given {
  const list = (pairs ?? []) as readonly string[];
  return Object.fromEntries(
    list.map((pair) => {
      const [name, text] = pair.split(/=(.*)/s) as [string, string?];
      const value = Number(text);
      if (text === undefined || text.trim() === '' || !Number.isFinite(value))
        throw new UsageError(
          t('cli.import.set', '--set needs NAME=NUMBER. It is "{{value}}".', { value: verbatim(pair) }),
        );
      return [name, value];
    }),
  );
}

import { estimateOnnxMemory } from '../../engine/targets/onnx/memory/estimate.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { availableMemory } from '../../engine/node/available-memory.ts';
import { type Document, nameOf } from '../../engine/graph/document.ts';
import { describeDataset } from '../../engine/data/preview.ts';
import { atOnce } from '../../engine/slices.ts';
import { foreseeMemory } from '../../engine/train/memory/report.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import { type CheckedGraph, checkGraph } from '../../engine/passes/check.ts';
import { summarize } from '../../engine/passes/summary.ts';
import type { MemoryReport } from '../../engine/train/memory/report.ts';
import { fitDocument, fitNotes, givenOf, type WeightsFit } from '../../engine/train/fit.ts';
import { datasetBytes, memoryParts } from '../../engine/train/memory/plan.ts';
import { formatBytes } from '../../engine/types/bytes.ts';
import { formatType } from '../../engine/types/tensor.ts';
import { grouped, tableText } from '../columns.ts';
import { baseOf, type Command, out, problemJson, readDocument } from '../define.ts';
import { isError, wordProblem } from '../../engine/problems.ts';
import { t, word } from '../../engine/texts/index.ts';

export const summary: Command = {
  name: 'summary',
  calls: ['FILE [--weights FILE]'],
  doc: 'Lists the layers with shapes, parameters, multiply-adds and memory.',
  more:
    'Multiply-adds are for one sample, memory is that of the batch size. Behind the totals stands what a training takes at its peak, and the ' +
    'largest batch that fits this machine.',
  positionals: [1, 1],
  options: {
    weights: {
      value: 'FILE',
      doc: 'Says which of these weights a training that starts from them keeps, which are new, and which are left over.',
    },
  },
  async run({ positionals: [file], options, json }) {
    const document = await readDocument(file!);
    const checked = checkGraph(document.graph);
    const { layers, total } = summarize(document, checked);
    const errors = checked.problems.filter(isError);
    const memory = await memoryOf(document, checked, baseOf(file!));
    const fit =
      typeof options.weights === 'string'
        ? fitDocument(document, givenOf(await readWeights(disk, options.weights)), checked)
        : undefined;
    if (json) {
      out(
        JSON.stringify({
          layers: layers.map(({ node, type, output, parameters, macs }) => ({
            id: nameOf(node),
            type,
            output: output && formatType(output),
            parameters,
            macs,
          })),
          total: { ...total, memoryBytes: memory?.plan.peak ?? total.memoryBytes },
          memory,
          problems: errors.map(problemJson),
          ...(fit && { fit }),
        }),
      );
      return 0;
    }
    const own = new Map(
      memory?.plan.layers.map(({ name, weights, gradients, optimizer, activations }) => [
        name,
        weights + gradients + optimizer + activations,
      ]),
    );
    out(
      tableText([
        [
          t('cli.summary.layer', 'layer'),
          t('cli.summary.type', 'type'),
          t('cli.summary.output', 'output'),
          t('cli.summary.parameters', 'parameters'),
          t('cli.summary.macs', 'multiply-adds'),
          ...(memory ? [t('cli.summary.memory', 'memory')] : []),
        ],
        ...layers.map(({ node, type, output, parameters, macs }) => [
          nameOf(node),
          type,
          output ? formatType(output) : '?',
          grouped(parameters),
          grouped(macs),
          ...(memory ? [formatBytes(own.get(nameOf(node)) ?? 0)] : []),
        ]),
      ]),
    );
    out(
      `\n${t(
        'cli.summary.total',
        '{{parameters}} parameters ({{trainable}} trainable), {{macs}} multiply-adds a sample',
        {
          parameters: grouped(total.parameters),
          trainable: grouped(total.trainable),
          macs: grouped(total.macs),
        },
      )}`,
    );
    if (memory) out(memoryText(memory));
    if (errors.length > 0) out(`\n${errors.map(wordProblem).join('\n')}`);
    if (fit) out(`\n${listText(fit)}`);
    return 0;
  },
};

function memoryText({ plan, available, largest }: MemoryReport): string {
  const values = {
    batch: plan.batch,
    memory: formatBytes(plan.peak),
    parts: memoryParts(plan),
    free: formatBytes(available),
  };
  return largest > 0
    ? t(
        'cli.summary.fits',
        'Training at batch {{batch}} takes about {{memory}} of memory: {{parts}}. {{free}} are free: batches up to {{largest}} fit.',
        { ...values, largest: grouped(largest) },
      )
    : t(
        'cli.summary.fitsNot',
        'Training at batch {{batch}} takes about {{memory}} of memory: {{parts}}. {{free}} are free: not even one row fits.',
        values,
      );
}

/** Every weight in a line of its own, by what becomes of it. */
export function listText(fit: WeightsFit): string {
  const { kept, fresh, left, proposed = [] } = fit;
  const rows = [
    ...fresh.map(({ name, expected, received }) => [
      'new',
      name,
      `${expected}, ${received === null ? 'not in the file' : `the file has ${received}`}`,
    ]),
    ...proposed.map(({ name, file }) => ['perhaps', name, file]),
    ...left.map((name) => ['left over', name, '']),
    ...kept.map((name) => ['kept', name, '']),
  ];
  const notes = fitNotes(fit).map((note) => `${word(note)}\n`);
  return `${kept.length} of ${kept.length + fresh.length} weights kept\n${notes.join('')}${rows.length > 0 ? tableText(rows) : ''}`.trimEnd();
}

/** Data that is not there takes nothing. */
async function memoryOf(document: Document, checked: CheckedGraph, base: string): Promise<MemoryReport | null> {
  const { dataset } = document.data;
  const data = dataset && (await describeDataset(dataset, diskFiles(base)).catch(() => undefined));
  const bytes = data ? datasetBytes(data) : 0;
  return atOnce(foreseeMemory(document, checked, bytes, estimateOnnxMemory, availableMemory()));
}

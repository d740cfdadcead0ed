import { nameOf } from '../../engine/graph/document.ts';
import { summarize } from '../../engine/passes/summary.ts';
import { formatType } from '../../engine/types/tensor.ts';
import { type Command, grouped, out, readDocument, tableText } from '../define.ts';

export const summary: Command = {
  name: 'summary',
  usage: 'FILE',
  doc: 'Layers with output shapes, parameters and multiply-adds for one sample; totals, and the memory of a training step.',
  positionals: 1,
  options: {},
  async run({ positionals: [file], json }) {
    const { layers, total } = summarize(await readDocument(file!));
    if (json) {
      out(JSON.stringify({ layers: layers.map(({ node, type, output, parameters, macs }) => ({ id: nameOf(node), type, output: output && formatType(output), parameters, macs })), total }));
      return 0;
    }
    out(tableText([
      ['layer', 'type', 'output', 'parameters', 'multiply-adds'],
      ...layers.map(({ node, type, output, parameters, macs }) => [nameOf(node), type, output ? formatType(output) : '?', grouped(parameters), grouped(macs)]),
    ]));
    out(`\n${grouped(total.parameters)} parameters (${grouped(total.trainable)} trainable), ${grouped(total.macs)} multiply-adds a sample, ${(total.memoryBytes / 2 ** 20).toFixed(1)} MB to train`);
    return 0;
  },
};

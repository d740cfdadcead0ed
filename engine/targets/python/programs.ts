/** What programs of exported projects have in common. */
import { type Document, nameOf } from '../../graph/document.ts';
import { lossOf } from '../../learn/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { lossTelling } from '../prediction.ts';
import { FileNames } from '../names.ts';
import { isTurned } from './data/feeds.ts';
import type { Dialect } from './dialect.ts';
import { programFunction } from './functions.ts';
import { literal } from './text.ts';

/** What the outputs are called as files, in their order. */
export function outputFiles(checked: CheckedGraph, outputs: readonly string[]): string[] {
  const files = new FileNames();
  return outputs.map((id) => files.make(nameOf(checked.nodes.get(id)!.node)));
}

/**
 * What losses read out of the outputs: functions, and for each output the name of its own, what its classes are called, and the target
 * in whose units it is given.
 */
export function readOuts(
  dialect: Dialect,
  document: Document,
  checked: CheckedGraph,
  outputs: readonly string[],
  classes: Readonly<Record<string, readonly string[]>> | undefined,
): {
  readonly functions: string;
  readonly readouts: string;
  readonly names: string;
  readonly units: string;
  readonly turns: boolean;
} {
  const found = outputs.map((id) => {
    const { judging, isRead } = lossTelling(document, checked, id) ?? {};
    const loss = judging && !isRead ? lossOf(judging.loss.type) : undefined;
    const names = judging && classes?.[judging.target];
    const key = judging && !isRead && isTurned(document, judging.target) ? judging.target : undefined;
    return { loss: loss?.readout ? loss : undefined, type: checked.nodes.get(id)!.outputs[0]!, names, key };
  });
  const functions = found.flatMap(({ loss, type }, i) =>
    loss
      ? [
          programFunction(
            dialect,
            `read_out_${i + 1}`,
            'What the loss reads out of the output: probabilities.',
            { output: type },
            (b, { output }) => loss.readout!(b, output!),
          ),
        ]
      : [],
  );
  return {
    functions: functions.join('\n\n'),
    readouts: found.map(({ loss }, i) => (loss ? `read_out_${i + 1}` : 'None')).join(', '),
    names: found.map(({ names }) => (names ? literal(names) : 'None')).join(', '),
    units: found.map(({ key }) => (key === undefined ? 'None' : literal(key))).join(', '),
    turns: found.some(({ key }) => key !== undefined),
  };
}

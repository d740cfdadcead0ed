/** What the outputs of an exported network say: classes with their chances, or numbers in the unit of their column. */
import type { Document } from '../../../graph/document.ts';
import { sampleShape } from '../../../layers/define.ts';
import { choosesClass, saysYesOrNo } from '../../../learn/comparison.ts';
import { lossOf } from '../../../learn/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { lossTelling, predicted } from '../../prediction.ts';
import { sizeOf } from '../../../types/shape.ts';
import type { ExportInput } from '../../define.ts';
import type { DataSource } from '../data/data.ts';
import { turningBack } from '../data/steps.ts';
import { readoutExpression } from '../learning/losses.ts';
import { type ModelSource, outputFiles } from '../model/model.ts';

export interface Answer {
  /** How its file is called, without the ending. */
  readonly file: string;
  /** Numbers of a row. */
  readonly width: number;
  /** What is said, as an expression of `outputs`, and of `fits` where some transform learns. */
  readonly value: string;
  /** The names of the classes of which one is chosen. */
  readonly classes?: readonly string[];
  /** They are the data's own. */
  readonly named?: boolean;
  /** It is the probability of yes. */
  readonly isChance?: boolean;
  /** It is turned back into the unit of the data. */
  readonly turned?: string;
  /** The column that it is learned from. */
  readonly column?: string | undefined;
}

interface Known {
  readonly document: Document;
  readonly checked: CheckedGraph;
  readonly data: Pick<DataSource, 'feeds' | 'fits'>;
  readonly classes?: ExportInput['classes'];
}

/** In the order of the outputs. */
export function answersOf(source: ModelSource, known: Known): Answer[] {
  const outputs = predicted(known.checked, source.outputs);
  const files = outputFiles(known.document, outputs);
  return outputs.map(({ node }, place) => answerOf(known, node, place, files[place]!));
}

function answerOf({ document, checked, data, classes = {} }: Known, node: string, place: number, file: string): Answer {
  const { feeds, fits } = data;
  const { judging, isRead = false } = lossTelling(document, checked, node) ?? {};
  const loss = lossOf(judging?.loss.type ?? '');
  const type = checked.nodes.get(node)!.outputs[0]!;
  const output = `outputs[${place}]`;
  const known = { file, width: sizeOf(sampleShape(type)), value: output };
  if (!judging || !loss) return known;
  const probabilities = () => (isRead ? output : readoutExpression(loss, type, output));
  const column = feeds.targets.find(({ key }) => key === `target:${judging.target}`)?.column;
  if (choosesClass(loss) && type.shape.length === 2) {
    const names = Object.hasOwn(classes, judging.target) ? classes[judging.target] : undefined;
    const named = names?.length === known.width;
    const called = named ? names : Array.from({ length: known.width }, (_, i) => `class ${i}`);
    return { ...known, value: probabilities(), classes: called, named, column };
  }
  if (saysYesOrNo(loss)) return { ...known, value: probabilities(), isChance: true, column };
  if (loss.compares !== 'numbers') return known;
  const value = loss.readout ? readoutExpression(loss, type, output) : output;
  const turned = turningBack(feeds).get(`target:${judging.target}`);
  if (turned === undefined) return { ...known, value, column };
  return { ...known, value: `${turned}(${value}${fits ? ', fits' : ''})`, turned, column };
}

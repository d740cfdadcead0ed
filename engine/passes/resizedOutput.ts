/** The setting that says how many numbers an output has along its last axis, found by trying. */
import type { Document } from '../graph/document.ts';
import { layerFor } from '../layers/index.ts';
import { phrase, type Value } from '../phrases.ts';
import { isError, type Repair, type RepairAction } from '../problems.ts';
import { resolveSettings, settingName } from '../settings.ts';
import type { TensorType } from '../types/tensor.ts';
import { type CheckedGraph, checkGraph } from './check.ts';
import { isFormula } from './expand.ts';

/** More outputs than anybody tells apart: the labels are something else. */
const MOST = 1_000_000;

export interface Resized {
  /** "Units". */
  readonly setting: Value;
  readonly action: RepairAction;
  /** The output's type with it. */
  readonly output: TensorType;
}

/** The repair that gives an output so many numbers, where one setting before it does. */
export function resized(document: Document, checked: CheckedGraph, output: string, wanted: number): Repair[] {
  const found = resizedOutput(document, checked, output, wanted);
  return found
    ? [{ title: phrase('set-setting', { setting: found.setting, value: wanted }), actions: [found.action] }]
    : [];
}

export function resizedOutput(
  { graph }: Pick<Document, 'graph'>,
  checked: CheckedGraph,
  output: string,
  wanted: number,
): Resized | undefined {
  const size = checked.nodes.get(output)?.outputs[0]?.shape.at(-1);
  if (size === undefined || wanted > MOST) return undefined;
  const wrong = checked.problems.filter(isError).length;
  for (let id: string | undefined = output; id !== undefined; id = before(checked, id)) {
    const node = graph.nodes.find((one) => one.id === id);
    const layer = node && layerFor(node);
    if (!node || !layer) return undefined; // within a block
    for (const [setting, value] of Object.entries(resolveSettings(layer.settings, node.settings).settings)) {
      if (value !== size || isFormula(node.settings[setting])) continue;
      const other = { ...node, settings: { ...node.settings, [setting]: wanted } };
      const after = checkGraph({ ...graph, nodes: graph.nodes.map((one) => (one === node ? other : one)) }, checked);
      const type = after.nodes.get(output)?.outputs[0];
      if (after.problems.filter(isError).length > wrong || type?.shape.at(-1) !== wanted) continue;
      return {
        setting: settingName('layers', layer, setting),
        action: { kind: 'set', node: node.id, setting, value: wanted },
        output: type,
      };
    }
  }
  return undefined;
}

/** The node that feeds a node, where that is one. */
function before({ expanded: { graph } }: CheckedGraph, id: string): string | undefined {
  const feeding = graph.edges.filter(({ to }) => to.node === id);
  return feeding.length === 1 ? feeding[0]!.from.node : undefined;
}

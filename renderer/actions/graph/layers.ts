/** Layers on the canvas: added where they are wanted, wired to what is there. */
import { t } from '../../../engine/texts/index.ts';
import type { Document, Edge, End } from '../../../engine/graph/document.ts';
import { addNode, connect, insertOnEdge, type Point, setProperties } from '../../../engine/graph/edits.ts';
import { layerOf } from '../../../engine/layers/index.ts';
import { type Offer, offered, ready } from '../../state/canvas/offers.ts';
import { pointer, session } from '../../state/canvas/session.ts';
import { surface } from '../../state/canvas/surface.ts';
import { drawing, scopeOf } from '../../state/document/drawing.ts';
import { freeSpot, NODE, plus, stepOf } from '../../state/document/geometry.ts';
import { withFedInput } from '../../state/document/data.ts';
import { activeDocument, select } from '../../state/document/workspace.ts';
import { libraryBlocks } from '../../state/library.ts';
import { page } from '../../state/page.ts';
import { view } from '../../state/view.ts';
import { acceptsMany } from './connect.ts';
import { editDrawing, layerAt } from './edit.ts';
import { selectedNodes } from './selection.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';

/** Where a new layer goes and what it is connected with; in sight where nothing is said. */
export interface Placement {
  readonly at?: Point;
  /** The output that feeds the new layer. */
  readonly from?: End;
  /** The input that the new layer feeds. */
  readonly to?: End;
  /** The wire into which the new layer goes. */
  readonly edge?: Edge;
}

/** The middle of what is seen; for the first layer its top, since the others follow below. */
export function centre(): Point {
  const shown = surface();
  if (!shown) return { x: 0, y: 0 };
  const { x, y, width, height } = shown.box();
  const first = drawing().nodes.length === 0 && view.getState().direction === 'down';
  const at = shown.toCanvas(first ? { x: x + width / 2, y: y + 40 } : { x: x + width / 2, y: y + height / 2 });
  return plus(at, { x: -NODE.width / 2, y: -NODE.height / 2 });
}

/** What can be put on the canvas now, by its id in the list. */
export function offeredHere(id: string): Offer | undefined {
  const open = activeDocument();
  return (
    open &&
    offered(drawing().blocks, scopeOf(open).block !== undefined, libraryBlocks()).find((offer) => offer.id === id)
  );
}

export function addLayer(layer: Offer, { at, from, to, edge }: Placement = {}): void {
  const { direction } = view.getState();
  let added = '';
  editDrawing(t('edits.add', 'Add {{what}}', { what: layerTitle(layer) }), (current) => {
    const { document: before, type, block } = ready(current, layer);
    const placed = ({ document, id }: { document: Document; id: string }): Document => {
      added = id;
      return block === undefined ? document : setProperties(document, [id], { block });
    };
    const [input, output] = [layer.inputs[0], layer.outputs[0]];
    if (edge && input && output)
      return placed(
        insertOnEdge(before, edge, type, { input: input.name, output: output.name }, {}, stepOf(direction)),
      );
    const positions = before.graph.nodes.map(({ position }) => position);
    let next = placed(addNode(before, type, freeSpot(positions, at ?? centre(), direction)));
    if (type === 'input') next = withFedInput(next, added, activeDocument()!);
    if (from && input) next = connect(next, from, { node: added, port: input.name }, input.many);
    if (to && output) next = connect(next, { node: added, port: output.name }, to, acceptsMany(to));
    return next;
  });
  select({ nodes: [added] });
  surface()?.bringIntoView(added, page().keyboard.isOnCanvas());
}

/** The layer with which every network begins. */
export const addInput = (): void => addLayer(layerOf('input')!);

/** Adds a layer behind the selected one: into its wire where it has just one, else beside what it feeds already. */
export function addAfterSelection(layer: Offer): void {
  const chosen = chosenSource();
  if (chosen === undefined || layer.inputs.length === 0) return addLayer(layer);
  const port = layerAt(chosen)!.outputs[0]!;
  const { nodes, edges } = drawing();
  const from = { node: chosen, port: port.name };
  const outgoing = edges.filter((edge) => edge.from.node === chosen);
  const { position } = nodes.find(({ id }) => id === chosen)!;
  const inside = outgoing.length === 1 && layer.outputs.length > 0 && !layer.inputs[0]!.many;
  addLayer(layer, inside ? { edge: outgoing[0]! } : { at: plus(position, stepOf(view.getState().direction)), from });
}

/** The layer behind which another can be put: the only one that is selected, where it has an output. */
const chosenSource = (): string | undefined => {
  const [chosen, ...more] = selectedNodes();
  return chosen !== undefined && more.length === 0 && layerAt(chosen)?.outputs[0] ? chosen : undefined;
};

/** Opens the list of layers under the one that is selected, to go behind it; else at the pointer or in the middle. */
export function pickNext(): void {
  const shown = surface();
  const node = drawing().nodes.find(({ id }) => id === chosenSource());
  if (!shown || !node) return pickLayer();
  const screen = shown.toScreen(plus(node.position, { x: 0, y: NODE.height + 8 }));
  session.setState({
    picker: { screen, at: node.position, behind: { node: node.id, port: layerAt(node.id)!.outputs[0]!.name } },
  });
}

/** Opens the list of layers at a place in the window: at the pointer, else in the middle. */
export function pickLayer(place?: Point, connected: Pick<Placement, 'from' | 'to' | 'edge'> = {}): void {
  const shown = surface();
  if (!shown) return;
  const { x, y, width, height } = shown.box();
  const screen = place ?? pointer.at ?? { x: x + width / 2 - 120, y: y + height / 3 };
  session.setState({ picker: { screen, at: shown.toCanvas(screen), ...connected } });
}

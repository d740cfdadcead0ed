/**
 * The window's editor without a page, in the words of its user: the real stores, actions and commands over a document. What only a
 * page has (places on screen, the keyboard's focus) is as small and plain here as an empty window.
 */
import Elk from 'elkjs/lib/elk.bundled.js';
import { expect } from 'vitest';
import { type Document, type Edge, emptyDocument, type Node, nameOf } from '../../engine/graph/document.ts';
import { edgeKey, type Point } from '../../engine/graph/edits.ts';
import { ACTION_COMMANDS } from '../../renderer/actions/commands/index.ts';
import { canRun, type Command, titleOf } from '../../renderer/actions/commands/define.ts';
import { commands, setCommands } from '../../renderer/actions/commands/registry.ts';
import { connectEnds } from '../../renderer/actions/graph/connect.ts';
import { addAfterSelection, addLayer, offeredHere, type Placement } from '../../renderer/actions/graph/layers.ts';
import { setLayoutKernel } from '../../renderer/actions/graph/tidy.ts';
import { repair } from '../../renderer/actions/repair.ts';
import { pointer, session } from '../../renderer/state/canvas/session.ts';
import { showSurface, type Surface } from '../../renderer/state/canvas/surface.ts';
import { dialogs, type PickQuestion } from '../../renderer/state/dialogs.ts';
import { problemsOf } from '../../renderer/state/document/problems.ts';
import { checkedIn, drawing, scopeOf } from '../../renderer/state/document/drawing.ts';
import {
  activeDocument,
  type OpenDocument,
  openDocument,
  select,
  workspace,
} from '../../renderer/state/document/workspace.ts';
import { headlessPage, setPage } from '../../renderer/state/page.ts';
import { view } from '../../renderer/state/view.ts';
import { wordProblem, type Problem } from '../../engine/problems.ts';
import { word } from '../../engine/texts/index.ts';

const elk = new Elk();
const freshView = view.getState();

/** A canvas of 1,000 by 800 pixels at full size, which remembers what was brought into sight. */
class TestSurface implements Surface {
  zoom = 1;
  seen: readonly string[] = [];
  /** The node with the keyboard. */
  focus: string | undefined;
  box() {
    return { x: 0, y: 0, width: 1000, height: 800 };
  }
  toCanvas(screen: Point) {
    return screen;
  }
  toScreen(place: Point) {
    return place;
  }
  fit(nodes: readonly string[] = []) {
    this.seen = nodes;
  }
  zoomIn() {
    this.zoom *= 1.2;
  }
  zoomOut() {
    this.zoom /= 1.2;
  }
  zoomTo(zoom: number) {
    this.zoom = zoom;
  }
  focused() {
    return this.focus;
  }
  bringIntoView(node: string, focus = false) {
    if (focus) this.focus = node;
    this.seen = [node];
  }
  focusWire(key: string) {
    this.seen = [key];
  }
}

/** `conv2d_1`, or where its port is not the usual one: `block_1.output_2`. */
const endText = ({ node, port }: Edge['from'], usual: string): string => (port === usual ? node : `${node}.${port}`);
const endOf = (text: string, usual: string): Edge['from'] => {
  const [node, port = usual] = text.split('.');
  return { node: node!, port };
};
/** `conv2d_1 > relu_1` */
export const wireText = ({ from, to }: Edge): string => `${endText(from, 'output')} > ${endText(to, 'input')}`;
const wireOf = (text: string): Edge => {
  const [from, to] = text.split(' > ');
  return { from: endOf(from!, 'output'), to: endOf(to!, 'input') };
};

export class TestEditor {
  readonly surface = new TestSurface();
  #pending: Promise<unknown>[] = [];

  /** A window in which nothing but this document is open. */
  constructor(document: Document = emptyDocument('Untitled 1')) {
    setPage(headlessPage());
    setCommands(ACTION_COMMANDS);
    setLayoutKernel((graph) => elk.layout(graph));
    workspace.setState({ documents: [], active: null });
    session.setState(session.getInitialState(), true);
    dialogs.setState([], true);
    view.setState(freshView, true);
    pointer.at = null;
    showSurface(this.surface);
    openDocument(document, null);
  }

  // What is there

  get open(): OpenDocument {
    return activeDocument()!;
  }
  get document(): Document {
    return this.open.document;
  }
  node(id: string): Node {
    const node = drawing().nodes.find((one) => one.id === id);
    if (!node)
      throw new Error(
        `there is no ${id} on the canvas, but ${drawing()
          .nodes.map((one) => one.id)
          .join(', ')}`,
      );
    return node;
  }
  /** What the repairs of all problems are called, those of data and training included. */
  get repairs(): readonly string[] {
    return this.#problems().flatMap(({ repairs = [] }) => repairs.map(({ title }) => word(title)));
  }
  #problems(): readonly Problem[] {
    const { data, training } = problemsOf(this.open);
    return [...checkedIn(this.open).problems, ...data, ...training];
  }

  // What a person does

  /** Picks a layer from the list, for a place where one is given. */
  add(type: string, placement: Placement = {}): this {
    addLayer(this.#offer(type), placement);
    return this;
  }
  /** Picks a layer from the palette: it goes behind the selected one. */
  pick(type: string): this {
    addAfterSelection(this.#offer(type));
    return this;
  }
  #offer(type: string) {
    const offer = offeredHere(type);
    if (!offer) throw new Error(`there is no ${type} to add here`);
    return offer;
  }
  /** Draws a wire: `connect('conv2d_1 > add_1.inputs')`. */
  connect(wire: string): this {
    const { from, to } = wireOf(wire);
    connectEnds(from, to);
    return this;
  }
  select(...nodes: readonly string[]): this {
    select({ nodes });
    return this;
  }
  selectWires(...wires: readonly string[]): this {
    select({ edges: wires.map((wire) => edgeKey(wireOf(wire))) });
    return this;
  }
  pointAt(x: number, y: number): this {
    pointer.at = { x, y };
    return this;
  }
  /** Does the command of these keys, as the key map would; fails where it cannot be done now. */
  press(keys: string): this {
    const command = commands().find((one) => one.keys?.split(' ').includes(keys));
    if (!command) throw new Error(`no command has the keys ${keys}`);
    return this.#do(command);
  }
  /** Does a command by its name; fails where it cannot be done now. */
  run(title: string): this {
    const command = ACTION_COMMANDS.find((one) => titleOf(one) === title);
    if (!command) throw new Error(`no command is called "${title}" now`);
    return this.#do(command);
  }
  #do(command: Command): this {
    if (!canRun(command)) throw new Error(`"${titleOf(command)}" cannot be done now`);
    const done = command.run();
    if (done) this.#pending.push(done);
    return this;
  }
  can(keys: string): boolean {
    const command = commands().find((one) => one.keys?.split(' ').includes(keys));
    return command !== undefined && canRun(command);
  }
  undo(): this {
    return this.press('Mod+Z');
  }
  redo(): this {
    return this.press('Mod+Shift+Z');
  }
  /** Does an action that has no command: a field of a form, a drag. */
  act(action: () => unknown): this {
    const done = action();
    if (done instanceof Promise) this.#pending.push(done);
    return this;
  }
  /** Presses the button of a problem's repair. */
  repair(title: string): this {
    const found = this.#problems()
      .flatMap(({ repairs = [] }) => repairs)
      .find((one) => word(one.title) === title);
    if (!found) throw new Error(`no problem offers "${title}", but ${this.repairs.join(', ')}`);
    repair(found);
    return this;
  }
  /** Answers the dialog that is open: by the id of a button, or by the title of what is picked. */
  answer(answer: string | null): this {
    const dialog = dialogs.getState().at(-1);
    if (!dialog) throw new Error('nothing is asked');
    const options = dialog.id === 'pick' ? (dialog.question as PickQuestion).groups.flatMap(({ items }) => items) : [];
    const option = options.find(({ title }) => title === answer);
    if (dialog.id === 'pick' && answer !== null && !option)
      throw new Error(`${answer} cannot be picked, but ${options.map(({ title }) => title).join(', ')}`);
    dialog.close(option ? option.value : answer);
    return this;
  }
  /** Waits until all that was begun is done. */
  async settled(): Promise<this> {
    while (this.#pending.length > 0) await this.#pending.shift();
    return this;
  }

  // What is expected

  expectNodes(...ids: readonly string[]): this {
    expect(drawing().nodes.map(({ id }) => id)).toEqual(ids);
    return this;
  }
  expectWires(...wires: readonly string[]): this {
    expect(drawing().edges.map(wireText)).toEqual(wires);
    return this;
  }
  expectWired(...wires: readonly string[]): this {
    expect(drawing().edges.map(wireText)).toEqual(expect.arrayContaining([...wires]));
    return this;
  }
  expectNotWired(...wires: readonly string[]): this {
    const there = drawing().edges.map(wireText);
    expect(wires.filter((wire) => there.includes(wire))).toEqual([]);
    return this;
  }
  expectSelected(...nodes: readonly string[]): this {
    expect(this.open.selection).toEqual({ nodes, edges: [] });
    return this;
  }
  expectSelectedWire(wire: string): this {
    expect(this.open.selection).toEqual({ nodes: [], edges: [edgeKey(wireOf(wire))] });
    return this;
  }
  /** What the inspector says of a setting; undefined is its default. */
  expectSetting(id: string, setting: string, value: unknown): this {
    expect(this.node(id).settings[setting]).toEqual(value);
    return this;
  }
  /** Of the drawing that is shown, by their codes. */
  expectProblems(...codes: readonly string[]): this {
    expect(checkedIn(this.open).problems.map(({ code }) => code)).toEqual(codes);
    return this;
  }
  expectProblemText(id: string, text: string | RegExp): this {
    const found = checkedIn(this.open).problems.filter(({ node }) => node === id);
    expect(found.map(wordProblem).join(' ')).toMatch(text);
    return this;
  }
  /** The steps that can be undone, the first one first. */
  expectSteps(...labels: readonly string[]): this {
    expect(this.open.history.done.map(({ label }) => label)).toEqual(labels);
    return this;
  }
  /** The names of the blocks that are looked into, from the outside inwards. */
  expectInside(...names: readonly string[]): this {
    expect(scopeOf(this.open).crumbs.map(({ name }) => name)).toEqual(names);
    return this;
  }
  expectDocument(document: Document): this {
    expect(this.document).toEqual(document);
    return this;
  }
  expectName(id: string, name: string): this {
    expect(nameOf(this.node(id))).toBe(name);
    return this;
  }
  /** The type that an output of a node gives, as the canvas writes it. */
  typeOf(id: string, index = 0): string {
    const type = checkedIn(this.open).nodes.get(id)?.outputs[index];
    return type ? ['N', ...type.shape.slice(1)].join('×') : '?';
  }
}

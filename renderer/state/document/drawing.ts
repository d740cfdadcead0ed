/** Which drawing the canvas shows: the document's graph, or what is within an instance of a block. Session state, as the selection is. */
import { blockOf, drawingOf } from '../../../engine/graph/blocks.ts';
import { layOut } from '../../../engine/graph/layout.ts';
import { BLOCK, type Document, type Node, nameOf } from '../../../engine/graph/document.ts';
import type { CheckedGraph, CheckedNode } from '../../../engine/passes/check.ts';
import type { Problem } from '../../../engine/problems.ts';
import { checkedOf } from './checked.ts';
import { fold } from './fold.ts';
import { activeDocument, type OpenDocument, type PathStep, useActive } from './workspace.ts';

export interface Crumb extends PathStep {
  readonly name: string;
  /** How many repetitions there are to look into; 1 where it does not repeat. */
  readonly count: number;
}

export interface Scope {
  /** The document with the drawing as its graph. */
  readonly document: Document;
  /** The block whose inside is shown; undefined for the graph itself. */
  readonly block: string | undefined;
  /** What flat ids of its nodes begin with: `layer1/0/`. */
  readonly prefix: string;
  readonly crumbs: readonly Crumb[];
  /** All blocks are open: nodes have their flat ids, and nothing can be changed. */
  readonly expanded: boolean;
}

/** What tells a drawing of a document from its others. */
export type ShownDrawing = Pick<OpenDocument, 'document' | 'within' | 'expanded'>;

const scopes = new WeakMap<Document, Map<string, Scope>>();

/** The drawing that is shown. A way into an instance that is gone ends before it. */
export function scopeOf({ document, within, expanded }: ShownDrawing): Scope {
  let known = scopes.get(document);
  if (!known) scopes.set(document, (known = new Map()));
  const key = expanded ? 'expanded' : JSON.stringify(within);
  let scope = known.get(key);
  if (!scope && expanded) {
    scope = {
      document: { ...document, graph: wholeGraph(document) },
      block: undefined,
      prefix: '',
      crumbs: [],
      expanded,
    };
    known.set(key, scope);
  }
  if (!scope) {
    let [block, prefix] = [undefined as string | undefined, ''];
    const crumbs: Crumb[] = [];
    for (const { instance, index } of within) {
      const node: Node | undefined = (blockOf(document.graph, block) ?? document.graph).nodes.find(
        ({ id, type }) => id === instance && type === BLOCK,
      );
      const inner = blockOf(document.graph, node?.block);
      const count = checkedOf(document).nodes.get(prefix + instance)?.count ?? 1;
      if (!node || !inner || count === 0) break;
      const at = Math.min(index, count - 1);
      prefix += node.repeat === undefined ? `${instance}/` : `${instance}/${at}/`;
      block = inner.id;
      crumbs.push({ instance, index: at, name: node.label ?? (inner.name || nameOf(node)), count });
    }
    scope = { document: drawingOf(document, block), block, prefix, crumbs, expanded };
    known.set(key, scope);
  }
  return scope;
}

/** The network as it comes out, with a row for each step of it: its layers stand where they do in many blocks at once. A long one is folded. */
function wholeGraph(document: Document): Document['graph'] {
  const { expanded, order } = checkedOf(document);
  const { nodes, edges } = expanded.graph;
  const rank = new Map(order.map((id, i) => [id, i]));
  const sorted = [...nodes].sort((a, b) => (rank.get(a.id) ?? order.length) - (rank.get(b.id) ?? order.length));
  const forward = edges.filter(({ from, to }) => (rank.get(from.node) ?? Infinity) < (rank.get(to.node) ?? -1));
  const places = fold(layOut(sorted, forward), forward);
  return {
    nodes: nodes.map((node) => ({ ...node, position: places.get(node.id)! })),
    edges,
    groups: [],
    notes: [],
    blocks: [],
  };
}

const NONE: readonly Problem[] = [];
const views = new WeakMap<CheckedGraph, Map<string, CheckedGraph>>();

/** What the checker found about the nodes of a drawing, by their ids there; an instance bears the problems within it. */
export function checkedIn(open: ShownDrawing): CheckedGraph {
  const checked = checkedOf(open.document);
  const { document, prefix, expanded } = scopeOf(open);
  if (checked.expanded.inlined.size === 0) return checked;
  let known = views.get(checked);
  if (!known) views.set(checked, (known = new Map()));
  const key = expanded ? 'expanded' : prefix;
  let view = known.get(key);
  if (!view && expanded) known.set(key, (view = { ...checked, problems: checked.everywhere }));
  if (!view) {
    const ids = new Map(document.graph.nodes.map(({ id }) => [prefix + id, id]));
    const direct = new Map<string, Problem[]>();
    for (const one of checked.everywhere) {
      const id = one.node === undefined ? undefined : ids.get(one.node);
      if (id === undefined) continue;
      const list = direct.get(id);
      const here = { ...one, node: id };
      if (list) list.push(here);
      else direct.set(id, [here]);
    }
    const nodes = new Map<string, CheckedNode>();
    for (const [flat, id] of ids) {
      const found = checked.nodes.get(flat);
      if (!found) continue;
      // whose weights it uses is said by ids of this drawing, too
      const node =
        prefix === '' || !found.shared
          ? found
          : {
              ...found,
              shared: Object.fromEntries(
                Object.entries(found.shared).map(([name, other]) => [name, ids.get(other) ?? other]),
              ),
            };
      const within = node.problems.filter(({ code }) => code === 'inside-block').map((one) => ({ ...one, node: id }));
      const problems = [...(direct.get(id) ?? []), ...within];
      nodes.set(
        id,
        problems.length === 0 && node.problems.length === 0
          ? node
          : { ...node, problems: problems.length > 0 ? problems : NONE },
      );
    }
    const listed = [...nodes.values()].flatMap(({ problems }) => problems);
    const others = [...direct].flatMap(([id, list]) => (nodes.has(id) ? [] : list));
    const here = (list: readonly string[]): string[] => list.flatMap((flat) => ids.get(flat) ?? []);
    view = {
      ...checked,
      nodes,
      order: here(checked.order),
      outputs: here(checked.outputs),
      problems: [...checked.problems.filter(({ node }) => node === undefined), ...listed, ...others],
    };
    known.set(key, view);
  }
  return view;
}

export const useScope = (): Scope | undefined => useActive(scopeOf);
/** The document with what is shown as its graph. */
export const useDrawing = (): Document | undefined => useActive((open) => scopeOf(open).document);
export const useCheckedDrawing = (): CheckedGraph | undefined => useActive(checkedIn);

/** The graph that is shown. */
export const drawing = (): Document['graph'] => scopeOf(activeDocument()!).document.graph;

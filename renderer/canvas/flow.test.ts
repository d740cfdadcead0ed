import { describe, expect, it } from 'vitest';
import { edgeKey, moveNodes, removeAndBridge, setSetting } from '../../engine/graph/edits.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { flowEdges, flowNodes } from './flow.ts';

const none = new Map();
const nothing = { nodes: [], edges: [] };
const nodesOf = (graph: ReturnType<typeof mnistCnn>['graph'], checked = checkGraph(graph), selected: string[] = []) =>
  flowNodes(graph, checked, selected, none, 'down', none);

describe('what is drawn', () => {
  it('keeps every object that an edit did not touch', () => {
    const before = mnistCnn();
    const checked = checkGraph(before.graph);
    const first = nodesOf(before.graph, checked);
    const after = setSetting(before, ['dense_2'], 'units', 12);
    const second = nodesOf(after.graph, checkGraph(after.graph, checked));
    expect(second.filter((node, i) => node !== first[i]).map(({ id }) => id)).toEqual(['dense_2']);
    const chosen = nodesOf(after.graph, checkGraph(after.graph, checked), ['relu_1']);
    expect(chosen.filter(({ selected }) => selected).map(({ id }) => id)).toEqual(['relu_1']);
    expect(chosen.find(({ id }) => id === 'relu_1')!.data).toBe(second.find(({ id }) => id === 'relu_1')!.data);
  });

  it('keeps the wires whose ends and types are the same', () => {
    const before = mnistCnn();
    const checked = checkGraph(before.graph);
    const first = flowEdges(before.graph, checked, nothing, none, 'down');
    const after = moveNodes(before, new Map([['dense_2', { x: 80, y: 800 }]]));
    const second = flowEdges(after.graph, checkGraph(after.graph, checked), nothing, none, 'down');
    expect(second.filter((wire, i) => wire !== first[i]).map(({ target }) => target)).toEqual(['dense_2']);
  });

  it('lets the Tab key come to the wires of what is selected alone', () => {
    const { graph } = mnistCnn();
    const stops = (nodes: string[], edges: string[]) =>
      flowEdges(graph, checkGraph(graph), { nodes, edges }, none, 'down')
        .filter(({ domAttributes }) => domAttributes!.tabIndex === 0)
        .map(({ ariaLabel }) => ariaLabel);
    expect(stops([], [])).toEqual([]);
    const around = ['Wire from input_1 to conv2d_1, N×1×28×28', 'Wire from conv2d_1 to maxPool2d_1, N×10×24×24'];
    expect(stops(['conv2d_1'], [])).toEqual(around);
    // and go on along the wires
    expect(stops([], [edgeKey(graph.edges[0]!)])).toEqual(around);
  });

  it('marks the wire that brings what does not fit, and no other', () => {
    const { graph } = removeAndBridge(mnistCnn(), ['flatten_1']);
    const bad = flowEdges(graph, checkGraph(graph), nothing, none, 'down').filter(({ data }) => data!.bad);
    expect(bad.map(({ data }) => edgeKey(data!.edge))).toEqual(['relu_2/output>dense_1/input']);
  });
});

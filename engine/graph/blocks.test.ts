import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../../templates/index.ts';
import { layerOfNode } from '../layers/blocks.ts';
import { checkGraph } from '../passes/check.ts';
import { expandGraph } from '../passes/expand.ts';
import {
  addBlocks,
  blockOf,
  blocksUsed,
  demote,
  editWithin,
  instancesOf,
  locate,
  makeIndependent,
  movePort,
  promote,
  relink,
  removeBlocks,
  unusedBlocks,
} from './blocks.ts';
import { canDissolve, dissolve } from './dissolve.ts';
import { canStandInBlock, makeBlock } from './makeBlock.ts';
import { substituted } from './substitute.ts';
import { type Block, type Document, emptyDocument, type Graph, nameOf, type Node } from './document.ts';
import { setProperties, setSetting } from './edits.ts';
import { documentSchema } from './document.ts';
import { parseDocument, serialize } from './file.ts';
import { applyRepair } from './repair.ts';

const make = (document: Document, ids: readonly string[]) =>
  makeBlock(
    document,
    ids,
    'Block',
    (node) => layerOfNode(node, document.graph.blocks)?.outputs.map(({ name }) => name) ?? [],
  )!;

/** A random network of layers that keep shapes: each node is fed by earlier ones. */
const network = fc
  .array(
    fc.record({ two: fc.boolean(), a: fc.nat(), b: fc.nat(), type: fc.constantFrom('relu', 'dense', 'layerNorm') }),
    { minLength: 3, maxLength: 12 },
  )
  .map((list): Document => {
    const nodes: Node[] = [{ id: 'input_1', type: 'input', settings: { shape: [4] }, position: { x: 0, y: 0 } }];
    const edges: { from: { node: string; port: string }; to: { node: string; port: string } }[] = [];
    list.forEach(({ two, a, b, type }, i) => {
      const id = `node_${i}`;
      const from = (k: number) => ({ node: nodes[k % nodes.length]!.id, port: 'output' });
      if (two)
        edges.push(
          { from: from(a), to: { node: id, port: 'inputs' } },
          { from: from(b + (a % nodes.length === b % nodes.length ? 1 : 0)), to: { node: id, port: 'inputs' } },
        );
      else edges.push({ from: from(a), to: { node: id, port: 'input' } });
      // two wires from one node would be the same wire
      const same = two && edges.at(-1)!.from.node === edges.at(-2)!.from.node;
      if (same) edges.splice(-2, 2, { from: from(a), to: { node: id, port: 'input' } });
      nodes.push({
        id,
        type: two && !same ? 'add' : type,
        settings: type === 'dense' && !(two && !same) ? { units: 4 } : {},
        position: { x: 240 * (i % 3), y: 72 * (i + 1) },
      });
    });
    return { ...emptyDocument(), graph: { ...emptyDocument().graph, nodes, edges } };
  });

/** What every output of the flat graph is made of, whatever its nodes are called. */
function formulas(graph: Graph): string[] {
  const flat = expandGraph(graph).graph;
  const nodes = new Map(flat.nodes.map((node) => [node.id, node]));
  const known = new Map<string, string>();
  const formula = (id: string): string => {
    let text = known.get(id);
    if (text === undefined) {
      const { type, settings } = nodes.get(id)!;
      text = `${type}${JSON.stringify(settings)}(${flat.edges
        .filter(({ to }) => to.node === id)
        .map(({ from }) => formula(from.node))
        .join()})`;
      // short, since what is used twice would be written twice
      known.set(
        id,
        (text =
          text.length > 200
            ? `#${[...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7)}`
            : text),
      );
    }
    return text;
  };
  return flat.nodes.map(({ id }) => formula(id)).sort();
}

describe('a block made of random layers', () => {
  it('computes what they computed, and taken apart again does so too', () => {
    fc.assert(
      fc.property(
        network,
        fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        (document, first, second) => {
          const before = formulas(document.graph);
          const ids = first.map((k) => document.graph.nodes[1 + (k % (document.graph.nodes.length - 1))]!.id);
          const one = make(document, ids);
          expect(formulas(one.document.graph)).toEqual(before);
          expect(checkGraph(one.document.graph).problems).toEqual([]);
          expect(parseDocument(serialize(one.document), 'x')).toEqual(one.document);
          // a block around the block, taken apart from the outside in
          const two = make(one.document, [
            one.id,
            ...second.map((k) => one.document.graph.nodes[k % one.document.graph.nodes.length]!.id),
          ]);
          expect(formulas(two.document.graph)).toEqual(before);
          const apart = dissolve(two.document, two.id);
          expect(formulas(apart.document.graph)).toEqual(before);
          const inner = apart.document.graph.nodes.find((node) => node.type === 'block')!;
          const flat = dissolve(apart.document, inner.id).document;
          expect(formulas(flat.graph)).toEqual(before);
          expect(flat.graph.nodes.some((node) => node.type === 'block')).toBe(false);
          expect(documentSchema.safeParse(flat).success).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(['vgg', 'resnet', 'densenet', 'mobilenet-v2', 'efficientnet', 'unet', 'tcn'])(
    'of the template %s, all taken apart, has the same weights and computes the same',
    (id) => {
      const template = templateOf(id)!;
      const document = template.make(template.small);
      let apart = document;
      for (;;) {
        const next = apart.graph.nodes.find(({ type }) => type === 'block');
        if (!next) break;
        expect(canDissolve(apart.graph, next.id)).toBe(true);
        apart = dissolve(apart, next.id).document;
      }
      expect(formulas(apart.graph)).toEqual(formulas(document.graph));
      const weights = (graph: Graph) =>
        [...checkGraph(graph).nodes.values()].flatMap(({ node, weights }) =>
          Object.keys(weights).map((name) => `${nameOf(node)}.${name}`),
        );
      expect(new Set(weights(apart.graph))).toEqual(new Set(weights(document.graph)));
      expect(documentSchema.safeParse(apart).success).toBe(true);
    },
  );

  it('repeated and taken apart has the layers, names and settings of the expanded graph', () => {
    fc.assert(
      fc.property(network, fc.nat(), fc.integer({ min: 0, max: 3 }), (document, at, repeat) => {
        const { document: made, id } = make(document, [
          document.graph.nodes[1 + (at % (document.graph.nodes.length - 1))]!.id,
        ]);
        const repeated = setProperties(made, [id], { repeat });
        const flat = expandGraph(repeated.graph).graph;
        const apart = dissolve(repeated, id).document.graph;
        expect(formulas(apart)).toEqual(formulas(repeated.graph));
        if (repeat > 0)
          expect(apart.nodes.map(({ id: own, label }) => label ?? own)).toEqual(
            flat.nodes.map(({ id: own, label }) => label ?? own),
          );
      }),
      { numRuns: 40 },
    );
  });
});

const chain = (): Document => {
  const base = emptyDocument();
  const node = (id: string, type: string, settings: Node['settings'], y: number): Node => ({
    id,
    type,
    settings,
    position: { x: 0, y },
  });
  const wire = (from: string, to: string) => ({
    from: { node: from, port: 'output' },
    to: { node: to, port: 'input' },
  });
  return {
    ...base,
    graph: {
      ...base.graph,
      nodes: [
        node('x', 'input', { shape: [3, 8, 8] }, 0),
        node('conv', 'conv2d', { filters: 3, kernel: [3, 3], padding: 'same' }, 72),
        node('r', 'relu', {}, 144),
      ],
      edges: [wire('x', 'conv'), wire('conv', 'r')],
    },
    training: {
      ...base.training,
      losses: [{ output: 'r', target: 'target', loss: { type: 'meanSquaredError', settings: {} }, weight: 1 }],
    },
  };
};

describe('blocks', () => {
  it('leaves Inputs outside, keeps what a loss judges, and stands where its layers stood', () => {
    const { document, id, block } = make(chain(), ['x', 'conv', 'r']);
    expect(document.graph.nodes).toEqual([
      chain().graph.nodes[0],
      { id, type: 'block', block, settings: {}, position: { x: 0, y: 72 } },
    ]);
    expect(document.training.losses[0]!.output).toBe(id);
    expect(document.graph.blocks[0]!.nodes.filter(canStandInBlock)).toEqual(chain().graph.nodes.slice(1));
    expect(makeBlock(chain(), ['x'], 'Block', () => [])).toBeUndefined();
    const apart = dissolve(document, id).document;
    expect(apart.graph.nodes.map(({ position }) => position)).toEqual(
      chain().graph.nodes.map(({ position }) => position),
    );
    expect(apart.training.losses[0]!.output).toBe(apart.graph.nodes.at(-1)!.id);
  });

  it('promotes a setting, which instances then choose, and takes it back', () => {
    const { document, id, block } = make(chain(), ['conv', 'r']);
    const promoted = promote(document, block, 'conv', 'filters', { kind: 'int', label: 'Filters', doc: '' }, 3);
    const wide = setSetting(promoted, [id], 'filters', 8);
    expect(expandGraph(wide.graph).graph.nodes[1]!.settings.filters).toBe(8);
    expect(expandGraph(promoted.graph).graph.nodes[1]!.settings.filters).toBe(3);
    expect(formulas(dissolve(wide, id).document.graph)).toEqual(formulas(wide.graph));
    const back = demote(wide, block, 'filters');
    expect(back.graph).toEqual(document.graph);
  });

  it('renames ports where they are used, and takes wires of a port that is gone', () => {
    const { document, id, block } = make(chain(), ['conv']);
    const [entrance] = blockOf(document.graph, block)!.nodes;
    const renamed = editWithin(document, block, (inside) => setProperties(inside, [entrance!.id], { label: 'image' }));
    expect(renamed.graph.edges).toContainEqual({
      from: { node: 'x', port: 'output' },
      to: { node: id, port: 'image' },
    });
    expect(checkGraph(renamed.graph).problems).toEqual([]);
    const removed = editWithin(renamed, block, (inside) => ({
      ...inside,
      graph: {
        ...inside.graph,
        nodes: inside.graph.nodes.filter((node) => node !== inside.graph.nodes[0]),
        edges: inside.graph.edges.slice(1),
      },
    }));
    expect(removed.graph.edges.some(({ to }) => to.node === id)).toBe(false);
    expect(editWithin(document, block, (inside) => inside)).toBe(document);
  });

  it('reorders ports, and makes an instance independent', () => {
    const two = {
      ...chain(),
      graph: {
        ...chain().graph,
        edges: [
          ...chain().graph.edges,
          { from: { node: 'x', port: 'output' }, to: { node: 'add', port: 'inputs' } },
          { from: { node: 'r', port: 'output' }, to: { node: 'add', port: 'inputs' } },
        ],
        nodes: [...chain().graph.nodes, { id: 'add', type: 'add', settings: {}, position: { x: 0, y: 216 } }],
      },
    };
    const { document, id, block } = make(two, ['add']);
    const names = (graph: Graph) =>
      layerOfNode(graph.nodes.find((node) => node.id === id)!, graph.blocks)!.inputs.map(({ name }) => name);
    expect(names(document.graph)).toEqual(['input', 'input_2']);
    const moved = movePort(document, block, blockOf(document.graph, block)!.nodes[0]!.id, 1);
    expect(names(moved.graph)).toEqual(['input_2', 'input']);
    expect(formulas(moved.graph)).toEqual(formulas(document.graph));
    const own = makeIndependent(moved, id);
    expect(own.graph.blocks.map(({ name }) => name)).toEqual(['Block', 'Block 2']);
    expect(names(own.graph)).toEqual(['input_2', 'input']);
  });

  it('adds blocks from elsewhere once, and under another id where theirs is taken', () => {
    const { document } = make(chain(), ['conv']);
    const [block] = document.graph.blocks;
    expect(addBlocks(document, [block!]).document).toBe(document);
    const { ids, document: both } = addBlocks(document, [{ ...block!, name: 'Other' }]);
    expect(both.graph.blocks.map(({ id, name }) => [id, name])).toEqual([
      [block!.id, 'Block'],
      [ids.get(block!.id), 'Other'],
    ]);
    expect(blocksUsed(document.graph, document.graph.nodes)).toEqual([block]);
    // a third time, it is known under its new id
    expect(addBlocks(both, [{ ...block!, name: 'Other' }])).toEqual({ document: both, ids });
  });

  it('adds a block with those within it, whose ids may be taken by others', () => {
    const one = make(chain(), ['conv']);
    const nested = make(one.document, [one.id]).document.graph;
    const [inner, outer] = nested.blocks as [Block, Block];
    const taken: Document = { ...chain(), graph: { ...chain().graph, blocks: [{ ...inner, name: 'Another' }] } };
    const { document, ids } = addBlocks(taken, [outer, inner]);
    expect(document.graph.blocks.map(({ name }) => name)).toEqual(['Another', 'Block', 'Block 2']);
    expect(document.graph.blocks[2]!.nodes.find(({ type }) => type === 'block')!.block).toBe(ids.get(inner.id));
    expect(addBlocks(document, [outer, inner])).toEqual({ document, ids });
  });

  it('knows what nothing is made of, and removes it', () => {
    const one = make(chain(), ['conv']);
    const two = make(one.document, [one.id]);
    expect(unusedBlocks(two.document.graph)).toEqual([]);
    expect(instancesOf(two.document.graph, one.block).map(({ id }) => id)).toEqual([one.id]);
    const apart = dissolve(two.document, two.id).document;
    expect(unusedBlocks(apart.graph).map(({ id }) => id)).toEqual([two.block]);
    expect(removeBlocks(apart, [two.block]).graph.blocks.map(({ id }) => id)).toEqual([one.block]);
    expect(removeBlocks(apart, [])).toBe(apart);
  });

  it('links an instance that was made independent again', () => {
    const { document, id, block } = make(chain(), ['conv', 'r']);
    const promoted = promote(document, block, 'conv', 'filters', { kind: 'int', label: 'Filters', doc: '' }, 3);
    const own = setSetting(makeIndependent(promoted, id), [id], 'filters', 8);
    const linked = relink(own, id, block);
    expect(linked.graph.nodes).toEqual(setSetting(promoted, [id], 'filters', 8).graph.nodes);
    expect(unusedBlocks(linked.graph)).toHaveLength(1);
    expect(relink(linked, id, block)).toBe(linked);
  });

  it('repairs what is wrong within a block in the block', () => {
    const { document, id, block } = make(chain(), ['conv', 'r']);
    const broken = editWithin(document, block, (inside) => setSetting(inside, ['conv'], 'filters', 0));
    const [found] = checkGraph(broken.graph).problems;
    expect(found!.node).toBe(`${id}/conv`);
    expect(checkGraph(applyRepair(broken, found!.repairs[0]!).graph).problems).toEqual([]);
    expect(locate(broken.graph, `${id}/conv`)).toEqual({ block, id: 'conv', path: [{ instance: id, index: 0 }] });
  });
});

it.each<[string, Record<string, unknown>, unknown]>([
  ['width * 2', { width: 4 }, 8],
  ['width * k', { width: { '=': 'a + 1' } }, { '=': '(a + 1) * k' }],
  ['kernel', { kernel: [3, 3] }, [3, 3]],
  ["mode == 'width' ? width : k", { width: -1 }, { '=': "mode == 'width' ? (-1) : k" }],
  ['max(max, 1)', { max: 3 }, 3],
  ['widths + width', { width: 1 }, { '=': 'widths + 1' }],
  ['1 +', { width: 1 }, { '=': '1 +' }],
])('%s with names put in', (formula, names, result) => expect(substituted({ '=': formula }, names)).toEqual(result));

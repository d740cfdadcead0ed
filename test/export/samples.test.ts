/** Exported projects as text: `test/samples/<target>/<case>/` has a document and what is exported of it. UPDATE_SAMPLES=1 writes them anew. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tidiedFiles } from '../../engine/export/tidy.ts';
import { parseDocument } from '../../engine/graph/file.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { keras } from '../../engine/targets/keras/index.ts';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';

const root = path.resolve(import.meta.dirname, '../samples');
/** Files that do not depend on the document. */
const FIXED = new Set([
  'tsconfig.json',
  '.npmrc',
  '.gitignore',
  '.prettierignore',
  'src/backend.ts',
  'src/gradients.ts',
  'src/kernels.ts',
  'src/random.ts',
  'src/arrays.ts',
  'src/formats.ts',
  'src/weights.ts',
  'src/safetensors.ts',
  'src/frames.ts',
  'src/columns.ts',
  'src/assets.d.ts',
  'order.py',
  'weights.py',
  'runs.py',
  'cluster/slurm.sh',
  'cluster/ray_train.py',
  'document.loom',
]);

const SAMPLES = [typescript, pytorch, keras].flatMap((target) =>
  readdirSync(path.join(root, target.id)).map((name) => ({ target, name })),
);

describe.each(SAMPLES)('$target.id: $name', ({ target, name }) => {
  const folder = path.join(root, target.id, name);
  const file = path.join(folder, 'input.loom');
  const document = parseDocument(readFileSync(file, 'utf8'), file);

  it('is exported as before, twice the same', async () => {
    const once = () => target.export({ document, checked: checkGraph(document.graph) });
    const files = Object.entries(await tidiedFiles(target, once())).filter(([path]) => !FIXED.has(path));
    expect(once()).toEqual(once());
    const expected = path.join(folder, 'expected');
    if (process.env.UPDATE_SAMPLES) {
      rmSync(expected, { recursive: true, force: true });
      for (const [to, content] of files) {
        mkdirSync(path.dirname(path.join(expected, to)), { recursive: true });
        writeFileSync(path.join(expected, to), content);
      }
    }
    const kept = existsSync(expected)
      ? readdirSync(expected, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
      : 0;
    expect(kept).toBe(files.length);
    for (const [from, content] of files)
      expect(content, from).toBe(readFileSync(path.join(expected, from), 'utf8').replaceAll('\r\n', '\n'));
  });

  it('shows what is missing while the graph is unfinished', () => {
    const { nodes, edges } = document.graph;
    const cut = edges[1]!;
    const graph = { ...document.graph, edges: edges.filter((edge) => edge !== cut) };
    const model = target.model({ ...document, graph }, checkGraph(graph));
    expect(model).toContain('has nothing connected to its input');
    expect(model).toContain('waits for what comes before it');
    expect(
      target.model(
        { ...document, graph: { ...graph, nodes: nodes.slice(0, 1), edges: [] } },
        checkGraph({ ...graph, nodes: [], edges: [] }),
      ),
    ).toContain('Draw a network: begin with an Input, or with a template.');
  });
});

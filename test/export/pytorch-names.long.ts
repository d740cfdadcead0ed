/** Hostile names in exported PyTorch projects, read by Python's own parser: `npm run test:pytorch`. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { checkGraph } from '../../engine/passes/check.ts';
import { documentNamed, HOSTILE, WORDS } from '../../engine/targets/hostile.ts';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { python } from './python.ts';

/** The kinds of all nodes of each source's tree, which names and texts do not change; imports and names of nodes aside. */
const PARSER = `
import ast, json, sys
for line in sys.stdin:
    files = json.loads(line)
    trees = {name: [type(node).__name__ for node in ast.walk(ast.parse(source))] for name, source in files.items()}
    for name, source in files.items():
        compile(source, name, "exec")
    print(json.dumps(trees))
`;

it('is the same tree whatever things are called', () => {
  const sources = ['harmless', ...HOSTILE, ...WORDS].map((name) => {
    const document = documentNamed(name);
    const files = pytorch.export({ document, checked: checkGraph(document.graph) });
    return JSON.stringify(Object.fromEntries(Object.entries(files).filter(([file]) => file.endsWith('.py'))));
  });
  const { stdout, stderr } = spawnSync(python(), ['-c', PARSER], {
    input: `${sources.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  expect(stderr).toBe('');
  const [wanted, ...trees] = stdout.trim().split('\n');
  expect(trees).toHaveLength(sources.length - 1);
  for (const [i, tree] of trees.entries()) expect(tree, [...HOSTILE, ...WORDS][i]).toBe(wanted);
});

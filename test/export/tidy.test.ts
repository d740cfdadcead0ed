/** Exported TypeScript is clean under Prettier's and ESLint's defaults; all templates by `npm run test:typescript`. */
import { expect, it } from 'vitest';
import { nodeKey } from '../../engine/targets/lines.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { templateOf } from '../../templates/index.ts';
import { complaints, leaving } from './tidy.ts';

it.each(['mnist-cnn', 'gpt'])('%s leaves as Prettier and ESLint want it', async (id) => {
  const template = templateOf(id)!;
  expect(await complaints(await leaving(template.make(template.small ?? {})))).toEqual([]);
});

it('says what a tool would', async () => {
  expect(await complaints({ 'a.ts': 'let unused = "1"\n' })).toEqual([
    'a.ts: not as Prettier formats it',
    expect.stringContaining('prefer-const'),
    expect.stringContaining('no-unused-vars'),
  ]);
});

it('still knows which lines are about which node', async () => {
  const document = templateOf('mnist-cnn')!.make({});
  const checked = checkGraph(document.graph);
  const files = await leaving(document);
  const text = files[typescript.mainFile] as string;
  const about = typescript.lines!(document, checked, text);
  const of = (node: string) => text.split('\n').filter((_, i) => about[i]?.includes(nodeKey(undefined, node)));
  const [first, ...others] = of('conv2d_1');
  expect(first).toMatch(/^ {2}const conv2d1 = apply\($/);
  expect(others.map((line) => line.trim()).join(' ')).toMatch(/^tf\.layers\.conv2d\(\{ name: "conv2d_1",.*\); \/\/ /);
});

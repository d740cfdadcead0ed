/** A formula becomes ports; what is wrong with it is said at its place, and by nothing else. */
import { expect, it } from 'vitest';
import { checkGraph } from '../../passes/check.ts';
import type { Graph } from '../../graph/document.ts';
import { wordProblem } from '../../problems.ts';
import { nodePorts } from '../index.ts';

const graph = (formula: string, wires: readonly string[]): Graph => ({
  nodes: [
    { id: 'in', type: 'input', settings: { shape: [4] }, position: { x: 0, y: 0 } },
    { id: 'made', type: 'expression', settings: { formula }, position: { x: 0, y: 72 } },
  ],
  edges: wires.map((port) => ({ from: { node: 'in', port: 'output' }, to: { node: 'made', port } })),
  blocks: [],
  groups: [],
  notes: [],
});
const problems = (formula: string, ...wires: string[]) =>
  checkGraph(graph(formula, wires)).problems.map(({ code, values, setting, port }) => ({
    code,
    message: wordProblem({ code, values }),
    ...(setting && { setting }),
    ...(port && { port }),
  }));

it('has an input for each name, in their order', () => {
  expect(
    nodePorts({ type: 'expression', settings: { formula: 'b * exp(-a) + b - pi' } }).inputs.map(({ name }) => name),
  ).toEqual(['b', 'a']);
  expect(problems('b * exp(-a) + b - pi', 'a', 'b')).toEqual([]);
});

it.each([
  ['x * sigm(x)', 'at character 5, there is no function "sigm"; there is abs,'],
  ['x * ', 'at character 4, a value is missing at the end'],
  ['x > 0', 'at character 3, a number is needed here, not a condition; write "condition ? 1 : 0"'],
  ['x ? 1 : 2', 'at character 1, a condition such as x > 0 is needed here'],
  ["x + 'a'", 'at character 5, a number is needed here'],
  ['1 + 2', 'at character 1, it speaks of no input such as x'],
  ['exp(x, x)', 'at character 1, exp takes 1 value'],
  ['constructor(x)', 'there is no function "constructor"'],
])('%s: %s', (formula, message) => {
  // a wire to a port that the right formula would have is no problem of its own
  const found = problems(formula, 'x', 'other');
  expect(found).toMatchObject([{ code: 'bad-formula', setting: 'formula' }]);
  expect(found[0]!.message).toContain(message);
});

it('asks for a wire to each name', () => {
  expect(problems('a + b', 'a')).toMatchObject([{ code: 'input-missing', port: 'b' }]);
});

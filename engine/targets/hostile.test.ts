/** Names that try to leave their place: whatever a document's texts are, the code of an export is the same, and they stay in strings and comments. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type Document, documentSchema } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { stopAtErrors } from '../problems.ts';
import { tensor } from '../types/tensor.ts';
import { EXPORT_TARGETS } from './index.ts';

const CODE = 'globalThis.process.exit(1);//';
const HOSTILE: readonly string[] = [
  `a\n${CODE}`,
  `a\r${CODE}`,
  `a\u2028${CODE}`,
  `a\u2029${CODE}`,
  `*/ ${CODE} /*`,
  `'; ${CODE}'`,
  `\\'; ${CODE}`,
  `"; ${CODE}"`,
  '`${globalThis.process.exit(1)}`',
  '${globalThis.process.exit(1)}',
  `'] = 1; ${CODE}`,
  '\u0000',
  '\u001b[31mred\u0007',
  '\ud800',
  'half \udfff of a pair',
  '\u202etxt.exe',
  '\ufeffmark',
  '/$^.*+?()[]{}|\\',
  '../../../escaped',
  'C:\\CON',
  'nul',
  '-rf',
  '.npmrc',
  '</script><img src=x onerror=alert(1)>',
  '[a](javascript:alert(1)) `x` ![](http://example.org/a.png)',
  '# heading\n\n- list',
  '"""; import os; os._exit(1) #',
  '{__import__("os")._exit(1)}',
  '\\',
  '%(prog)s',
  '卷积层',
  ' ',
  'x'.repeat(200),
];
const WORDS: readonly string[] = [
  'Catch',
  'Package',
  'Static',
  'New',
  'class',
  'await',
  'yield',
  'let',
  'eval',
  'arguments',
  'undefined',
  'enum',
  'async',
  'tf',
  'model',
  'targets',
  'fits',
  'tensorOf',
  'crossEntropy',
  'console',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'tsx',
  'standardize',
  'def',
  'lambda',
  'None',
  'self',
  'nn',
  'torch',
  'forward',
  'layers',
  'training',
  'print',
  'math',
  'initialize',
];

/** A network in which every text that a document may have is made of `name`; no two of them are the same. */
function documentNamed(name: string): Document {
  const at = { position: { x: 0, y: 0 } };
  const wire = (from: string, to: string) => ({
    from: { node: from, port: 'output' },
    to: { node: to, port: 'input' },
  });
  const [input, hidden, instance, out, column, target] = ['', '1', '2', '3', '4', '5'].map((end) =>
    (name + end).slice(-200),
  ) as [string, string, string, string, string, string];
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    name,
    graph: {
      nodes: [
        { id: input, type: 'input', settings: { shape: [4] }, ...at },
        {
          id: 'b',
          label: hidden,
          type: 'dense',
          settings: { units: 3 },
          ...at,
          learningRate: 0.5,
          constraint: { type: 'unitNorm' },
        },
        { id: instance, type: 'block', block: 'block', ...at },
        { id: out, type: 'dense', settings: { units: 3 }, ...at, regularization: { l2: 0.1 } },
      ],
      edges: [wire(input, 'b'), wire('b', instance), wire(instance, out)],
      blocks: [
        {
          id: 'block',
          name,
          nodes: [
            { id: 'in', type: 'blockInput', label: 'input', ...at },
            { id: 'inner', label: name, type: 'prelu', ...at },
            { id: 'out', type: 'blockOutput', label: 'output', ...at },
          ],
          edges: [wire('in', 'inner'), wire('inner', 'out')],
        },
      ],
      groups: [{ id: name, title: name, nodes: [out] }],
      notes: [{ id: name, text: name, ...at }],
    },
    data: {
      dataset: { type: 'numpy', settings: { inputs: `${name}.npz` } },
      inputs: { [input]: { column, transforms: [{ type: 'standardize', settings: {} }] } },
      targets: { [target]: { column: name, transforms: [] } },
    },
    training: {
      losses: [{ output: out, target, loss: { type: 'crossEntropy' } }],
      optimizer: { type: 'adamW', settings: { weightDecay: 0.1 } },
      weightDecayOn: 'weights',
      metrics: [{ type: 'accuracy' }],
    },
  });
}

/** The kinds of all that a source is made of, without what names and texts say; keys and members are the same whichever way they are written. */
function shapeOf(file: string, source: string): string {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
  const { parseDiagnostics } = parsed as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  expect(
    parseDiagnostics.map(({ messageText }) => messageText),
    `${file}: ${source}`,
  ).toEqual([]);
  const kinds = (node: ts.Node): string => {
    if (ts.isPropertyName(node)) return 'key';
    if (ts.isPropertyAccessExpression(node)) return `member(${kinds(node.expression)})`;
    if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression))
      return `member(${kinds(node.expression)})`;
    if (ts.isRegularExpressionLiteral(node)) return 'pattern';
    const inner: string[] = [];
    ts.forEachChild(node, (child) => void inner.push(kinds(child)));
    return `${ts.SyntaxKind[node.kind]}(${inner.join()})`;
  };
  return kinds(parsed);
}

const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda
nonlocal not or pass raise return try while with yield`.split(/\s+/),
);
/** The tokens of Python, without what names and texts say and how lines are broken. */
function pythonShape(file: string, source: string): string {
  const token =
    /(?<text>[fr]?"""[\s\S]*?(?<!\\)(?:\\\\)*"""|[fr]?"(?:[^"\\\n]|\\.)*")|(?<comment>#[^\n]*)|(?<word>[A-Za-z_]\w*)|(?<number>\d[\d.e_]*)|(?<space>\s+)|(?<sign>[-+*/%@<>=!&|^~.,:;()[\]{}]+?)/gy;
  const tokens: string[] = [];
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const found = token.exec(source);
    if (!found) throw new Error(`${file}: ${source.slice(at, at + 60)}`);
    const { text, comment, word, number, sign } = found.groups!;
    if (comment !== undefined) continue;
    if (text !== undefined) tokens.push('text');
    else if (word !== undefined) tokens.push(KEYWORDS.has(word) ? word : 'name');
    else if (number !== undefined) tokens.push('number');
    else if (sign !== undefined) tokens.push(sign);
  }
  return tokens
    .join(' ')
    .replaceAll(/,(?= [)\]}])/g, '')
    .replaceAll(/ +/g, ' ');
}

/** What a file is, without its texts. */
function form(file: string, content: string | Uint8Array): unknown {
  if (typeof content !== 'string') return 'bytes';
  expect(/\p{Cs}/u.test(content), file).toBe(false);
  if (file.endsWith('.ts')) return shapeOf(file, content);
  if (file.endsWith('.py')) return pythonShape(file, content);
  if (file === 'names.json') return typeof JSON.parse(content);
  if (file.endsWith('.json')) return Object.keys(JSON.parse(content) as object);
  return content.split('\n').length;
}

describe.each(EXPORT_TARGETS)('$title', (target) => {
  const filesOf = (name: string) => {
    const document = documentNamed(name);
    const checked = checkGraph(document.graph);
    stopAtErrors(checked.problems);
    return target.export({ document, checked });
  };
  const givenFilesOf = (name: string) => {
    const document = documentNamed(name);
    const bare = { ...document, data: { ...document.data, dataset: null } };
    const rows = { train: tensor('float32', [2, 4], [1, 2, 3, 4, 5, 6, 7, 8]) };
    return target.export({ document: bare, checked: checkGraph(document.graph), columns: () => rows });
  };
  const forms = (files: Readonly<Record<string, string | Uint8Array>>) =>
    Object.entries(files).map(([file, content]) => [file.startsWith('data/') ? 'data' : file, form(file, content)]);
  const wanted = forms(filesOf('harmless'));
  const wantedGiven = forms(givenFilesOf('harmless'));

  it.each([...HOSTILE, ...WORDS].map((name) => [JSON.stringify(name).slice(0, 60), name]))(
    'keeps %s in its place',
    (_, name) => {
      expect(forms(filesOf(name))).toEqual(wanted);
      const given = givenFilesOf(name);
      expect(forms(given)).toEqual(wantedGiven);
      for (const file of Object.keys(given))
        expect(file).toMatch(
          /^(?!.*\.\.)[\p{L}\p{N}_][\p{L}\p{N}_.-]*(\/[\p{L}\p{N}_][\p{L}\p{N}_.-]*)*$|^\.(npmrc|gitignore)$/u,
        );
    },
  );

  it.each(HOSTILE.map((name) => [JSON.stringify(name).slice(0, 60), name]))(
    'keeps %s in comments of a network that is not finished',
    (_, name) => {
      const unfinished = (named: string) => {
        const document = documentNamed(named);
        const graph = { ...document.graph, edges: document.graph.edges.slice(1) };
        return target.model({ ...document, graph }, checkGraph(graph));
      };
      expect(form(target.mainFile, unfinished(name))).toEqual(form(target.mainFile, unfinished('harmless')));
    },
  );

  it('gives each column and each output a file of its own', () => {
    const files = Object.keys(givenFilesOf('a b'));
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    expect(files.filter((file) => file.startsWith('data/')).length).toBe(2);
  });
});

/** Names that try to leave their place: whatever a document's texts are, the code of an export is the same, and they stay in strings and comments. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../passes/check.ts';
import { stopAtErrors } from '../problems.ts';
import { tensor } from '../types/tensor.ts';
import { documentNamed, HOSTILE, WORDS } from './hostile.ts';
import { EXPORT_TARGETS } from './index.ts';

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
    // one that only predicts carries no data
    const columns = target.commands.train === undefined ? 0 : 2;
    expect(files.filter((file) => file.startsWith('data/')).length).toBe(columns);
  });
});

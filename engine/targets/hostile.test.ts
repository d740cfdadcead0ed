/**
 * Names that try to leave their place: whatever a document's texts are, the code of an export is the same, and they stay in strings and
 * comments. Every name is tried with every target by `npm run test:long`.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
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

/** The cells of a notebook. */
const cellsOf = (content: string): { readonly kind: string; readonly text: string }[] =>
  (JSON.parse(content) as { cells: { cell_type: string; source: string[] }[] }).cells.map(({ cell_type, source }) => ({
    kind: cell_type,
    text: source.join(''),
  }));
/** Without what speaks to Jupyter. */
const pythonOf = (cell: string): string => cell.replaceAll(/^%.*$/gm, '');

/** Sources of Python among files, by their paths. */
const pythonIn = (files: Readonly<Record<string, string | Uint8Array>>): [string, string][] =>
  Object.entries(files).flatMap(([file, content]): [string, string][] => {
    if (typeof content !== 'string') return [];
    if (file.endsWith('.py')) return [[file, content]];
    if (!file.endsWith('.ipynb')) return [];
    return cellsOf(content).flatMap(({ kind, text }, i): [string, string][] =>
      kind === 'code' ? [[`${file} ${i}`, pythonOf(text)]] : [],
    );
  });

/** Python's own parser: of each source the kinds of all that it is made of, without names and values, or why it is none. */
const PARSE = `import ast, json, sys
known = {}
def shape(source):
    if source not in known:
        try:
            known[source] = hash(tuple(type(node).__name__ for node in ast.walk(ast.parse(source))))
        except Exception as error:
            known[source] = str(error)
    return known[source]
print(json.dumps([[shape(source) for source in sources] for sources in json.load(sys.stdin)]))`;
const hasPython = spawnSync('python3', ['-c', 'import ast']).status === 0;

/** By how a file's name ends, and by what it holds: most files of an export are the same whatever names there are. */
const forms = new Map<string, Map<string, unknown>>();
/** What a file is, without its texts. */
function form(file: string, content: string | Uint8Array): unknown {
  if (typeof content !== 'string') return 'bytes';
  const kind = file === 'names.json' ? file : path.extname(file);
  const known = forms.get(kind) ?? new Map<string, unknown>();
  forms.set(kind, known);
  if (!known.has(content)) known.set(content, formOf(file, content));
  return known.get(content);
}

function formOf(file: string, content: string): unknown {
  expect(/\p{Cs}/u.test(content), file).toBe(false);
  if (file.endsWith('.ts')) return shapeOf(file, content);
  if (file.endsWith('.py')) return pythonShape(file, content);
  if (file.endsWith('.ipynb'))
    return cellsOf(content).map(({ kind, text }) => (kind === 'code' ? pythonShape(file, pythonOf(text)) : kind));
  if (file === 'names.json') return typeof JSON.parse(content);
  if (file.endsWith('.json')) return Object.keys(JSON.parse(content) as object);
  return content.split('\n').length;
}

/** In everyday runs a target tries every other name, and its neighbour, which is of the same language, those between. */
const EVERY = process.env.LOOM_LONG_TESTS ? 1 : 2;

describe.each(EXPORT_TARGETS)('$title', (target) => {
  const place = EXPORT_TARGETS.indexOf(target);
  const tried = (names: readonly string[]) => names.filter((_, i) => (i + place) % EVERY === 0);
  const [hostile, words] = [tried(HOSTILE), tried(WORDS)];
  const made = new Map<string, ReturnType<typeof target.export>>();
  const filesOf = (name: string) => {
    const known = made.get(name);
    if (known) return known;
    const document = documentNamed(name);
    const checked = checkGraph(document.graph);
    stopAtErrors(checked.problems);
    const files = target.export({ document, checked });
    made.set(name, files);
    return files;
  };
  const givenFilesOf = (name: string) => {
    const document = documentNamed(name);
    const bare = { ...document, data: { ...document.data, dataset: null } };
    const rows = { train: tensor('float32', [2, 4], [1, 2, 3, 4, 5, 6, 7, 8]) };
    return target.export({ document: bare, checked: checkGraph(document.graph), columns: () => rows });
  };
  const formsOf = (files: Readonly<Record<string, string | Uint8Array>>) =>
    Object.entries(files).map(([file, content]) => [file.startsWith('data/') ? 'data' : file, form(file, content)]);
  // a name of two words is none that a library allows for a layer, so what files call its weights stands in a table
  const harmless = ['harmless', 'two words'];
  const wanted = harmless.map((name) => formsOf(filesOf(name)));
  const wantedGiven = harmless.map((name) => formsOf(givenFilesOf(name)));

  it.each([...hostile, ...words].map((name) => [JSON.stringify(name).slice(0, 60), name]))(
    'keeps %s in its place',
    (_, name) => {
      expect(wanted).toContainEqual(formsOf(filesOf(name)));
      const given = givenFilesOf(name);
      expect(wantedGiven).toContainEqual(formsOf(given));
      for (const file of Object.keys(given))
        expect(file).toMatch(
          /^(?!.*\.\.)[\p{L}\p{N}_][\p{L}\p{N}_.-]*(\/[\p{L}\p{N}_][\p{L}\p{N}_.-]*)*$|^\.(npmrc|gitignore|prettierignore)$/u,
        );
    },
  );

  it.each(hostile.map((name) => [JSON.stringify(name).slice(0, 60), name]))(
    'keeps %s in comments of a network that is not finished',
    (_, name) => {
      const unfinished = (named: string) => {
        const document = documentNamed(named);
        const graph = { ...document.graph, edges: document.graph.edges.slice(1) };
        return target.model({ ...document, graph }, checkGraph(graph));
      };
      const file = target.mainFile.replace(/\.ipynb$/, '.py');
      expect(form(file, unfinished(name))).toEqual(form(file, unfinished('harmless')));
    },
  );

  it.skipIf(!hasPython)('keeps names in their places for Python’s own parser', () => {
    const all = ['harmless', ...hostile, ...words].map((name) => pythonIn(filesOf(name)));
    if (all[0]!.length === 0) return;
    const ran = spawnSync('python3', ['-c', PARSE], {
      input: JSON.stringify(all.map((sources) => sources.map(([, source]) => source))),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, PYTHONHASHSEED: '0' },
    });
    expect(ran.status, ran.stderr).toBe(0);
    const [usual, ...others] = JSON.parse(ran.stdout) as (string | number)[][];
    for (const [i, shapes] of others.entries())
      shapes.forEach((shape, at) => {
        expect(shape, `${[...hostile, ...words][i]}: ${all[0]![at]![0]}`).toBe(usual![at]);
      });
    expect(usual!.every((shape) => typeof shape === 'number')).toBe(true);
  });

  it('gives each column and each output a file of its own', () => {
    const files = Object.keys(givenFilesOf('a b'));
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    // one that only predicts carries no data
    const columns = target.commands.train === undefined ? 0 : 2;
    expect(files.filter((file) => file.startsWith('data/')).length).toBe(columns);
  });
});

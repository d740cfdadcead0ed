/** What exported projects carry of the transforms is the engine's own text. UPDATE_SAMPLES=1 writes `carried.ts` anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { TRANSFORMS } from '../../../data/index.ts';
import type { Field } from '../../../settings.ts';

const engine = path.resolve(import.meta.dirname, '../../..');
const written = path.join(import.meta.dirname, 'carried.ts');
const read = (file: string): string => readFileSync(path.join(engine, file), 'utf8').replaceAll('\r\n', '\n');
const parse = (file: string) => ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);

/** Files that transforms are put together of. */
const SHARED = [
  'types/shape.ts',
  'data/moments.ts',
  'types/codePoints.ts',
  ...['ragged', 'words', 'vocabulary', 'bytePairs', 'encoder'].map((name) => `data/language/${name}.ts`),
  ...readdirSync(path.join(engine, 'data/transforms/common')).map((file) => `data/transforms/common/${file}`),
  'data/transforms/pictures/places.ts',
  'data/transforms/pictures/resample.ts',
  'data/transforms/sounds/mel.ts',
];
const FOLDER = 'data/transforms';
/** What a transform may ask of: anything else would have to go along. */
const KNOWN =
  /^(\.\.\/\.\.\/(settings|phrases|problems|types\/\w+)|\.\.\/(define|moments|tables|(language|units)\/\w+)|\.\/common\/\w+)\.ts$/;
const files = readdirSync(path.join(engine, FOLDER)).filter(
  (file) =>
    file.endsWith('.ts') &&
    !file.endsWith('.test.ts') &&
    [...read(`${FOLDER}/${file}`).matchAll(/from '([^']+)'/g)].every(([, from]) => KNOWN.test(from!)),
);

const OTHERS = [
  ...['crop', 'grey', 'normalize', 'resize', 'threeChannels'].map((name) => `${FOLDER}/pictures/${name}.ts`),
  `${FOLDER}/sounds/logMel.ts`,
];

/** Declarations by their names, without `export`; a transform's own definition is none. */
function declarations(source: ts.SourceFile): [string, string][] {
  return source.statements.flatMap((statement): [string, string][] => {
    const declared = ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [statement];
    return declared.flatMap((one): [string, string][] => {
      const { name } = one as ts.DeclarationStatement;
      if (!name || !ts.isIdentifier(name) || definitionIn(one)) return [];
      return [
        [
          name.text,
          statement
            .getFullText()
            .trim()
            .replace(/^export /m, ''),
        ],
      ];
    });
  });
}

/** The object that a transform is defined by. */
function definitionIn(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  const call = ts.isVariableDeclaration(node) ? node.initializer : undefined;
  const isDefinition = call && ts.isCallExpression(call) && call.expression.getText() === 'defineTransform';
  return isDefinition ? (call.arguments[0] as ts.ObjectLiteralExpression) : undefined;
}

const typeOf = (field: Field): string => {
  if (field.kind === 'choice') return field.options.map((option) => `'${option}'`).join(' | ');
  if (field.kind === 'numbers' || field.kind === 'ints') return 'readonly number[]';
  return field.kind === 'boolean' ? 'boolean' : field.kind === 'int' || field.kind === 'number' ? 'number' : 'string';
};

const escaped = (text: string): string => text.replaceAll(/[\\`]|\$\{/g, '\\$&');
const quoted = (text: string) => `\`${escaped(text)}\``;

/** `columns.ts`: how values are written stands in it, without a file of its own. */
function tableFile(): string {
  const written = read('data/kinds/written.ts')
    .replace(/^\/\*\*.*\n\n/, '')
    .replaceAll(/^export /gm, '');
  return read('targets/typescript/tables/tableFile.ts').replace(/^import .*written\.ts';\n\n/m, () => `\n${written}\n`);
}

it("is the engine's own", () => {
  const helpers = new Map<string, string>();
  const members = new Map<string, string>();
  for (const source of [...SHARED, ...files.map((file) => `${FOLDER}/${file}`), ...OTHERS].map(parse)) {
    for (const [name, text] of declarations(source)) {
      expect(helpers.get(name) ?? text, `two of the name ${name}`).toBe(text);
      helpers.set(name, text);
    }
    source.forEachChild((node) => {
      if (!ts.isVariableStatement(node)) return;
      const [declared] = node.declarationList.declarations;
      const definition = definitionIn(declared!);
      if (!definition) return;
      const found = definition.properties.filter(({ name }) => /^(fit|apply|undo)$/.test(name?.getText() ?? ''));
      members.set(
        (declared!.name as ts.Identifier).text,
        found.map((member) => `  ${member.getFullText().trim()},\n`).join(''),
      );
    });
  }
  const transforms = TRANSFORMS.filter(({ id }) => members.has(id)).map(({ id, title, doc, settings, fit }) => {
    const fields = Object.entries(settings).map(
      ([name, field]) =>
        `        ${name}: { type: ${quoted(typeOf(field))}, default: ${JSON.stringify(field.default)} },\n`,
    );
    return `    ${id}: {
      doc:
        ${JSON.stringify(`${title}. ${doc}`)},
      fits: ${fit !== undefined},
      members: ${quoted(members.get(id)!)},
      settings: {\n${fields.join('')}      },
    },\n`;
  });
  const text = `/** What exported projects carry of the transforms, word for word. Written by \`carried.test.ts\` with UPDATE_SAMPLES=1. */
// biome-ignore-all format: a test writes it
// biome-ignore-all lint: a test writes it

interface CarriedTransform {
  readonly doc: string;
  /** It learns something from the training rows. */
  readonly fits: boolean;
  /** Its functions, as members of an object. */
  readonly members: string;
  /** What it can be told, as a type, and what it is told where nobody says otherwise. */
  readonly settings: Readonly<Record<string, { readonly type: string; readonly default: unknown }>>;
}

export const CARRIED: Readonly<Record<string, CarriedTransform>> = {
${transforms.join('')}};

/** Declarations that they are put together of, by their names. */
export const HELPERS: Readonly<Record<string, string>> = {
${[...helpers].map(([name, source]) => `    ${name}: ${quoted(source)},\n`).join('')}};

export const TABLE_FILE = ${quoted(tableFile())};
`;
  if (process.env.UPDATE_SAMPLES) writeFileSync(written, text);
  expect(text).toBe(readFileSync(written, 'utf8').replaceAll('\r\n', '\n'));
});

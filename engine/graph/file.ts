/** The saved form of a document, and of a block by itself: JSON with a stable layout, so that a change of one setting is a one-line difference. */
import { z } from 'zod';
import { problem, UserError } from '../problems.ts';
import { blocksUsed } from './blocks.ts';
import {
  type Block,
  type BlockFile,
  blockFileSchema,
  type Document,
  documentSchema,
  FORMAT_VERSION,
  type Graph,
} from './document.ts';
import { named, type Phrase, phrase, verbatim, type Value as TextValue } from '../phrases.ts';

/** Brings a file of version `from` up to version `from + 1`. */
export interface Migration {
  readonly from: number;
  migrate(file: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** One for every released version before this one; none yet. */
export const MIGRATIONS: readonly Migration[] = [];

/** The document as text. Keys come in the schema's order, those of free-form records sorted. */
export function serialize(document: Document): string {
  return `${JSON.stringify(documentSchema.parse(document), sortRecords, 2)}\n`;
}

/** A block of a graph as text, with those that it is made of. Its layout is a document's. */
export function serializeBlock(graph: Pick<Graph, 'blocks'>, block: Block): string {
  const blocks = [block, ...blocksUsed(graph, block.nodes).filter((one) => one !== block)];
  return `${JSON.stringify(blockFileSchema.parse({ format: 'loom-block', version: FORMAT_VERSION, block: block.id, blocks }), sortRecords, 2)}\n`;
}

/** Settings and the like are records whose order means nothing. */
function sortRecords(key: string, value: unknown): unknown {
  if (
    !['settings', 'inputs', 'targets'].includes(key) ||
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value)
  )
    return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A kind of file: what it says it is, and how it is brought up to date. */
interface Kind<T> {
  readonly format: string;
  /** What is said of a file that is none. */
  readonly not: Phrase;
  readonly schema: z.ZodType<T>;
  migrate(file: Readonly<Record<string, unknown>>, migration: Migration): Record<string, unknown>;
}

const DOCUMENT: Kind<Document> = {
  format: 'loom',
  not: phrase('not-a-document'),
  schema: documentSchema as unknown as z.ZodType<Document>,
  migrate: (file, migration) => migration.migrate(file),
};

/** Blocks are brought up to date as those of a document. */
const BLOCKS: Kind<BlockFile> = {
  format: 'loom-block',
  not: phrase('not-a-block'),
  schema: blockFileSchema as unknown as z.ZodType<BlockFile>,
  migrate(file, migration) {
    const { graph } = migration.migrate({
      format: 'loom',
      version: file.version,
      graph: { nodes: [], edges: [], blocks: file.blocks },
    }) as { graph: { blocks: unknown } };
    return { ...file, blocks: graph.blocks };
  },
};

/**
 * Reads a document. Throws a `UserError` (file-damaged, file-newer) that says where and why; nothing of the file is run.
 * `migrations` and `current` are for tests.
 */
export const parseDocument = (text: string, fileName: string, versions: Versions = {}): Document =>
  parseFile(DOCUMENT, text, fileName, versions);

/** Reads a block by itself; throws as `parseDocument` does. */
export const parseBlock = (text: string, fileName: string, versions: Versions = {}): BlockFile =>
  parseFile(BLOCKS, text, fileName, versions);

interface Versions {
  readonly migrations?: readonly Migration[];
  readonly current?: number;
}

function parseFile<T>(
  { format, not, schema, migrate }: Kind<T>,
  text: string,
  fileName: string,
  { migrations = MIGRATIONS, current = FORMAT_VERSION }: Versions,
): T {
  const damaged = (where: TextValue, reason: TextValue) =>
    new UserError(problem('file-damaged', { file: verbatim(fileName), where, reason }));
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw damaged(placeOf(error as Error, text), phrase('not-json'));
  }
  if (typeof file !== 'object' || file === null || file.format !== format) throw damaged(phrase('its-beginning'), not);
  let version = file.version;
  if (typeof version !== 'number' || !Number.isInteger(version))
    throw damaged(verbatim('"version"'), phrase('no-version'));
  if (version > current)
    throw new UserError(problem('file-newer', { file: verbatim(fileName), version, known: current }));
  while (version < current) {
    const migration = migrations.find(({ from }) => from === version);
    if (!migration) throw damaged(verbatim('"version"'), phrase('never-released', { version: version as number }));
    file = { ...migrate(file, migration), version: ++version };
  }
  const result = schema.safeParse(file);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw damaged(
    path.length === 0 ? phrase('its-beginning') : verbatim(path.join('.')),
    named('phrases.does-not-fit', message),
  );
}

/** Line and column where JSON broke off, from the position in the error's message where it names one. */
function placeOf({ message }: Error, text: string): Phrase {
  const position = /position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
  return phrase('line-and-column', { line: before.length, column: before.at(-1)!.length + 1 });
}

/** The published JSON Schema of `.loom` files. */
export const documentJsonSchema = (): unknown => z.toJSONSchema(documentSchema, { io: 'input' });

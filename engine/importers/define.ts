/**
 * What reads a model of another program into a document: one folder each, listed in `index.ts`. An importer knows a file's bytes and
 * what they mean; how the graph is put together, named and laid out is `common/drawing.ts` for all of them. Nothing of a file is run,
 * and nothing in it is believed: sizes are checked before memory is asked for, and a path in it may not lead out of its folder.
 */
import type { FileSystem } from '../files/fileSystem.ts';
import type { Document } from '../graph/document.ts';
import type { Task } from '../learn/usual.ts';
import { type Phrase, type Value, verbatim } from '../phrases.ts';
import { problem, reasonOf, Refusal, UserError } from '../problems.ts';
import type { Tensor } from '../types/tensor.ts';

/** Where a model lies. */
export interface ModelSource {
  /** The file that was chosen. */
  readonly file: string;
  /** Gives it, and what lies beside it. */
  readonly files: Pick<FileSystem, 'paths' | 'read' | 'open' | 'stat' | 'list' | 'realPath'>;
}

/** What the work of an import may ask of whoever waits for it. */
export interface ImportWork {
  /** Hears how far it is, as often as the work likes to tell. */
  progress?(done: number, total: number): void;
  /** Comes back once others have had their turn; throws where the import is no longer wanted. */
  breathe(): Promise<void>;
}

/** What a model leaves open and a person says: sizes of its axes and values of its settings, by the names that its report tells. */
export type Given = Readonly<Record<string, number>>;

/**
 * What became of a node of the model. `mapped`: layers that give the same numbers. `approximated`: layers that do so only under a
 * condition, which `why` says. `opaque`: it keeps its place and runs as it is, but does not learn. `refused`: it is left out.
 */
export const FATES = ['mapped', 'approximated', 'opaque', 'refused'] as const;
export type Fate = (typeof FATES)[number];

export interface ReportRow {
  /** What the model calls it. */
  readonly node: string;
  /** The model's word for what it does: `Conv`, `BatchNormalization`. */
  readonly op: string;
  readonly fate: Fate;
  /** The nodes of the document that came of it; empty where it was calculated once and for all, or is part of another row's. */
  readonly layers: readonly string[];
  readonly why?: Phrase;
}

/** A module that layers of a model stand in. */
export interface Module {
  /** As the state dict has it: `encoder.layers.0`; nothing for the model itself. */
  readonly path: string;
  /** Its class: `EncoderBlock`. */
  readonly title: string;
}

export interface Imported {
  readonly document: Document;
  /** By the names under which the document looks for them, `<label or id>.<weight>`. They may lie in the file's own memory. */
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly report: readonly ReportRow[];
  /** By node of the document, the modules that it stands in, from the outermost in; of what the model says so of. */
  readonly modules?: ReadonlyMap<string, readonly Module[]>;
}

export interface Importer {
  readonly id: string;
  readonly title: string;
  /** What its files are called at the end, with the dot. The longer of two that fit decides. */
  readonly endings: readonly string[];
  /** Whether a file without such an ending is one, by its first bytes (at most `HEAD` of them). */
  recognizes?(head: Uint8Array): boolean;
  /** Throws a `UserError` that says what is wrong and where, for a file that is damaged, foreign or too large. */
  read(source: ModelSource, given: Given, work: ImportWork): Promise<Imported>;
}

/** So many bytes of a file tell what it is. */
export const HEAD = 4096;

/** The file is damaged: `where` in it, and why. */
export const damagedModel = (file: string, where: Value, reason: Value): UserError =>
  new UserError(problem('file-damaged', { file: verbatim(file), where, reason }));

/** An error while a file was read, as what a person is told of it; a mistake of the program's own stays what it is. */
export function sayUnreadable(file: string, error: unknown): unknown {
  if (error instanceof Refusal)
    return new UserError(problem('file-unreadable', { file: verbatim(file), reason: error.reason }));
  if (error instanceof Error && 'code' in error)
    return new UserError(
      problem('file-unreadable', { file: verbatim(file), reason: reasonOf(error, { ENOENT: 'is-not-there' }) }),
    );
  return error;
}

/** What a person is told of an import. */
export interface ModelReport {
  readonly counts: Readonly<Record<Fate, number>>;
  /** How many nodes became layers that give the same numbers, by the model's word for what they do; the most first. */
  readonly kinds: readonly { readonly op: string; readonly count: number }[];
  /** The rows that have something to say, the gravest first, as many as are sent. */
  readonly rows: readonly ReportRow[];
  readonly guesses: readonly Guess[];
}

/** What an output was taken for where nothing says for certain, and what else it may well be. */
export interface Guess {
  /** Of its loss in the document. */
  readonly target: string;
  readonly task: Task;
  readonly other: Task;
}

/** So many rows are told; how many there are is in the counts. */
const MOST_TOLD = 1000;

export function told({ report, guesses }: { report: readonly ReportRow[]; guesses: readonly Guess[] }): ModelReport {
  const kinds = new Map<string, number>();
  for (const { op, fate } of report) if (fate === 'mapped') kinds.set(op, (kinds.get(op) ?? 0) + 1);
  return {
    counts: countFates(report),
    kinds: [...kinds].map(([op, count]) => ({ op, count })).sort((a, b) => b.count - a.count),
    rows: FATES.toReversed()
      .flatMap((fate) => report.filter((row) => row.fate === fate && (fate !== 'mapped' || row.why)))
      .slice(0, MOST_TOLD),
    guesses,
  };
}

/** How many rows have which fate. */
export function countFates(report: readonly ReportRow[]): Readonly<Record<Fate, number>> {
  const counts = { mapped: 0, approximated: 0, opaque: 0, refused: 0 };
  for (const { fate } of report) counts[fate]++;
  return counts;
}

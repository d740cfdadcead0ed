/** What an export target is, and what it is given to write. */
import type { Document } from '../graph/document.ts';
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/program.ts';
import type { Spelling } from '../layers/define.ts';
import type { CheckedGraph } from '../passes/check.ts';
import type { TargetTypes } from '../passes/compile.ts';
import type { NodeLines } from './lines.ts';
import type { Shape } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';

/** The raw rows of a column, to learn from and where there are such to test on. */
export interface ColumnRows {
  readonly train: Tensor;
  readonly test?: Tensor;
}

/** A table whose columns feed a network, as a file of text that exported code reads. */
export interface TableText {
  /** The file that the document names is one of text; else `content` stands for it. */
  readonly isText: boolean;
  /** How its lines are read. */
  readonly form: {
    readonly encoding: string;
    readonly separator: string;
    readonly quote: string;
    readonly skipped: number;
    readonly header: boolean;
    readonly faulty: 'stop' | 'skip';
  };
  /** How the values of its columns are read: numbers and dates as they say, classes by their names. */
  readonly columns: readonly {
    readonly name: string;
    readonly reading?: string | undefined;
    /** What stands beside its numbers, and is taken off. */
    readonly sign?: string | undefined;
    readonly classes?: readonly string[] | undefined;
    readonly text?: true;
    /** Several values stand in a cell. */
    readonly several?: true;
    /** A cell names a picture. */
    readonly pictures?: true;
  }[];
  /** Of a table over time: what its columns are to the windows that it is cut into, and how it is cut. */
  readonly series?: {
    readonly time: string;
    readonly isDate: boolean;
    readonly groups: readonly { readonly name: string; readonly classes: readonly string[] }[];
    readonly inputs: readonly string[];
    readonly length: number;
    readonly horizon: number;
    readonly lead: number;
    readonly stride: number;
    readonly gaps: 'cut' | 'fill' | 'follow';
  };
  /** The whole table as such a file, where the document's is none and it is small enough to go along. */
  readonly content?: string | undefined;
  /** A few rows that no weight learned from, as such a file. */
  readonly sample?: string | undefined;
}

/** A file of text whose rows name files, with what is to be learned of each. */
export interface LabelTable extends Pick<TableText, 'form' | 'columns'> {
  /** The column of the names. */
  readonly names: string;
  /** What the column is called that the files become. */
  readonly content: string;
}

/** How the program writes a table itself, and a file is read of which nothing is known. */
export const PLAIN_FORM: TableText['form'] = {
  encoding: 'utf-8',
  separator: ',',
  quote: '"',
  skipped: 0,
  header: true,
  faulty: 'stop',
};

/** How a graph takes raw rows and answers in the units of the data. */
export interface RawRows {
  /** The columns of the data that go in, each once. */
  readonly columns: readonly {
    readonly name: string;
    readonly dtype: 'float32' | 'int32';
    /** Of one row. */
    readonly shape: Shape;
    readonly classes?: readonly string[];
    /** Its numbers are days since 1970. */
    readonly days?: true;
  }[];
  /** What an Input node is fed with, of the raw rows of the columns. */
  feed(b: Builder, node: string, raw: ReadonlyMap<string, Value>): Value;
  /** What a node answers, turned back where its target was transformed. */
  answer(b: Builder, node: string, output: Value): Value;
}

/** The forms of a TensorFlow.js model: a graph of operators, or layers that can learn on. */
export const MODEL_FORMS = ['graph', 'layers'] as const;
export type ModelForm = (typeof MODEL_FORMS)[number];

export interface ExportInput {
  readonly document: Document;
  readonly checked: CheckedGraph;
  /** The engine's, by their names. */
  readonly weights?: ReadonlyMap<string, Tensor> | undefined;
  /** What the transforms of the data learned, as a weights file has it. */
  readonly fits?: Readonly<Record<string, readonly object[]>> | undefined;
  /** What the data gives for each key of `data.targets`; guessed from losses and transforms where the data was not opened. */
  readonly targets?: TargetTypes | undefined;
  /** What the classes of a target are called, by key, where the data name them. */
  readonly classes?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The raw rows of a column, where the data was opened and is small enough to go along. */
  readonly columns?: ((name: string) => ColumnRows) | undefined;
  /** Of data that is a table, where it was opened: how its file is read. */
  readonly table?: TableText | undefined;
  /** Of data that is files which a table names, where it was opened: how the file of that table is read. */
  readonly labels?: LabelTable | undefined;
  /** Of an ONNX file, where another than the usual one is wanted. */
  readonly opset?: number | undefined;
  /** Of a TensorFlow.js model; a graph where left out. */
  readonly form?: ModelForm | undefined;
  /** Where an ONNX file does the transforms of the data itself; `sample` is then by columns. */
  readonly raw?: RawRows | undefined;
  /** How many rows are learned from, where the data was opened. */
  readonly rows?: number | undefined;
  /** A few raw rows that no weight learned from, by the Input nodes that they feed, where the data was opened. */
  readonly sample?: Readonly<Record<string, Tensor>> | undefined;
  /** How good the weights are on rows that they did not learn from, where a run says so. */
  readonly figures?:
    | { readonly split: 'test' | 'validation'; readonly metrics: Readonly<Record<string, unknown>> }
    | undefined;
}

/** By their paths in the project's folder, with forward slashes. */
export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>;

/** How an exported project is held to the engine, by a program of its own that goes along with it. */
export interface ParityCheck {
  /** What runs the program: Node.js, Python with these modules; or ONNX Runtime runs the model itself. */
  readonly by: 'node' | 'python' | 'onnx';
  readonly modules?: readonly string[];
  /** The program's file, which reads `parity/expected.json` and writes `parity.json`. */
  readonly program: string;
  /** What a person types to run it. */
  readonly command: string;
  /** The rows that it reads: those of the data's columns, or what the network is fed with. */
  readonly rows: 'raw' | 'ready';
  /** The project trains, so the losses of steps are compared, too. */
  readonly trains: boolean;
  /** What training draws by chance is drawn as the engine does. */
  readonly draws?: boolean;
  /** What steps of so many rows take that nothing but the comparison does, by files of the project. */
  steps?(input: ExportInput, rows: number): ProjectFiles;
  /** The file of the project that has its weights; a project without that is given them for the comparison. */
  readonly weights: string;
  /** That file is the network itself, which cannot be compared where it was exported without weights. */
  readonly inWeights?: true;
}

/** Something that a target does not write. */
export interface Lack {
  readonly says: string;
  /** Whether a document asks for it; all of them where left out. */
  readonly when?: (document: Document) => boolean;
}

export interface ExportTarget {
  readonly id: string;
  readonly title: string;
  /** What it writes. */
  readonly doc: string;
  /** What it takes to run that. */
  readonly needs: string;
  /** What it refuses to write, or writes otherwise, by names of its own. */
  readonly lacks: Readonly<Record<string, Lack>>;
  /** Which of a layer's spellings it reads; layers without one are printed from their primitives. */
  readonly spelling?: keyof Spelling;
  /** The file with the network. */
  readonly mainFile: string;
  /** What a person types in the project's folder. */
  readonly commands: {
    readonly install: string;
    /** Where what it writes can be trained. */
    readonly train?: string;
    readonly predict: string;
  };
  /** How what it writes is held to the engine. */
  readonly parity: ParityCheck;
  /** Its files get the form of Prettier's defaults before they leave (`export/tidy.ts`). */
  readonly prettier?: true;
  /** The whole project. Throws a `UserError` where the document cannot be exported. */
  export(input: ExportInput): ProjectFiles;
  /** What the lines of the main file, whose text is given, are about, in a target that prints each layer. Takes what `export` takes. */
  lines?(document: Document, checked: CheckedGraph, text: string): NodeLines;
  /** The network's source alone, as far as the graph goes; what is missing stands in it as comments. */
  model(document: Document, checked: CheckedGraph): string;
}

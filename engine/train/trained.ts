/** A trained network without its dataset: raw rows in, outputs out. */
import { whereInFile } from '../data/tables.ts';
import type { TransformFit } from '../data/define.ts';
import { type ClassNames, type Fits, stopAtStrayValues } from '../data/pipeline.ts';
import { fitOfPart, joinRows } from '../data/joined.ts';
import { copied, hasTexts } from '../data/language/ragged.ts';
import { unknownTokens } from '../data/language/unknown.ts';
import { applyTransforms, undoTransforms } from '../data/transformed.ts';
import { type Choice, type ColumnConfig, type Document, nameOf } from '../graph/document.ts';
import { type CheckedGraph, checkGraph } from '../passes/check.ts';
import { compile, compileToPredict, type TargetTypes } from '../passes/compile.ts';
import { expandDocument } from '../passes/expand.ts';
import type { CompiledModel, ModelTensor } from '../passes/compiled.ts';
import { isStray, lookupsOf, strayToken, tokensOf } from '../passes/lookups.ts';
import { type Problem, problem, stopAtErrors, UserError } from '../problems.ts';
import { strayLabels } from '../learn/comparison.ts';
import { answersOf } from './reports/answers.ts';
import { outOfRange } from './labels.ts';
import { lossOf } from '../learn/index.ts';
import type { Engine, EngineOptions, Session, Tensors } from './engine.ts';
import { allocate } from '../types/dtype.ts';
import { formatShape, sameShape } from '../types/shape.ts';
import { type Tensor, tensor } from '../types/tensor.ts';
import { openSession } from './openModel.ts';
import type { Weights } from './weights.ts';
import { type Phrase, phrase, verbatim, type Value as TextValue } from '../phrases.ts';

/** Rows that go through the network at a time. */
const BATCH = 256;

/** What tensors that came by name are called. */
export function tensorNames(names: readonly string[]): TextValue {
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? phrase('tensor-without-name') : given.map(verbatim);
}

export class TrainedModel {
  readonly document: Document;
  readonly model: CompiledModel;
  readonly session: Session;
  readonly #checked: CheckedGraph;
  readonly #fits: Fits | undefined;
  /** What classes were called in the data that it learned from. */
  readonly names: ClassNames;
  /** What the outputs say, by node. */
  readonly answers: ReturnType<typeof answersOf>;
  /** The outputs that are learned as numbers, with the transforms of what they are learned from. */
  readonly #numbers: readonly {
    readonly node: string;
    readonly name: string;
    readonly transforms: readonly Choice[];
    readonly fits: readonly TransformFit[];
  }[];
  /** The question before this one: a session answers one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    document: Document,
    checked: CheckedGraph,
    model: CompiledModel,
    session: Session,
    { fits, classes = {} }: Pick<Weights, 'fits' | 'classes'>,
  ) {
    this.document = document;
    this.#checked = checked;
    this.model = model;
    this.session = session;
    this.#fits = fits;
    this.names = classes;
    this.answers = answersOf(document, checked, classes);
    this.#numbers = expandDocument(document, checked.expanded).training.losses.flatMap(({ loss, target, output }) => {
      const { node } = model.outputs.find((one) => one.node === output) ?? model.outputs[0]!;
      const { transforms } = document.data.targets[target] ?? {};
      if (lossOf(loss.type)?.compares !== 'numbers' || !transforms || transforms.length === 0) return [];
      return [{ node: node!, name: `readout:${node}`, transforms, fits: fits?.[`target:${target}`] ?? [] }];
    });
  }

  /**
   * `targets` are given for programs with losses: the document must be trainable on them. To predict, the graph is enough. Throws a
   * `UserError` where graph and weights do not fit each other.
   */
  static async open(
    engine: Engine,
    document: Document,
    weights: Weights,
    options: Pick<EngineOptions, 'device' | 'threads'>,
    targets?: TargetTypes,
  ): Promise<TrainedModel> {
    const checked = checkGraph(document.graph);
    stopAtErrors(checked.problems);
    const model = targets ? compile(document, targets, checked) : compileToPredict(document, checked);
    return new TrainedModel(
      document,
      checked,
      model,
      await openSession(engine, document, model, { ...options, fixed: true }, weights),
      weights,
    );
  }

  /**
   * What the network reads, made of rows as the dataset has them: by Input node's id or label, or just one where there is one. A
   * joined column's by the names of the columns that it is joined of, too.
   * `raw` rows go in as they are, without the transforms.
   */
  feeds(inputs: Tensors, raw = false): { feeds: Record<string, Tensor>; rows: number } {
    const { document, model } = this;
    const feeds: Record<string, Tensor> = {};
    let rows: number | undefined;
    for (const input of model.inputs) {
      const label = nameOf(document.graph.nodes.find(({ id }) => id === input.node)!);
      const joined = raw ? undefined : this.#joined(input.node!, inputs);
      const given =
        joined ??
        inputs[input.node!] ??
        inputs[label] ??
        inputs[input.name] ??
        inputs[document.data.inputs[input.node!]?.column ?? ''] ??
        (model.inputs.length === 1 && Object.keys(inputs).length === 1 ? Object.values(inputs)[0] : undefined);
      const mismatch = (expected: TextValue, received: TextValue) =>
        new UserError(
          problem(
            'data-mismatch',
            { input: phrase('input-called', { name: verbatim(label) }), expected, received },
            { node: input.node! },
          ),
        );
      if (!given) throw mismatch(phrase('tensor-of-its-name'), tensorNames(Object.keys(inputs)));
      const unfit = (row: number, value: number, expected: Phrase) =>
        new UserError(
          problem(
            'value-unfit',
            {
              input: phrase('input-called', { name: verbatim(label) }),
              where: whereInFile(undefined, row),
              value,
              expected,
            },
            { node: input.node! },
          ),
        );
      const unanswerable = ({ row, value }: { readonly row: number; readonly value: number }) =>
        new UserError(
          problem(
            'value-no-number',
            { input: phrase('input-called', { name: verbatim(label) }), where: whereInFile(undefined, row), value },
            { node: input.node! },
          ),
        );
      const value = cast(raw ? given : this.#transformed(input, given, unfit), input.type.dtype, unfit);
      if (!sameShape(value.shape.slice(1), input.type.shape.slice(1)) || value.shape.length === 0)
        throw mismatch(formatShape(input.type.shape.slice(1)), formatShape(value.shape.slice(1)));
      rows ??= value.shape[0]!;
      const strange = noNumberIn(value);
      if (strange) throw unanswerable(strange);
      if (value.shape[0] !== rows) throw mismatch(phrase('rows-as-others', { rows }), value.shape[0]!);
      feeds[input.name] = value;
    }
    if (rows) this.#stopAtStray(feeds, rows);
    return { feeds, rows: rows ?? 0 };
  }

  /** What of the targets among these feeds the losses cannot take. */
  strayTargets(feeds: Tensors): Problem[] {
    const types = Object.fromEntries(this.model.targets.map(({ name, type }) => [name.slice('target:'.length), type]));
    return outOfRange(this.document, this.#checked, types, ({ target, sampleWeights }, range) => {
      const { data: labels, shape } = feeds[`target:${target}`]!;
      const rows = Int32Array.from({ length: shape[0]! }, (_, row) => row);
      const weights = sampleWeights === undefined ? undefined : feeds[`target:${sampleWeights}`]!.data;
      return strayLabels(range, [{ rows, labels, weights, whereIs: (row) => whereInFile(undefined, row) }]);
    });
  }

  #stopAtStray(feeds: Tensors, rows: number): void {
    for (const lookup of lookupsOf(this.#checked, rows)) {
      const tokens = tokensOf(lookup, feeds);
      const at = tokens.findIndex((token) => isStray(lookup, token));
      if (at >= 0)
        throw new UserError(
          strayToken(this.#checked, lookup, {
            where: whereInFile(undefined, Math.floor((at * rows) / tokens.length)),
            token: tokens[at]!,
          }),
        );
    }
  }

  #transformed({ name, node }: ModelTensor, rows: Tensor, unfit: Unfit): Tensor {
    const { transforms = [] } = this.document.data.inputs[node!] ?? {};
    if (transforms.length === 0) return rows;
    const fits = this.#fits?.[name];
    if (!fits)
      throw new UserError(
        problem('weights-mismatch', {
          weight: phrase('fit-of', { name: verbatim(name) }),
          expected: phrase('what-transforms-learned'),
          received: phrase('no-fit'),
        }),
      );
    if (hasTexts(rows)) return applyTransforms(transforms, fits, rows);
    // transforms may change what they are given
    const { shape, data } = cast(rows, 'float32', unfit);
    const raw: Tensor = { dtype: 'float32', shape, data: Float32Array.from(data) };
    stopAtStrayValues(this.document.data.inputs[node!]?.column ?? name, transforms, fits, raw);
    return applyTransforms(transforms, fits, raw);
  }

  /** The rows of an input that is joined of columns, where these are given by their names; undefined where none is. */
  #joined(node: string, inputs: Tensors): Tensor | undefined {
    const { joined = {}, inputs: feeds } = this.document.data;
    const column = feeds[node]?.column;
    const parts = column !== undefined && Object.hasOwn(joined, column) ? joined[column]! : [];
    if (!parts.some((part) => Object.hasOwn(inputs, part.column))) return undefined;
    const missing = parts.find((part) => !Object.hasOwn(inputs, part.column));
    if (missing || !this.#fits)
      throw new UserError(
        problem('column-missing', {
          column: verbatim(missing?.column ?? column!),
          columns: Object.keys(inputs).map(verbatim),
        }),
      );
    // transforms may change what they are given
    const rows = parts.map((config) => ({ config, raw: copied(inputs[config.column]!) }));
    return joinRows(column!, rows, this.#fits);
  }

  /**
   * How many tokens of each text there are, and how many of them are in no vocabulary, by columns: of the texts among these rows, that are
   * given by the names of columns or of Input nodes.
   */
  unknown(inputs: Tensors): Readonly<Record<string, { readonly tokens: number; readonly unknown: number }>> {
    const { inputs: fed, joined = {} } = this.document.data;
    const found: Record<string, { tokens: number; unknown: number }> = {};
    const look = (key: string, { column, transforms }: ColumnConfig, fits: readonly TransformFit[] | undefined) => {
      const rows = inputs[key] ?? inputs[column];
      const counts = rows && hasTexts(rows) && fits ? unknownTokens(transforms, fits, rows) : undefined;
      if (counts) found[column] = counts;
    };
    for (const [node, config] of Object.entries(fed)) look(node, config, this.#fits?.[`input:${node}`]);
    for (const [name, parts] of Object.entries(joined))
      for (const [i, part] of parts.entries()) look(part.column, part, this.#fits?.[fitOfPart(name, i)]);
    return found;
  }

  /**
   * `output:<node>` and `readout:<node>` for every row; and `unknown:<column>` of texts: how many tokens they have, and how many of these
   * are in no vocabulary.
   */
  predict(inputs: Tensors, raw = false): Promise<Record<string, Tensor>> {
    const answer = this.#turn.then(() => this.#predict(this.feeds(inputs, raw)));
    this.#turn = answer.catch(() => {});
    return answer.then((results) => ({
      ...results,
      ...Object.fromEntries(
        Object.entries(this.unknown(inputs)).map(([column, { tokens, unknown }]) => [
          `unknown:${column}`,
          tensor('int32', [2], [tokens, unknown]),
        ]),
      ),
    }));
  }

  async #predict({ feeds, rows }: { feeds: Record<string, Tensor>; rows: number }): Promise<Record<string, Tensor>> {
    const whole: Record<string, Tensor> = {};
    for (let start = 0; start < rows; start += BATCH) {
      const size = Math.min(BATCH, rows - start);
      const part =
        size === rows
          ? feeds
          : Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, slice(feed, start, size)]));
      for (const [name, { dtype, shape, data }] of Object.entries(await this.session.run('predict', size, part))) {
        const joined = (whole[name] ??= {
          dtype,
          shape: [rows, ...shape.slice(1)],
          data: allocate(dtype, (data.length / size) * rows),
        });
        joined.data.set(data as never, (data.length / size) * start);
      }
    }
    for (const { node, name, transforms, fits } of this.#numbers) {
      const value = whole[name] && undoTransforms(transforms, fits, whole[name]);
      if (value) whole[`value:${node}`] = value;
    }
    return whole;
  }

  close(): Promise<void> {
    return this.session.close();
  }
}

function slice({ dtype, shape, data }: Tensor, start: number, size: number): Tensor {
  const width = data.length / shape[0]!;
  return { dtype, shape: [size, ...shape.slice(1)], data: data.slice(start * width, (start + size) * width) };
}

/** The first value among floats that is no finite number. */
function noNumberIn({ dtype, shape, data }: Tensor): { readonly row: number; readonly value: number } | undefined {
  const at = dtype === 'float32' ? (data as Float32Array).findIndex((value) => !Number.isFinite(value)) : -1;
  return at < 0 ? undefined : { row: Math.floor((at * shape[0]!) / data.length), value: data[at]! };
}

/** The problem of a value that the input's type does not hold. */
type Unfit = (row: number, value: number, expected: Phrase) => UserError;

/** Whole numbers and others are read as the network's input has them. Throws where one would become another number. */
function cast({ dtype, shape, data }: Tensor, wanted: Tensor['dtype'], unfit: Unfit): Tensor {
  if (dtype === wanted) return { dtype, shape, data };
  const converted = allocate(wanted, data.length);
  converted.set(data as never);
  const at = data.findIndex((value, i) => converted[i] !== value && !(wanted === 'float32' && Number.isNaN(value)));
  if (at >= 0)
    throw unfit(
      Math.floor((at * shape[0]!) / data.length),
      data[at]!,
      phrase(wanted === 'float32' ? 'numbers-float32-holds' : 'whole-number-values'),
    );
  return { dtype: wanted, shape, data: converted };
}

/**
 * A text that a language model goes on with: it is asked what follows, one token is drawn of its answer, and it is asked again with that
 * token behind the others. Or a text that an encoder reads and a decoder answers, begun by token 0, which ends it, too.
 */
import type { Files } from '../../data/define.ts';
import { type Tokenizer, tokenizerOf } from '../../data/language/tokenizer.ts';
import { openDataset, TOKENIZER } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import { choosesClass } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { checkGraph } from '../../passes/check.ts';
import { compileToPredict, judgedOutput } from '../../passes/compile.ts';
import { stepwiseModel } from '../../passes/stepwise.ts';
import { type Phrase, phrase } from '../../phrases.ts';
import { problem, stopAtErrors, UserError } from '../../problems.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import { openSession } from '../openModel.ts';
import type { Weights } from '../weights.ts';
import { chanceOf, drawn, type Drawing } from './draw.ts';
import { PlaceByPlace, type Places, WholeRows } from './places.ts';
import type { Reading } from './reading.ts';

/** How a text is gone on with; the same seed gives the same text. */
export interface Writing extends Drawing {
  readonly seed: number;
}

interface Options extends Pick<EngineOptions, 'device' | 'threads'> {
  /** Every token costs a whole row, although the network could be asked place by place. */
  readonly whole?: boolean;
}

/**
 * How the text that a model learned from is cut: kept with its weights, else as its data say, or letter by letter where what it reads has
 * a token for each. Throws a `UserError` where it read none.
 */
export async function tokenizerFor({ data }: Document, { fits }: Weights, files: Files): Promise<Tokenizer> {
  const kept = fits?.[TOKENIZER]?.[0];
  if (kept) return tokenizerOf(kept);
  const opened = data.dataset && (await openDataset(data.dataset, files, undefined, data));
  if (opened?.tokenizer) return tokenizerOf(opened.tokenizer);
  const read = Object.values(data.inputs)[0]?.column;
  const { classes, kind } = opened?.columns.find(({ name }) => name === read) ?? {};
  if (kind !== 'tokens' || !classes?.every((one) => [...one].length === 1)) throw none(phrase('data-of-no-text'));
  return tokenizerOf({ by: 'character', tokens: classes });
}

export class LanguageModel {
  readonly tokenizer: Tokenizer;
  /** It is asked place by place, with what its layers keep of the earlier ones. */
  readonly keeps: boolean;
  readonly #places: Places;
  /** Of the output that foretells. */
  readonly #node: string;
  /** Tokens that it sees at a time. */
  readonly #length: number;
  /** Where a text is read and another is written. */
  readonly #reader: WholeRows | undefined;
  readonly #close: () => Promise<void>;

  private constructor(
    tokenizer: Tokenizer,
    places: Places,
    { node, length, reads }: { readonly node: string; readonly length: number; readonly reads: boolean },
    close: () => Promise<void>,
  ) {
    this.tokenizer = tokenizer;
    this.keeps = places instanceof PlaceByPlace;
    this.#places = places;
    this.#reader = reads && places instanceof WholeRows ? places : undefined;
    this.#node = node;
    this.#length = length;
    this.#close = close;
  }

  /** Throws a `UserError` where the network does not foretell tokens, or the weights are not its own. */
  static async open(
    engine: Engine,
    document: Document,
    weights: Weights,
    tokenizer: Tokenizer,
    { whole = false, ...options }: Options,
  ): Promise<LanguageModel> {
    const checked = checkGraph(document.graph);
    stopAtErrors(checked.problems);
    const model = compileToPredict(document, checked);
    const input = model.inputs.at(-1);
    const reads = model.inputs.length === 2;
    const areTokens = model.inputs.every(({ type }) => type.dtype === 'int32' && type.shape.length === 2);
    if (!input || model.inputs.length > 2 || !areTokens) throw none(phrase('not-one-row-of-tokens'));
    const [, length] = input.type.shape as readonly [unknown, number];
    const { loss } = document.training.losses[0] ?? {};
    const judged = loss && judgedOutput(document, checked, 0);
    const spec = loss && lossOf(loss.type);
    const given = typeof judged === 'string' ? checked.nodes.get(judged)!.outputs[0]! : undefined;
    if (!spec || !choosesClass(spec) || given?.shape.length !== 3 || given.shape[1] !== length)
      throw none(phrase('no-token-at-each-place'));
    const step = whole || reads ? undefined : stepwiseModel(document, checked);
    const session = await openSession(engine, document, step ?? model, { ...options, fixed: true }, weights);
    const places = step ? new PlaceByPlace(session, step) : new WholeRows(session, model);
    const about = { node: judged as string, length, reads };
    return new LanguageModel(tokenizer, places, about, () => session.close());
  }

  /** What the network gives for what follows these tokens, before the softmax. Valid until the next question. */
  logits(text: readonly number[]): Promise<ArrayLike<number>> {
    return this.#places.last(seenOf(text, this.#length), `output:${this.#node}`);
  }

  /** The token behind these, the `written`-th that is drawn (from 0). Nothing is continued as a text of token 0. */
  async next(text: readonly number[], written: number, { seed, ...drawing }: Writing): Promise<number> {
    const seen = seenOf(text.length > 0 ? text : [0], this.#length);
    const answer = await this.#places.last(seen, `readout:${this.#node}`);
    // a network may have room for more tokens than there are
    const known = Array.prototype.slice.call(answer, 0, this.tokenizer.size) as number[];
    return drawn(known, drawing, chanceOf(seed, written));
  }

  /** How much of a prompt it reads: a text to answer from its start, and of one that it goes on with the end. */
  readingOf(prompt: string): Reading {
    const { encode, asked = '' } = this.tokenizer;
    if (this.#reader) {
      const { length: all } = encode(prompt);
      return { all, read: Math.min(all, this.#reader.room), which: 'first' };
    }
    const question = [...encode(prompt + asked)];
    return { all: question.length, read: seenOf(question, this.#length).length, which: 'last' };
  }

  /**
   * What follows `prompt`, where so many tokens are `written` already: one after the other, as long as they are asked for. An answer to
   * it ends before token 0 and where its row is full, or where the network learned that answers end.
   */
  async *write(prompt: string, writing: Writing, written: readonly number[] = []): AsyncGenerator<number, void> {
    if (this.#reader) {
      this.#reader.read(this.tokenizer.encode(prompt));
      for (const text = [0, ...written]; text.length <= this.#length; ) {
        const token = await this.next(text, text.length - 1, writing);
        if (token === 0) return;
        text.push(token);
        yield token;
      }
      return;
    }
    const { encode, asked = '', isOver } = this.tokenizer;
    const question = encode(prompt + asked);
    const answer = [...written];
    while (!isOver?.(answer)) {
      const token = await this.next([...question, ...answer], answer.length, writing);
      answer.push(token);
      yield token;
    }
  }

  close(): Promise<void> {
    return this.#close();
  }
}

const none = (reason: Phrase): UserError => new UserError(problem('no-language-model', { reason }));

/**
 * The end of a text that a row holds. What goes forgets half of a row at a time: a network that keeps what it saw then sees the
 * places in between but once.
 */
export function seenOf(text: readonly number[], length: number): readonly number[] {
  if (text.length <= length) return text;
  const step = Math.max(1, Math.floor(length / 2));
  return text.slice(Math.ceil((text.length - length) / step) * step);
}

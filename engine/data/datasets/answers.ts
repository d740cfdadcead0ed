import { phrase, verbatim } from '../../phrases.ts';
import { choice, int, path, text } from '../../settings.ts';
import type { TensorData } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import { allocate } from '../../types/dtype.ts';
import { type Column, defineDataset, type Files, type Table, type TransformFit } from '../define.ts';
import { learnTokenizer, tokenizerOf } from '../language/tokenizer.ts';
import { AS_FOUND, type StoredTable, type TableColumn } from '../tables.ts';
import { damaged } from './files.ts';
import { TABLE_FILES } from './tableFile.ts';

/** Stands behind a prompt, and behind an answer: characters that no text has (ASCII's record separator, and its end of text). */
const [ASKED, ENDED] = ['\u001e', '\u0003'];

const PROMPTS = /^(prompts?|questions?|instructions?|inputs?|source|query|user|context)$/i;
const ANSWERS = /^(answers?|completions?|responses?|outputs?|targets?|repl(y|ies)|assistant)$/i;

/** The number of a row's prompt, alike where prompts are: rows may be dealt out by it. */
const NUMBERED: Column = { name: 'prompt', kind: 'number', shape: [], dtype: 'float32', whole: true };

export const answers = defineDataset({
  id: 'answers',
  title: 'Prompts and answers',
  doc:
    'A table with a prompt and its answer in each row, such as JSON lines with "prompt" and "answer": a network reads both as one row of ' +
    'tokens, and learns what follows within the answer only.',
  more:
    'What tokens there are is learned of the training rows. The column "prompt" numbers the prompts: a split by it keeps the answers to one ' +
    'prompt together.',
  learnsTokens: true,
  settings: {
    file: path({ label: 'File', default: '', doc: 'JSON lines, CSV or another table.', extensions: TABLE_FILES }),
    prompt: text({
      label: 'Prompt',
      default: '',
      doc: 'The column of the prompts.',
      blank: { value: '', text: 'as found' },
    }),
    answer: text({
      label: 'Answer',
      default: '',
      doc: 'The column of the answers.',
      blank: { value: '', text: 'as found' },
    }),
    by: choice(['character', 'bytePair'], {
      label: 'Tokens',
      default: 'bytePair',
      doc: 'What a token is.',
      names: { character: 'Characters', bytePair: 'Byte pairs' },
    }),
    vocabulary: int({
      label: 'Vocabulary',
      default: 512,
      min: 2,
      doc: 'Different tokens at most, the most frequent ones. Of byte pairs there are 258 at least.',
    }),
    length: int({
      label: 'Length',
      default: 128,
      min: 2,
      doc: 'Tokens of a row. Of longer ones the beginning of the prompt is left out, and then the end of the answer.',
    }),
  },
  required: ['file'],
  async open(files, { file, prompt, answer, by, vocabulary, length }, { tokenizer: given, training } = {}) {
    const { prompts, replies, left, notes } = await textsOf(files, file, { prompt, answer });
    const numbers = numbered(prompts);
    const learn = (): TransformFit => {
      const texts = prompts.map((one, i) => `${one}${ASKED}${replies[i]}${ENDED}`);
      const learned = training?.({ columns: [NUMBERED], train: tableOf(numbers, [], 0) });
      const text = (learned ? Array.from(learned, (row) => texts[row]!) : texts).join('\n');
      return { ...learnTokenizer(by, text, vocabulary), asked: ASKED, ended: ENDED };
    };
    const tokenizer = given ?? learn();
    const { encode, size, nameOf } = tokenizerOf(tokenizer);
    const rows = prompts.map((one, i) => rowOf(encode(one + ASKED), encode(replies[i]! + ENDED), length));
    const classes = Array.from({ length: size }, (_, token) => nameOf(token));
    const row = { kind: 'tokens', shape: [length], dtype: 'int32', classes, joined: true } as const;
    const columns: readonly Column[] = [
      { ...row, name: 'tokens' },
      { ...row, name: 'next' },
      { name: 'answered', kind: 'number', shape: [length], dtype: 'float32' },
      NUMBERED,
    ];
    const cut = rows.filter((one) => one.isCut).length;
    return {
      columns,
      train: tableOf(numbers, rows, length),
      tokenizer,
      notes: [
        ...notes,
        ...(left > 0 ? [phrase('rows-without-answer', { count: left })] : []),
        ...(cut > 0 ? [phrase('answers-cut', { count: cut, length })] : []),
      ],
    };
  },
});

/** The columns of prompts and answers, where a table has both: of texts, called so. */
export function answerColumns(columns: readonly TableColumn[]): { prompt: string; answer: string } | undefined {
  const able = columns.filter(({ kind }) => kind === 'text' || kind === 'category');
  const prompt = able.find(({ name }) => PROMPTS.test(name))?.name;
  const answer = able.find(({ name }) => ANSWERS.test(name) && name !== prompt)?.name;
  return prompt !== undefined && answer !== undefined ? { prompt, answer } : undefined;
}

/** Throws a `UserError` where a column is not there. */
async function textsOf(files: Files, file: string, wanted: { readonly prompt: string; readonly answer: string }) {
  const found = await files.table(file, AS_FOUND);
  const known = answerColumns(found.columns);
  const [prompt, answer] = [wanted.prompt || known?.prompt, wanted.answer || known?.answer];
  const named = found.columns.map(({ name }) => verbatim(name));
  for (const name of [prompt, answer])
    if (name === undefined || !found.columns.some((one) => one.name === name))
      throw damaged(file, phrase('no-prompts-and-answers', { columns: named }));
  // what is kept of words is what stands there: the file is read once
  const others = found.columns.filter(({ name, kind }) => [prompt, answer].includes(name) && !hasWords(kind));
  const kinds = Object.fromEntries(others.map(({ name }) => [name, 'text']));
  const stored = others.length === 0 ? found : await files.table(file, { ...AS_FOUND, kinds });
  const prompts = column(stored, prompt!);
  const replies = column(stored, answer!);
  const whole = prompts.flatMap((one, i) => (one.trim() !== '' && replies[i]!.trim() !== '' ? [i] : []));
  if (whole.length === 0) throw damaged(file, phrase('has-no-rows'));
  return {
    prompts: whole.map((i) => prompts[i]!),
    replies: whole.map((i) => replies[i]!),
    left: prompts.length - whole.length,
    notes: stored.notes,
  };
}

const hasWords = (kind: TableColumn['kind']): boolean => kind === 'text' || kind === 'category';

/** What stands in each row of a column of texts, or of few different ones; '' where there is none. */
function column(stored: StoredTable, name: string): string[] {
  const index = stored.columns.findIndex((one) => one.name === name);
  const rows = Int32Array.from({ length: stored.rows }, (_, row) => row);
  const { kind, classes = [] } = stored.columns[index]!;
  if (kind === 'text') return stored.texts(index, rows);
  const numbers = new Float64Array(stored.rows);
  stored.read(index, rows, numbers);
  return Array.from(numbers, (number) => classes[number] ?? '');
}

/** A number for each, in the order in which they come first; the same for the same. */
function numbered(texts: readonly string[]): Float32Array {
  const numbers = new Map<string, number>();
  return Float32Array.from(texts, (text) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text)!;
  });
}

interface Row {
  /** One more than a network reads: each is followed by the next. */
  readonly tokens: Int32Array;
  /** The first token of the answer. */
  readonly start: number;
  readonly isCut: boolean;
}

function rowOf(prompt: Int32Array, answer: Int32Array, length: number): Row {
  const most = length + 1;
  // at least one token is answered to
  const taken = answer.subarray(0, most - 1);
  const asked = prompt.subarray(Math.max(0, prompt.length - (most - taken.length)));
  const tokens = new Int32Array(asked.length + taken.length);
  tokens.set(asked);
  tokens.set(taken, asked.length);
  return { tokens, start: asked.length, isCut: tokens.length < prompt.length + answer.length };
}

/** `numbers`: those of the prompts. */
function tableOf(numbers: Float32Array, rows: readonly Row[], length: number): Table {
  return {
    rows: numbers.length,
    read(name, indices, into): Tensor {
      if (name === NUMBERED.name) {
        const data = into ?? allocate('float32', indices.length);
        for (let i = 0; i < indices.length; i++) data[i] = numbers[indices[i]!]!;
        return { dtype: 'float32', shape: [indices.length], data } as Tensor;
      }
      const dtype = name === 'answered' ? 'float32' : 'int32';
      const data: TensorData = into ?? allocate(dtype, indices.length * length);
      data.fill(0);
      for (let i = 0; i < indices.length; i++) {
        const { tokens, start } = rows[indices[i]!]!;
        if (name === 'answered') data.fill(1, i * length + start - 1, i * length + tokens.length - 1);
        else data.set(name === 'next' ? tokens.subarray(1) : tokens.subarray(0, length), i * length);
      }
      return { dtype, shape: [indices.length, length], data } as Tensor;
    },
  };
}

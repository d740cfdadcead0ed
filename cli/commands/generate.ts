import { setImmediate } from 'node:timers/promises';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { engineOf } from '../../engine/node/devices/engines.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import { forTerminal } from '../../engine/terminal.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';
import { problem, UserError } from '../../engine/problems.ts';
import { t, word } from '../../engine/texts/index.ts';
import { LanguageModel, tokenizerFor } from '../../engine/train/generate/languageModel.ts';
import { partRead } from '../../engine/train/generate/reading.ts';
import { baseOf, type Command, numberOption, out, readDocument, required, say, whole } from '../define.ts';
import { runtimeOf, RUNTIME_OPTIONS, SEED, WEIGHTS } from '../options.ts';

/** Tokens that are written where nobody says how many. */
const USUAL = 200;
/** A character that is not whole yet, at the end of a text. */
const UNFINISHED = /\uFFFD+$/;

/** More than this is no prompt, in bytes. */
const LONGEST = 1 << 20;

/** All of standard input, without the end of its last line. */
async function readInput(): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > LONGEST)
      throw new UserError(
        problem('file-unreadable', { file: phrase('standard-input'), reason: phrase('too-large-to-read') }),
      );
  }
  return new TextDecoder().decode(Buffer.concat(parts)).replace(/\r?\n$/, '');
}

export const generate: Command = {
  name: 'generate',
  calls: ['FILE --weights FILE --prompt TEXT'],
  doc: 'Goes on with a text, or answers one.',
  more:
    'A language model writes what follows the prompt, token by token; an encoder with a decoder (T5, Transformer, sequence to sequence) ' +
    'reads the prompt and writes its answer to its end. The same seed writes the same text. Ctrl+C ends the text where it is.',
  positionals: [1, 1],
  options: {
    weights: WEIGHTS,
    prompt: { value: 'TEXT', doc: 'The text that it goes on with, or - for standard input.' },
    tokens: { value: 'N', doc: 'How many tokens are written at most.' },
    temperature: { value: 'T', doc: 'How much is left to chance; with 0 the likeliest token is taken each time.' },
    'top-k': { value: 'K', doc: 'Leaves only the K likeliest tokens to chance.' },
    'top-p': { value: 'P', doc: 'Leaves only the likeliest tokens to chance that have this probability together.' },
    seed: SEED,
    ...RUNTIME_OPTIONS,
  },
  async run(args) {
    const [file] = args.positionals;
    const given = required(args, 'prompt');
    const prompt = given === '-' ? await readInput() : given;
    const count = whole(args, 'tokens') ?? USUAL;
    const writing = {
      temperature: numberOption(args, 'temperature', 0, 100) ?? 1,
      topK: whole(args, 'top-k', 0) ?? 0,
      topP: numberOption(args, 'top-p', 0, 1) ?? 1,
      seed: whole(args, 'seed', 0) ?? 0,
    };
    const document = await readDocument(file!);
    const weights = await readWeights(disk, required(args, 'weights'));
    const tokenizer = await tokenizerFor(document, weights, computeMachine.dataFiles(baseOf(file!)));
    const runtime = await runtimeOf(args);
    // each token waits for the one before: more threads would wait for each other
    const model = await LanguageModel.open(engineOf(runtime.engine), document, weights, tokenizer, {
      ...runtime,
      threads: whole(args, 'threads') ?? 1,
    });
    const ending = new AbortController();
    const stop = () => ending.abort();
    // what is written so far stays; a second one ends the program
    process.once('SIGINT', stop);
    try {
      const unknown = tokenizer.unknownIn(prompt);
      if (unknown.length > 0)
        say(t('cli.unknownTokens', 'Not in its vocabulary: {{tokens}}.', { tokens: unknown.map(verbatim) }));
      const part = partRead(model.readingOf(prompt));
      if (part) say(word(part));
      const tokens: number[] = [];
      let said = '';
      for await (const token of model.write(prompt, writing)) {
        tokens.push(token);
        const text = tokenizer.textOf(tokens).replace(tokens.length < count ? UNFINISHED : '', '');
        if (!args.json) process.stdout.write(forTerminal(text.slice(said.length)));
        said = text;
        await setImmediate();
        if (tokens.length >= count || ending.signal.aborted) break;
      }
      const stopped = ending.signal.aborted;
      out(args.json ? JSON.stringify({ prompt, text: said, tokens, ...writing, ...(stopped && { stopped }) }) : '');
    } finally {
      process.off('SIGINT', stop);
      await model.close();
    }
    return 0;
  },
};

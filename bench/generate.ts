/**
 * `npm run bench:generate -- PYTHON [--rounds N]`: tokens a second that a small Llama writes after a prompt of eight until its row is full,
 * always the likeliest: place by place with what its layers keep, in whole rows, and by transformers' `generate` with its cache and
 * without; one thread each, in turns, and the best of all rounds, which other programs on the machine disturb least. PYTHON has transformers.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeSafetensors } from '../engine/data/formats/safetensors.ts';
import { learnTokenizer, tokenizerOf } from '../engine/data/language/tokenizer.ts';
import { onnxEngine } from '../engine/node/onnx/engine.ts';
import { checkGraph } from '../engine/passes/check.ts';
import { compileToPredict } from '../engine/passes/compile.ts';
import { LanguageModel } from '../engine/train/generate/languageModel.ts';
import { initialState } from '../engine/train/initial.ts';
import { templateOf } from '../templates/index.ts';
import { answer, peer } from './programs.ts';
import { refuse, temporaryFolder } from './script.ts';

const PROMPT = [5, 17, 3, 8, 21, 2, 11, 6];
const CASES = [
  { name: 'mini: 4 layers of 128', settings: { vocabulary: 256, length: 128 } },
  {
    name: '8 layers of 512',
    settings: { vocabulary: 4096, length: 256, layers: 8, width: 512, heads: 8, keyHeads: 4, hidden: 1408 },
  },
];

const {
  values: { rounds = '3' },
  positionals: [python = refuse('Usage: npm run bench:generate -- PYTHON [--rounds N]')],
} = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string' } } });
const folder = temporaryFolder('generate');

/** What is written, and how many tokens a second. */
async function write(model: LanguageModel, count: number) {
  const text = [...PROMPT];
  const start = performance.now();
  for (let written = 0; written < count; written++)
    text.push(await model.next(text, written, { temperature: 0, topK: 0, topP: 1, seed: 0 }));
  return { text, pace: (1000 * count) / (performance.now() - start) };
}

console.log(
  '| Llama | kept | whole rows | transformers, kept | transformers, whole |\n| --- | ---: | ---: | ---: | ---: |',
);
for (const [i, { name, settings }] of CASES.entries()) {
  const document = templateOf('llama')!.make(settings);
  const model = compileToPredict(document, checkGraph(document.graph));
  const state = initialState(model, 1);
  const tensors = new Map(model.weights.map(({ name }) => [name, state.get(name)!]));
  const place = path.join(folder, String(i));
  mkdirSync(place);
  writeFileSync(path.join(place, 'weights.safetensors'), writeSafetensors(tensors));
  // as many tokens as the network knows
  const tokenizer = { ...tokenizerOf(learnTokenizer('character', 'abc', 10)), size: settings.vocabulary };
  const open = (whole: boolean) =>
    LanguageModel.open(onnxEngine, document, { tensors }, tokenizer, { device: 'cpu', threads: 1, whole });
  const [kept, whole] = [await open(false), await open(true)];
  const count = settings.length - PROMPT.length;
  const best = [0, 0, 0, 0];
  const texts = new Set<string>();
  for (let round = 0; round < Number(rounds); round++) {
    const ours = [await write(kept, count), await write(whole, count)];
    const said = await peer(
      python,
      'pytorch_generate.py',
      place,
      JSON.stringify(settings),
      JSON.stringify(PROMPT),
      String(count),
    );
    const theirs = answer<{ text: number[]; pace: number }[]>(said.said);
    for (const [at, { text, pace }] of [...ours, ...theirs].entries()) {
      best[at] = Math.max(best[at]!, pace);
      texts.add(text.join());
    }
  }
  await kept.close();
  await whole.close();
  console.log(`| ${name} | ${best.map((pace) => Math.round(pace)).join(' | ')} |`);
  if (texts.size > 1) console.error(`${name}: not all wrote the same.`);
}

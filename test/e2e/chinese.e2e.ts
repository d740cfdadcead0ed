/** No English is left in a Chinese screen but what a person or a file named, titles of papers, and what Chinese engineers write so. */
import type { Page } from '@playwright/test';
import { DATASETS } from '../../engine/data/index.ts';
import { LAYERS } from '../../engine/layers/index.ts';
import { docs } from '../../engine/texts/zh/docs/index.ts';
import { LATIN } from '../../engine/texts/zh/latin.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { expect, test } from './host.ts';
import { openDigits, SCREENS } from './screens.ts';

test.use({ locale: 'zh-CN' });

/** Whatever a person can read or be read: texts, and what stands in titles, labels and placeholders. Code and formulas are not words. */
const readable = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const aside = '.monaco-editor, pre, code, kbd, .katex, math, style, script, [data-verbatim]';
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let at: Node | null = walker.currentNode; at; at = walker.nextNode()) {
      const element = at instanceof Element ? at : at.parentElement!;
      if (element.closest(aside) || !element.checkVisibility()) continue;
      if (at instanceof Text) found.add(at.data.trim());
      else
        for (const name of ['title', 'aria-label', 'placeholder', 'alt']) found.add(element.getAttribute(name) ?? '');
    }
    return [...found];
  });

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const longestFirst = (texts: Iterable<string>): string[] => [...texts].sort((a, b) => b.length - a.length);
/** Names of the program and its parts, units, formats and keys, that stand in Chinese sentences as they are. */
const NAMES = (
  'Layerloom, MNIST, ONNX Runtime, TensorFlow.js, TypeScript, PyTorch, Keras, TensorBoard, CPU, GPU, WebGPU, WebAssembly, ' +
  'NumPy, IDX, CSV, JSON, Parquet, English, Ctrl, Shift, Alt, Esc, Enter, Del, Tab, Page up, Page down, Home, End, ' +
  'Backspace, Space, float32, float16, int32, bool, Top-k, Transformer, ConvLSTM, RMS, LoRA, Alpha, Xavier, He, README, valid'
).split(', ');
/** Names that the document and its data give: columns, targets, ports and weights. */
const IDENTIFIERS = 'image, label, target, input, output, weight, bias, digits'.split(', ');
const ALLOWED = new RegExp(
  [
    longestFirst([...LATIN, ...NAMES, ...IDENTIFIERS])
      .map((word) => `(?<![A-Za-z])${escaped(word)}(?![A-Za-z])`)
      .join('|'),
    // paths, files, endings, addresses, identifiers of nodes, weights and runs, functions in a formula, shapes, versions
    String.raw`(?:[\w.-]*[/\\])+[\w.-]*|\w*\.\w+|\w+_\w+|[\w-]+-\d{4}-[\w-]+|\w+\(|N(?:×\d+)*`,
  ].join('|'),
  'g',
);

/** What definitions tell in Chinese, which may name papers and programs; that of a port stands behind its name. */
const TOLD = new Set(Object.values(docs));
/** A title is quoted in the language of what it names. */
const QUOTED: ReadonlySet<string | undefined> = new Set([
  ...[...LAYERS, ...DATASETS].map(({ source }) => source?.title),
  ...TEMPLATES.map(({ story }) => story.paper?.title),
]);

/** What is left of a text when all that may stand there is taken out: three Latin letters in a row are a word. */
const english = (text: string): boolean =>
  !QUOTED.has(text) && !TOLD.has(text.replace(/^\w+：/, '')) && /[A-Za-z]{3}/.test(text.replaceAll(ALLOWED, ' '));

test('no English is left in any screen', async ({ page, startShell }, { outputDir }) => {
  test.setTimeout(300_000);
  await openDigits(page, startShell, outputDir);
  const left: Record<string, readonly string[]> = {};
  for (const { name, show } of SCREENS) {
    await show(page, outputDir);
    const words = (await readable(page)).filter(english);
    if (words.length > 0) left[name] = words;
  }
  expect(left).toEqual({});
});

/** The page of an exported project: `page/index.html` and `src/page.ts`, which `npm run page` shows. */
import { keyText, literal } from '../../literals.ts';
import { plainText } from '../../prose.ts';
import { Writer } from '../../writer.ts';
import type { ProjectFiles } from '../../define.ts';
import type { Answer } from '../programs/answers.ts';
import type { InputKind } from '../programs/load.ts';
import { WEIGHTS } from '../commands.ts';
import { ANSWERS, DROP, form, NUMBERS, PICTURES, pad, TEXT } from './sources.ts';
import { STYLE } from './style.ts';

interface PagePlan {
  /** What the network is called. */
  readonly name: string;
  readonly kind: InputKind;
  readonly answers: readonly Answer[];
  /** The file of a few rows of the table, where one goes along. */
  readonly sample: string | undefined;
  /** Drawings are brought into the form of MNIST's digits. */
  readonly centred: boolean;
}

/** Pictures up to this size are drawn by hand. */
const DRAWN = 64;
const isDrawn = (kind: InputKind): boolean =>
  kind.kind === 'picture' && kind.frame[0] === 1 && Math.max(...kind.frame) <= DRAWN;

export const pageFiles = (plan: PagePlan): ProjectFiles => ({
  'page/index.html': html(plan),
  'src/page.ts': source(plan),
  'src/assets.d.ts': ASSETS,
});

/** What the page asks for by its ending: a file that lies beside it, or what is in one. */
const LOADED = { wasm: 'file', safetensors: 'file', csv: 'text' } as const;
const loaders = Object.entries(LOADED).map(([ending, loader]) => `--loader:.${ending}=${loader}`);
/** esbuild makes one script of it, and puts the files that it asks for beside that. */
const BUNDLE = ['esbuild src/page.ts --bundle --format=esm --outdir=page', ...loaders].join(' ');
export const PAGE_SCRIPTS = {
  page: `${BUNDLE} --servedir=page --serve=127.0.0.1:8000`,
  build: `${BUNDLE} --minify`,
};
/** What the bundler writes beside the page. */
export const PAGE_OUTPUTS = ['js', 'wasm', 'safetensors'].map((ending) => `page/*.${ending}\n`).join('');

const ASSETS = `/** Files that the page asks for: where they lie, or what is in them. */
${Object.keys(LOADED)
  .map((ending) => `declare module '*.${ending}' {\n  const file: string;\n  export default file;\n}\n`)
  .join('')}`;

function source({ kind, answers, sample, centred }: PagePlan): string {
  const w = new Writer().doc('The page: an input by hand, and what the network says of it. `npm run page` shows it.');
  const dist = '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm';
  w.line("import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';")
    .line(`import plain from '${dist}.wasm';`)
    .line(`import simd from '${dist}-simd.wasm';`)
    .line(`import threaded from '${dist}-threaded-simd.wasm';`);
  const isForm = kind.kind === 'row' && kind.text === undefined;
  // what a form begins with
  if (isForm && sample) w.line(`import sample from ${literal(`../${sample}`)};`);
  w.line(`import weights from ${literal(`../${WEIGHTS}`)};`);
  if (isForm) {
    w.line(`import { type Cell, ${sample ? 'readColumns, ' : ''}type TableColumn } from './columns.ts';`);
    w.line(`import { ${sample ? 'FORM, ' : ''}INPUT_COLUMNS } from './inputs.ts';`);
  }
  const loaded = [
    'CLASSES',
    ...(isDrawn(kind) ? ['FRAME'] : []),
    'type Input',
    'load',
    'type Prediction',
    ...(isForm ? ['type Row'] : []),
  ];
  w.line(`import { ${loaded.join(', ')} } from './load.ts';`).line();
  w.text(ANSWERS).line();
  const part = (answer: Answer, said: string, classes: string) =>
    `{ label: ${literal(answer.column ?? answer.file)}, said: ${said}, classes: ${classes}, isChance: ${answer.isChance ?? false} }`;
  const parts =
    answers.length === 1
      ? [part(answers[0]!, 'said', 'CLASSES')]
      : answers.map((one) => part(one, `said[${literal(one.file)}]`, `CLASSES[${literal(one.file)}]`));
  w.block(
    'const partsOf = (said: Prediction): Part[] => [',
    () => parts.forEach((one) => w.line(`${one},`)),
    '];',
  ).line();
  if (kind.kind === 'numbers') {
    const fields = kind.arrays.map(({ name }, i) => `${keyText(name)}: fields[${i}]!`);
    const input = fields.length === 1 ? 'fields[0]!' : `({ ${fields.join(', ')} })`;
    w.line(`const inputOf = (fields: readonly Float32Array[]): Input => ${input};`).line();
  }
  w.text(`const lie = (file: string) => new URL(file, location.href);
setWasmPaths({
  'tfjs-backend-wasm.wasm': lie(plain).href,
  'tfjs-backend-wasm-simd.wasm': lie(simd).href,
  'tfjs-backend-wasm-threaded-simd.wasm': lie(threaded).href,
});
const model = await load(lie(weights)).catch((error: Error) => {
  answer.replaceChildren(made('p', 'error', error.message));
  throw error;
});
`).line();
  return w.text(inputSource(kind, sample !== undefined, centred)).toString();
}

function inputSource(kind: InputKind, sampled: boolean, centred: boolean): string {
  if (kind.kind === 'picture') return `${PICTURES}\n${isDrawn(kind) ? pad(centred) : DROP}`;
  if (kind.kind === 'numbers') return NUMBERS;
  return kind.text === undefined ? form(sampled) : TEXT;
}

const escaped = (text: string): string =>
  plainText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function inputHtml(kind: InputKind): string {
  const choose = '<label class="button">Choose a picture<input type="file" id="file" accept="image/*"></label>';
  if (isDrawn(kind))
    return `<canvas id="picture" class="pad" aria-label="Drawing"></canvas>
        <p class="row"><button type="button" id="clear">Clear</button>${choose}</p>`;
  if (kind.kind === 'picture')
    return `<canvas id="picture" class="shown" aria-label="Picture" hidden></canvas>
        <p class="drop">Drop or paste a picture here</p>
        <p class="row">${choose}</p>`;
  if (kind.kind === 'numbers')
    return kind.arrays
      .map(
        ({ name }) =>
          `<label class="wide"><span>${escaped(name)}</span><textarea rows="6" spellcheck="false"></textarea></label>`,
      )
      .join('\n        ');
  if (kind.text === undefined) return '<form id="row" class="fields"></form>';
  return `<label class="wide"><span>${escaped(kind.text)}</span><textarea id="text" rows="8"></textarea></label>`;
}

const html = ({ name, kind }: PagePlan): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <title>${escaped(name)}</title>
    <style>
${STYLE}    </style>
  </head>
  <body>
    <h1>${escaped(name)}</h1>
    <main>
      <section aria-label="Input">
        ${inputHtml(kind)}
      </section>
      <section id="answer" aria-label="Prediction" aria-live="polite">
        <p class="hint">Loading the network</p>
      </section>
    </main>
    <script type="module" src="page.js"></script>
  </body>
</html>
`;

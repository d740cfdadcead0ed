/** Exported TypeScript in the form that Prettier gives it by its defaults, so that a person's editor changes nothing of it. */
import type { Plugin } from 'prettier';
import type { ExportTarget, ProjectFiles } from '../targets/define.ts';

/** Prettier's name for what reads a file, by how that is called. */
const PARSERS: Readonly<Record<string, string>> = {
  ts: 'babel-ts',
  json: 'json',
  md: 'markdown',
  html: 'html',
  css: 'css',
};
const parserOf = (file: string): string | undefined =>
  file.endsWith('package.json') ? 'json-stringify' : PARSERS[file.split('.').at(-1)!];

/** Loaded when the first project leaves: it is large, and most of a session does without. */
async function load() {
  const [prettier, babel, ...others] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/babel'),
    import('prettier/plugins/estree'),
    import('prettier/plugins/markdown'),
    import('prettier/plugins/html'),
    import('prettier/plugins/postcss'),
  ]);
  // code within a README asks for TypeScript's own parser, which is three times as large
  const typescript = { parsers: { typescript: babel.parsers['babel-ts'] } };
  return { prettier, plugins: [babel, typescript, ...others] as Plugin[] };
}
let loaded: ReturnType<typeof load> | undefined;

/** A file of a target's project as it leaves. */
export async function tidied({ prettier: isTidied }: ExportTarget, file: string, text: string): Promise<string> {
  const parser = isTidied ? parserOf(file) : undefined;
  if (parser === undefined) return text;
  loaded ??= load();
  const { prettier, plugins } = await loaded;
  return prettier.format(text, { parser, plugins });
}

/** All files of a target's project as they leave. */
export async function tidiedFiles(target: ExportTarget, files: ProjectFiles): Promise<ProjectFiles> {
  const entries = Object.entries(files).map(
    async ([file, content]) =>
      [file, typeof content === 'string' ? await tidied(target, file, content) : content] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

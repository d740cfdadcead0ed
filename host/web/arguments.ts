/** What `npm start` was told behind `--`. */
import path from 'node:path';
import { parseArgs } from 'node:util';

/** The same at every start, so that a browser keeps a window's arrangement; another where it is taken. */
const USUAL_PORT = 47613;

export const USAGE = `npm start [-- FILE --port N --no-open --browser]
  FILE        a document to open
  --port N    where the page is served: a port of this computer (${USUAL_PORT})
  --no-open   opens no browser
  --browser   a page in the browser, where Electron is installed too`;

interface Arguments {
  readonly file: string | null;
  readonly port: number;
  /** Whether a browser is opened. */
  readonly open: boolean;
}

/** Reads them; nothing where `--help` asks how they are used. An error says what is wrong. */
export function readArguments(args: readonly string[]): Arguments | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { port: { type: 'string' }, 'no-open': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return null;
  const port = values.port === undefined ? USUAL_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be a whole number up to 65535. It is ${values.port}.`);
  const [file] = positionals;
  return { file: file === undefined ? null : path.resolve(file), port, open: !values['no-open'] };
}

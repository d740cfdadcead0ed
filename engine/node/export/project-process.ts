/**
 * Runs one program of an exported project, which lies in a folder of its own: its packages are those that this program has, and only
 * those. It reads TypeScript by Node.js itself, or by tsx where that is installed beside this program.
 */
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { NO_TYPESCRIPT } from './status.ts';

const program = pathToFileURL(process.argv[2]!).href;

/** What a module of the project asks for by a package's name is looked up from here. */
const HOOKS = `let home, own;
export const initialize = (data) => { ({ home, own } = data); };
export function resolve(specifier, context, next) {
  const isPackage = !/^(?:[./]|node:|file:|data:)/.test(specifier);
  return next(specifier, isPackage && context.parentURL?.startsWith(own) ? { ...context, parentURL: home } : context);
}`;

async function readTypeScript(): Promise<boolean> {
  if ((process.features as { typescript?: unknown }).typescript) return true;
  try {
    // not bundled: it is there in a checkout alone
    const name: string = 'tsx/esm/api';
    ((await import(name)) as { register(): void }).register();
    return true;
  } catch {
    return false;
  }
}

if (!(await readTypeScript())) process.exit(NO_TYPESCRIPT);
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, {
  data: { home: import.meta.url, own: new URL('..', program).href },
});
await import(program);

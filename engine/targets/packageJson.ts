/** The package.json of generated projects that run by tsx. */
import type { Document } from '../graph/document.ts';
import { packageName } from './names.ts';

type Versions = Readonly<Record<string, string>>;

interface Package {
  readonly scripts: Versions;
  /** Those of its own; tsx, TypeScript and the types of Node.js are in all. */
  readonly dependencies: Versions;
  readonly devDependencies?: Versions;
}

export function packageJson({ name }: Document, { scripts, ...own }: Package): string {
  const dependencies = { ...own.dependencies, tsx: '4.23.15' };
  const devDependencies = { '@types/node': '20.19.9', ...own.devDependencies, typescript: '6.0.3' };
  const content = {
    name: packageName(name, Object.keys({ ...dependencies, ...devDependencies })),
    version: '1.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts,
    dependencies,
    devDependencies,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

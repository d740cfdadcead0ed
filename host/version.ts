/** The program's version, from `package.json`; the bundler writes it in. */
import { version } from '../package.json';

export const VERSION: string = version;

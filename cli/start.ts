/** The program behind `loom`. */
import { languageFor, setLanguage } from '../engine/texts/index.ts';
import { main, sayMistake } from './main.ts';

// as POSIX says: the first of these that is set and not empty
const { LC_ALL, LC_MESSAGES, LANG } = process.env;
setLanguage(languageFor([LC_ALL || LC_MESSAGES || LANG || 'en']));

// who reads no further, as `head`, has what it wanted
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const fail = (error: unknown) => process.exit(sayMistake('loom', error));
process.on('uncaughtException', fail).on('unhandledRejection', fail);
process.exitCode = await main(process.argv.slice(2));

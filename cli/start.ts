/** The program behind `loom`. */
import { languageFor, setLanguage } from '../engine/texts/index.ts';
import { main } from './main.ts';

// as POSIX says: the first of these that is set and not empty
const { LC_ALL, LC_MESSAGES, LANG } = process.env;
setLanguage(languageFor([LC_ALL || LC_MESSAGES || LANG || 'en']));
process.exitCode = await main(process.argv.slice(2));

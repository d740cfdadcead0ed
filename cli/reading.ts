/** Files of data as a command reads them: how far that is goes to standard error, and Ctrl+C gives it up without leaving anything. */
import type { Files } from '../engine/data/define.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { t } from '../engine/texts/index.ts';
import { formatBytes } from '../engine/types/bytes.ts';
import { say } from './define.ts';

/** The person stopped what was under way. */
export class GivenUp extends Error {}

/** How often it is told how far it is, in milliseconds. */
const TELL_EVERY = 1000;

/** Says now and then how much of a file is read, of how much, and how long it still takes. */
export function readingTold(): (done: number, total: number) => void {
  let [began, told] = [0, 0];
  return (done, total) => {
    const now = performance.now();
    if (began === 0) began = told = now;
    if (done === 0 || now - told < TELL_EVERY) return;
    told = now;
    say(
      t('cli.reading', 'Reading the data: {{done}} of {{total}} ({{share}} %), {{seconds}} s left', {
        done: formatBytes(done),
        total: formatBytes(total),
        share: Math.floor((100 * done) / total),
        seconds: Math.ceil(((now - began) * (total - done)) / done / 1000),
      }),
    );
  };
}

/** Relative paths start at `base`. What is given up fails with `GivenUp`. */
export function filesToRead(base: string): Files {
  const controller = new AbortController();
  const stop = () => controller.abort(new GivenUp());
  const tell = readingTold();
  return diskFiles(base, {
    signal: controller.signal,
    progress(done, total) {
      process.off('SIGINT', stop);
      if (done < total) process.on('SIGINT', stop);
      tell(done, total);
    },
  });
}

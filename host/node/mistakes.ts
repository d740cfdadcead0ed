/** A mistake that nobody caught is told in a line, and takes neither windows nor trainings along. */
import { oneLine } from '../../engine/terminal.ts';

export function outliveMistakes(): void {
  const tell = (error: unknown) => {
    console.error(oneLine(`Layerloom: ${error instanceof Error ? error.message : String(error)}`));
    if (process.env.LOOM_DEBUG && error instanceof Error) console.error(error.stack);
  };
  process.on('uncaughtException', tell).on('unhandledRejection', tell);
}

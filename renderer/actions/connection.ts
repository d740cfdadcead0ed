/** A host that does not come back: a new one has another address, so the page cannot find it by itself. */
import { dismiss, notify } from '../state/notices.ts';

/** A line that breaks for a moment is mended without a word, in milliseconds. */
const PATIENCE = 5000;

/** Listens to the connection and says so when it stays broken. */
export function reportLostHost(): (connected: boolean) => void {
  let timer: number | undefined;
  let notice: number | undefined;
  return (connected) => {
    clearTimeout(timer);
    if (connected && notice !== undefined) dismiss(notice);
    if (connected) return void (notice = undefined);
    if (notice !== undefined) return;
    timer = setTimeout(() => {
      notice = notify({
        kind: 'error',
        text:
          'The program behind this window has ended. Start Layerloom again and open the address that it prints: ' +
          'what was not saved is offered there, and trainings can be gone on with.',
      });
    }, PATIENCE);
  };
}

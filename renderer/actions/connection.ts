/** A host that does not come back: a new one has another address, so the page cannot find it by itself. */
import { dismiss, notify } from '../state/notices.ts';

/** A line that breaks for a moment is mended without a word, in milliseconds. */
const PATIENCE = 5000;

/** Listens to the connection and tells when it stays broken. */
export function tellWhenLost(): (connected: boolean) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: number | undefined;
  return (connected) => {
    clearTimeout(timer);
    if (connected && told !== undefined) dismiss(told);
    if (connected) return void (told = undefined);
    if (told !== undefined) return;
    timer = setTimeout(() => {
      told = notify({
        kind: 'error',
        text: 'The program behind this window has ended. Start Layerloom again and open the address that it prints: what was not saved is offered there, and trainings can be gone on with.',
      });
    }, PATIENCE);
  };
}

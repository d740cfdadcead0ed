/** A host that does not come back: a new one has another address, which this page learns from one that is opened there. */
import { t } from '../../engine/texts/index.ts';
import { dismiss, notify } from '../state/notices.ts';
import { shell } from '../state/shell.ts';

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
          shell.getState().hello?.shell === 'desktop'
            ? t(
                'notices.hostLostDesktop',
                'The process behind this window has ended and is being started again. What you change now is not safe yet: this window keeps it, and hands it over then. Where that does not help, close the window and start Layerloom again. Trainings can be gone on with.',
              )
            : t(
                'notices.hostLost',
                'The program behind this window has ended. What you change now is not safe yet: this browser keeps it, and hands it over once Layerloom is started again and the address that it prints is open. Trainings can be gone on with there.',
              ),
      });
    }, PATIENCE);
  };
}

/** Asks one question at a time, no faster than every `pause` ms; of those that come meanwhile only the newest is asked. */
export function newestOnly<Q>(ask: (question: Q) => Promise<void>, pause = 50): (question: Q) => void {
  let waiting: { question: Q } | undefined;
  let busy = false;
  const next = async (): Promise<void> => {
    busy = true;
    while (waiting) {
      const { question } = waiting;
      waiting = undefined;
      await Promise.all([ask(question).catch(() => {}), new Promise((resolve) => setTimeout(resolve, pause))]);
    }
    busy = false;
  };
  return (question) => {
    waiting = { question };
    if (!busy) void next();
  };
}

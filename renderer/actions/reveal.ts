/** Asks the canvas to show a node, or the whole graph: from the problem list, from the code. */
type Listener = (nodes: readonly string[]) => void;
const listeners = new Set<Listener>();

export const reveal = (...nodes: string[]): void => {
  for (const listener of listeners) listener(nodes);
};
export function onReveal(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

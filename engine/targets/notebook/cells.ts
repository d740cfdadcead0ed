/** The form of a notebook: cells of prose and of code, as Jupyter's format 4.5 has them. */

export interface Cell {
  readonly kind: 'markdown' | 'code';
  readonly text: string;
}
export const prose = (text: string): Cell => ({ kind: 'markdown', text });
export const code = (text: string): Cell => ({ kind: 'code', text });

/** Lines with their ends, as the format keeps them. */
const lines = (text: string): string[] => text.trimEnd().split(/(?<=\n)/);

/** The notebook as a file. Cells are called by their numbers, so that the same document gives the same file. */
export function notebookFile(cells: readonly Cell[]): string {
  const content = {
    cells: cells.map(({ kind, text }, i) => ({
      cell_type: kind,
      id: `cell-${i + 1}`,
      metadata: {},
      source: lines(text),
      ...(kind === 'code' && { execution_count: null, outputs: [] }),
    })),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

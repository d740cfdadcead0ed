/** `5 × 5`, `5x5`, `5, 5` or `5 5`. */
export function readInts(text: string): number[] {
  return text
    .trim()
    .split(/[\s×x*,]+/i)
    .filter(Boolean)
    .map((part) => Number(part.replace('−', '-')));
}

/** `0.5, 1, 2` or `0.5 1 2`; nothing is the empty list. */
export function readNumbers(text: string): number[] {
  return text
    .trim()
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((part) => Number(part.replace('−', '-')));
}

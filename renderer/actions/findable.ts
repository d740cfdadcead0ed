/** What the search finds beside what actions know: the fields of panels, which say themselves what they have. */
import type { Document } from '../../engine/graph/document.ts';

export interface FoundField {
  /** Of the element that the keyboard goes to, or of what it stands in. */
  readonly id: string;
  readonly label: string;
  /** What else finds it. */
  readonly about?: string;
}
export interface Findable {
  readonly heading: () => string;
  /** Those that are there for this document. */
  readonly fields: (document: Document) => readonly FoundField[];
  /** Opens where they stand. */
  readonly show: () => void;
}

let all: readonly Findable[] = [];
export const findables = (): readonly Findable[] => all;
export function setFindables(given: readonly Findable[]): void {
  all = given;
}

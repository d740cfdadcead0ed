/** What a shell gives the host. The browser shell has no dialogs of the system's own: its pages show theirs. */
export interface Shell {
  readonly kind: 'desktop' | 'browser';
  readonly dialogs: Dialogs | null;
  /** The file it was started with, once; null after that, so that a reloaded page goes on where it was. */
  takeFile(): string | null;
}

/** Each gives a path, or null where the person cancelled. */
export interface Dialogs {
  chooseOpen(extensions: readonly string[]): Promise<string | null>;
  chooseSave(suggested: string): Promise<string | null>;
  chooseFolder(): Promise<string | null>;
}

/** What the main process and the host's process say to each other. Windows do not go through here: they hold a port to the host of their own. */

/** Asks for a dialog of the system's. */
export type DialogRequest =
  | { readonly dialog: 'chooseOpen'; readonly extensions: readonly string[] }
  | { readonly dialog: 'chooseSave'; readonly suggested: string }
  | { readonly dialog: 'chooseFolder' };

export type ToHost =
  /** Comes with a port: serve the window at its other end. */
  | { readonly kind: 'window' }
  | { readonly kind: 'chosen'; readonly id: number; readonly path: string | null }
  /** The host says when a window has it. */
  | { readonly kind: 'command'; readonly id: number; readonly command: string; readonly path?: string }
  /** Stop the trainings with their checkpoints, then end. */
  | { readonly kind: 'close' };

export type FromHost =
  | { readonly kind: 'choose'; readonly id: number; readonly request: DialogRequest }
  /** A window has the command. */
  | { readonly kind: 'handed over'; readonly id: number };

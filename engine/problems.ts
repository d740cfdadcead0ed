/**
 * Everything the program can tell a user is wrong with a document, its data or its training: one catalogue of
 * stable codes, each with its wording. Problems are values; exceptions are kept for bugs (`internal: ...`)
 * and for commands that cannot go on (`UserError`).
 *
 * Wording: who, what it needs, what it receives, what to do. Sentence case, never "Oops".
 */

/** A change of the document that a repair makes; plain data, applied by `graph/repair.ts`. */
export type RepairAction =
  /** Put a new layer into the wire that ends at `node`.`port`, by its input `into` ("input" where left out). `with`: outputs that feed it too. `id`: what the layer is called by later actions. */
  | {
      readonly kind: 'insertBefore';
      readonly node: string;
      readonly port: string;
      readonly type: string;
      readonly settings?: Readonly<Record<string, unknown>>;
      readonly into?: string;
      readonly with?: readonly { readonly node: string; readonly port: string }[];
      readonly id?: string;
    }
  /** Put another layer in a node's place: its wires stay. */
  | {
      readonly kind: 'replace';
      readonly node: string;
      readonly type: string;
      readonly settings?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'set'; readonly node: string; readonly setting: string; readonly value: unknown }
  | {
      readonly kind: 'connect';
      readonly from: { readonly node: string; readonly port: string };
      readonly to: { readonly node: string; readonly port: string };
    }
  | {
      readonly kind: 'removeEdge';
      readonly to: { readonly node: string; readonly port: string };
      readonly from: { readonly node: string; readonly port: string };
    }
  | { readonly kind: 'removeNode'; readonly node: string }
  /** Apply a layer to each step of so many axes. */
  | { readonly kind: 'steps'; readonly node: string; readonly steps: number }
  /** Let a layer have weights of its own again. */
  | { readonly kind: 'unshare'; readonly node: string }
  /** Set a part of `training` or `data`, by path: ['training', 'batchSize']. */
  | { readonly kind: 'configure'; readonly path: readonly (string | number)[]; readonly value: unknown };

export interface Repair {
  /** What the button says: "Insert Flatten". */
  readonly title: string;
  readonly actions: readonly RepairAction[];
}

type Text = string | number;

/** What each problem says. The name of a layer is as the user sees it: `Conv 2D "conv_2"`. */
const catalogue = {
  // The graph
  'unknown-layer': {
    severity: 'error',
    says: (a: { type: Text }) =>
      `No layer is called "${a.type}". Remove the node, or open the file with the version that made it.`,
  },
  'bad-setting': {
    severity: 'error',
    says: (a: { layer: Text; setting: Text; expected: Text; received: Text }) =>
      `${a.layer}: ${a.setting} must be ${a.expected}. It is ${a.received}.`,
  },
  'input-missing': {
    severity: 'error',
    says: (a: { layer: Text; port: Text }) =>
      `${a.layer} has nothing connected to its input "${a.port}". Connect a wire to it.`,
  },
  'unknown-port': {
    severity: 'error',
    says: (a: { layer: Text; port: Text }) => `${a.layer} has no port "${a.port}". Remove the wire.`,
  },
  'too-many-wires': {
    severity: 'error',
    says: (a: { layer: Text; port: Text }) =>
      `The input "${a.port}" of ${a.layer} takes one wire. Remove the others, or join them with Add or Concatenate.`,
  },
  cycle: {
    severity: 'error',
    says: (a: { path: Text }) =>
      `These layers feed each other in a circle: ${a.path}. Remove one of the wires between them.`,
  },
  'no-input': { severity: 'error', says: () => 'The graph has no Input. Add one to say what the network receives.' },
  'empty-graph': {
    severity: 'error',
    says: () => 'The canvas is empty. Add an Input and some layers, or start from a template.',
  },
  'unused-output': {
    severity: 'warning',
    says: (a: { layer: Text }) => `Nothing uses the output of ${a.layer}. Connect it, give it a loss, or remove it.`,
  },
  'duplicate-name': {
    severity: 'error',
    says: (a: { name: Text }) =>
      `Two layers are called "${a.name}", so their weights would have the same names. Rename one.`,
  },
  // Blocks
  'unknown-block': {
    severity: 'error',
    says: (a: { layer: Text }) =>
      `${a.layer} is an instance of a block that this document does not have. Remove it, or insert the block again.`,
  },
  'block-in-itself': {
    severity: 'error',
    says: (a: { layer: Text; path: Text }) =>
      `${a.layer} would contain itself without end: ${a.path}. Remove it, or make one of the blocks independent and take it out there.`,
  },
  'block-too-large': {
    severity: 'error',
    says: (a: { layer: Text; most: Text }) =>
      `With ${a.layer} the network would have more than ${a.most} layers. Repeat it less often.`,
  },
  'bad-formula': {
    severity: 'error',
    says: (a: { layer: Text; setting: Text; formula: Text; reason: Text }) =>
      `${a.layer}: the formula "${a.formula}" of ${a.setting} cannot be calculated: ${a.reason}.`,
  },
  'input-in-block': {
    severity: 'error',
    says: (a: { layer: Text }) =>
      `${a.layer} stands inside a block. Data enters a block through its ports: put the Input outside and wire it to one.`,
  },
  'port-outside': {
    severity: 'error',
    says: (a: { layer: Text }) => `${a.layer} is a port, which only means something inside a block. Remove it.`,
  },
  'inside-block': { severity: 'error', says: (a: { where: Text; message: Text }) => `Inside ${a.where}: ${a.message}` },
  // Shapes
  'rank-mismatch': {
    severity: 'error',
    says: (a: { layer: Text; expected: Text; received: Text }) =>
      `${a.layer} needs ${a.expected}. It receives ${a.received}.`,
  },
  'dtype-mismatch': {
    severity: 'error',
    says: (a: { layer: Text; expected: Text; received: Text }) =>
      `${a.layer} needs ${a.expected} values. It receives ${a.received}.`,
  },
  'window-too-large': {
    severity: 'error',
    says: (a: { layer: Text; window: Text; size: Text }) =>
      `${a.layer} slides a ${a.window} window, which does not fit its ${a.size} input. Use a smaller window, or padding.`,
  },
  'groups-mismatch': {
    severity: 'error',
    says: (a: { layer: Text; groups: Text; channels: Text; what: Text }) =>
      `${a.layer} has ${a.groups} groups, which do not divide its ${a.channels} ${a.what} evenly.`,
  },
  'branches-mismatch': {
    severity: 'error',
    says: (a: { layer: Text; shapes: Text; expected: Text }) =>
      `${a.layer} needs ${a.expected}. It receives ${a.shapes}.`,
  },
  'size-mismatch': {
    severity: 'error',
    says: (a: { layer: Text; expected: Text; received: Text }) =>
      `${a.layer} needs ${a.expected}. It receives ${a.received}.`,
  },
  'shares-mismatch': {
    severity: 'error',
    says: (a: { layer: Text; other: Text; expected: Text; received: Text }) =>
      `${a.layer} shares the weights of "${a.other}" and needs ${a.expected}. It finds ${a.received}. Choose another layer, or let it have weights of its own.`,
  },
  // Training
  'no-loss': {
    severity: 'error',
    says: () => 'Nothing is trained: no loss is set on an output. Choose a loss in the Training settings.',
  },
  'loss-output-missing': {
    severity: 'error',
    says: (a: { output: Text }) =>
      `The loss is set on "${a.output}", which is not in the graph. Choose the output it should judge.`,
  },
  'loss-output-ambiguous': {
    severity: 'error',
    says: (a: { outputs: Text }) =>
      `The graph ends in several outputs (${a.outputs}). Choose which of them the loss judges.`,
  },
  'loss-mismatch': {
    severity: 'error',
    says: (a: { loss: Text; expected: Text; received: Text }) =>
      `${a.loss} needs ${a.expected}. It receives ${a.received}.`,
  },
  'metric-mismatch': {
    severity: 'error',
    says: (a: { metric: Text; expected: Text; received: Text }) =>
      `The metric ${a.metric} needs ${a.expected}. It receives ${a.received}.`,
  },
  'nothing-to-train': {
    severity: 'error',
    says: () => 'No layer before the loss has weights that may change. Add a layer with weights, or unfreeze one.',
  },
  'bad-training-setting': {
    severity: 'error',
    says: (a: { setting: Text; expected: Text; received: Text }) =>
      `${a.setting} must be ${a.expected}. It is ${a.received}.`,
  },
  'loss-not-finite': {
    severity: 'error',
    says: (a: { step: Text; value: Text; first: Text; kept: Text | null }) =>
      `The loss became ${a.value} at step ${a.step}. ${a.first} Lower the learning rate, clip the gradients, or check the data for missing values, then train again. ${a.kept === null ? 'There was no checkpoint yet.' : `The checkpoint of step ${a.kept} is kept.`}`,
  },
  'memory-short': {
    severity: 'error',
    says: (a: { needed: Text; parts: Text; available: Text; todo: Text }) =>
      `Training needs about ${a.needed} of memory (${a.parts}), of which this machine has ${a.available} free. ${a.todo}`,
  },
  // Data
  'data-missing': {
    severity: 'error',
    says: () => 'There is no data to learn from. Choose a dataset in the Data panel.',
  },
  'target-unfed': {
    severity: 'error',
    says: (a: { target: Text; columns: Text }) =>
      `No column gives the truth that the loss compares with ("${a.target}"). Choose one of ${a.columns} in the Data panel.`,
  },
  'dataset-missing': {
    severity: 'error',
    says: (a: { what: Text; where: Text }) => `${a.what} was not found at ${a.where}. Choose the file again.`,
  },
  'dataset-damaged': {
    severity: 'error',
    says: (a: { file: Text; reason: Text }) => `${a.file} cannot be read: ${a.reason}.`,
  },
  'column-missing': {
    severity: 'error',
    says: (a: { column: Text; columns: Text }) => `The data has no column "${a.column}". It has ${a.columns}.`,
  },
  'data-mismatch': {
    severity: 'error',
    says: (a: { input: Text; expected: Text; received: Text }) =>
      `${a.input} expects ${a.expected} a sample. The data has ${a.received}.`,
  },
  'label-out-of-range': {
    severity: 'error',
    says: (a: { label: Text; row: Text; classes: Text }) =>
      `The label in row ${a.row} is ${a.label}, but the network has ${a.classes} outputs (labels 0 to ${Number(a.classes) - 1}). Change the last layer, or correct the data.`,
  },
  'token-out-of-range': {
    severity: 'error',
    says: (a: { layer: Text; setting: Text; last: Text; where: Text; token: Text; todo: Text }) =>
      `${a.layer} takes the tokens 0 to ${a.last} (${a.setting}). ${a.where} has ${a.token}. ${a.todo}`,
  },
  'split-empty': {
    severity: 'error',
    says: (a: { split: Text; rows: Text }) =>
      `The ${a.split} split is empty: the data has ${a.rows} rows. Give it a larger share.`,
  },
  // Files and processes
  'file-damaged': {
    severity: 'error',
    says: (a: { file: Text; where: Text; reason: Text }) =>
      `${a.file} is damaged at ${a.where}: ${a.reason}. The file was left as it is.`,
  },
  'file-newer': {
    severity: 'error',
    says: (a: { file: Text; version: Text; known: Text }) =>
      `${a.file} was made by a newer Layerloom (format ${a.version}; this one reads up to ${a.known}). Update Layerloom. The file was left as it is.`,
  },
  'file-unreadable': {
    severity: 'error',
    says: (a: { file: Text; reason: Text }) => `${a.file} cannot be opened: ${a.reason}.`,
  },
  'disk-full': {
    severity: 'error',
    says: (a: { path: Text; todo: Text }) => `No space is left to write ${a.path}. ${a.todo}`,
  },
  'write-failed': {
    severity: 'error',
    says: (a: { path: Text; reason: Text }) =>
      `${a.path} cannot be written: ${a.reason}. Nothing already saved was touched.`,
  },
  'engine-died': {
    severity: 'error',
    says: (a: { reason: Text; kept: Text | null }) =>
      `The training process ended unexpectedly (${a.reason}). ${a.kept === null ? 'There was no checkpoint yet: train again.' : `The run is kept up to its checkpoint of step ${a.kept}: resume it.`}`,
  },
  'run-in-progress': {
    severity: 'error',
    says: (a: { run: Text; process: Text }) =>
      `The run ${a.run} is still being trained (by process ${a.process}). Stop it first.`,
  },
  'template-unfit': {
    severity: 'error',
    says: (a: { template: Text; reason: Text }) => `${a.template} cannot be made with these settings. ${a.reason}`,
  },
  'weights-mismatch': {
    severity: 'error',
    says: (a: { weight: Text; expected: Text; received: Text }) =>
      `The weight "${a.weight}" should be ${a.expected}. The file has ${a.received}.`,
  },
  'export-order': {
    severity: 'error',
    says: (a: { layer: Text; other: Text }) =>
      `"${a.layer}" has weights of "${a.other}", which stands behind it, and a TypeScript export writes layers in their order. Let "${a.other}" share those of "${a.layer}" instead.`,
  },
  'export-unsupported': {
    severity: 'error',
    says: (a: { target: Text; what: Text }) =>
      `${a.target} export cannot write ${a.what} yet. Change it, or train here and export only what it can.`,
  },
  'file-changed': {
    severity: 'error',
    says: (a: { file: Text }) =>
      `${a.file} was changed by another program since it was opened. Save under another name, or overwrite it.`,
  },
  'run-unknown': {
    severity: 'error',
    says: (a: { run: Text }) => `There is no run "${a.run}". It may have been removed.`,
  },
  'run-idle': {
    severity: 'error',
    says: (a: { run: Text }) =>
      `This Layerloom is not training the run "${a.run}", so it cannot pause or stop it. Resume the run first, or use the program that trains it.`,
  },
  'connection-lost': {
    severity: 'error',
    says: (a: { call: Text }) =>
      `The process that does "${a.call}" ended or cannot be reached, so it was not finished. Try again; where that does not help, start Layerloom again. Trainings keep their last checkpoint.`,
  },
  'bad-request': {
    severity: 'error',
    says: (a: { call: Text; reason: Text }) =>
      `The host cannot do "${a.call}": ${a.reason}. Reload the window; where that does not help, start Layerloom again.`,
  },
  unsupported: {
    severity: 'error',
    says: (a: { what: Text; todo: Text }) => `${a.what} is not there in this shell. ${a.todo}`,
  },
  'engine-unavailable': {
    severity: 'error',
    says: (a: { engine: Text; reason: Text; todo: Text }) => `${a.engine} cannot be used here: ${a.reason}. ${a.todo}`,
  },
  'addon-failed': {
    severity: 'error',
    says: (a: { name: Text; reason: Text; todo: Text }) =>
      `The add-on ${a.name} was not installed: ${a.reason}. ${a.todo}`,
  },
} as const satisfies Record<string, { severity: 'error' | 'warning'; says: (args: never) => string }>;

export type ProblemCode = keyof typeof catalogue;
export type ProblemArgs<C extends ProblemCode> = Parameters<(typeof catalogue)[C]['says']>[0];
export const PROBLEM_CODES = Object.keys(catalogue) as ProblemCode[];

/** Where a problem is and what would mend it. */
export interface ProblemPlace {
  readonly node?: string;
  readonly port?: string;
  readonly setting?: string;
  readonly expected?: string;
  readonly received?: string;
  readonly repairs?: readonly Repair[];
}

export interface Problem extends ProblemPlace {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly repairs: readonly Repair[];
}

/** A problem in the catalogue's words; `expected` and `received` are taken from the arguments unless given. */
export function problem<C extends ProblemCode>(code: C, args: ProblemArgs<C>, place: ProblemPlace = {}): Problem {
  const { severity, says } = catalogue[code];
  const told = (args ?? {}) as { expected?: Text; received?: Text };
  return {
    code,
    severity,
    message: (says as (a: unknown) => string)(args),
    ...(told.expected === undefined ? {} : { expected: String(told.expected) }),
    ...(told.received === undefined ? {} : { received: String(told.received) }),
    ...place,
    repairs: place.repairs ?? [],
  };
}

/** Thrown where a command cannot go on because of what it was given. Carries the problems that say why. */
export class UserError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: Problem | readonly Problem[]) {
    const list = 'code' in problems ? [problems] : problems;
    super(list.map((p) => p.message).join('\n'));
    this.name = 'UserError';
    this.problems = list;
  }
}

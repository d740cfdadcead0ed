// engine/problems.ts
var catalogue = {
  // The graph
  "unknown-layer": { severity: "error", says: (a) => `No layer is called "${a.type}". Remove the node, or open the file with the version that made it.` },
  "bad-setting": { severity: "error", says: (a) => `${a.layer}: ${a.setting} must be ${a.expected}. It is ${a.received}.` },
  "input-missing": { severity: "error", says: (a) => `${a.layer} has nothing connected to its input "${a.port}". Connect a wire to it.` },
  "unknown-port": { severity: "error", says: (a) => `${a.layer} has no port "${a.port}". Remove the wire.` },
  "too-many-wires": { severity: "error", says: (a) => `The input "${a.port}" of ${a.layer} takes one wire. Remove the others, or join them with Add or Concatenate.` },
  cycle: { severity: "error", says: (a) => `These layers feed each other in a circle: ${a.path}. Remove one of the wires between them.` },
  "no-input": { severity: "error", says: () => "The graph has no Input. Add one to say what the network receives." },
  "empty-graph": { severity: "error", says: () => "The canvas is empty. Add an Input and some layers, or start from a template." },
  "unused-output": { severity: "warning", says: (a) => `Nothing uses the output of ${a.layer}. Connect it, give it a loss, or remove it.` },
  "duplicate-name": { severity: "error", says: (a) => `Two layers are called "${a.name}", so their weights would have the same names. Rename one.` },
  // Shapes
  "rank-mismatch": { severity: "error", says: (a) => `${a.layer} needs ${a.expected}. It receives ${a.received}.` },
  "dtype-mismatch": { severity: "error", says: (a) => `${a.layer} needs ${a.expected} values. It receives ${a.received}.` },
  "window-too-large": { severity: "error", says: (a) => `${a.layer} slides a ${a.window} window, which does not fit its ${a.size} input. Use a smaller window, or padding.` },
  "groups-mismatch": { severity: "error", says: (a) => `${a.layer} has ${a.groups} groups, which do not divide its ${a.channels} ${a.what} evenly.` },
  "branches-mismatch": { severity: "error", says: (a) => `${a.layer} needs ${a.expected}. It receives ${a.shapes}.` },
  "size-mismatch": { severity: "error", says: (a) => `${a.layer} needs ${a.expected}. It receives ${a.received}.` },
  // Training
  "no-loss": { severity: "error", says: () => "Nothing is trained: no loss is set on an output. Choose a loss in the Training settings." },
  "loss-output-missing": { severity: "error", says: (a) => `The loss is set on "${a.output}", which is not in the graph. Choose the output it should judge.` },
  "loss-output-ambiguous": { severity: "error", says: (a) => `The graph ends in several outputs (${a.outputs}). Choose which of them the loss judges.` },
  "loss-mismatch": { severity: "error", says: (a) => `${a.loss} needs ${a.expected}. It receives ${a.received}.` },
  "metric-mismatch": { severity: "error", says: (a) => `The metric ${a.metric} needs ${a.expected}. It receives ${a.received}.` },
  "nothing-to-train": { severity: "error", says: () => "No layer before the loss has weights that may change. Add a layer with weights, or unfreeze one." },
  "bad-training-setting": { severity: "error", says: (a) => `${a.setting} must be ${a.expected}. It is ${a.received}.` },
  "loss-not-finite": { severity: "error", says: (a) => `The loss became ${a.value} at step ${a.step}. ${a.first} Lower the learning rate, clip the gradients, or check the data for missing values. The last checkpoint is kept.` },
  // Data
  "dataset-missing": { severity: "error", says: (a) => `${a.what} was not found at ${a.where}. Choose the file again.` },
  "dataset-damaged": { severity: "error", says: (a) => `${a.file} cannot be read: ${a.reason}.` },
  "column-missing": { severity: "error", says: (a) => `The data has no column "${a.column}". It has ${a.columns}.` },
  "data-mismatch": { severity: "error", says: (a) => `${a.input} expects ${a.expected} a sample. The data has ${a.received}.` },
  "label-out-of-range": { severity: "error", says: (a) => `The label in row ${a.row} is ${a.label}, but the network has ${a.classes} outputs (labels 0 to ${Number(a.classes) - 1}). Change the last layer, or correct the data.` },
  "split-empty": { severity: "error", says: (a) => `The ${a.split} split is empty: the data has ${a.rows} rows. Give it a larger share.` },
  // Files and processes
  "file-damaged": { severity: "error", says: (a) => `${a.file} is damaged at ${a.where}: ${a.reason}. The file was left as it is.` },
  "file-newer": { severity: "error", says: (a) => `${a.file} was made by a newer Layerloom (format ${a.version}; this one reads up to ${a.known}). Update Layerloom. The file was left as it is.` },
  "file-unreadable": { severity: "error", says: (a) => `${a.file} cannot be opened: ${a.reason}.` },
  "disk-full": { severity: "error", says: (a) => `No space is left to write ${a.path}. Free some space, then resume; nothing already saved was touched.` },
  "write-failed": { severity: "error", says: (a) => `${a.path} cannot be written: ${a.reason}. Nothing already saved was touched.` },
  "engine-died": { severity: "error", says: (a) => `The training process ended unexpectedly (${a.reason}). The run is kept up to its last checkpoint: press Resume.` },
  "run-in-progress": { severity: "error", says: (a) => `The run ${a.run} is still being trained (by process ${a.process}). Stop it first.` },
  "weights-mismatch": { severity: "error", says: (a) => `The weight "${a.weight}" should be ${a.expected}. The file has ${a.received}.` },
  "export-unsupported": { severity: "error", says: (a) => `${a.target} export cannot write ${a.what} yet. Change it, or train here and export only what it can.` },
  "file-changed": { severity: "error", says: (a) => `${a.file} was changed by another program since it was opened. Save under another name, or overwrite it.` },
  "run-unknown": { severity: "error", says: (a) => `There is no run "${a.run}". It may have been removed.` },
  "run-idle": { severity: "error", says: (a) => `This Layerloom is not training the run "${a.run}", so it cannot pause or stop it. Resume the run first, or use the program that trains it.` },
  "connection-lost": { severity: "error", says: (a) => `The process that does "${a.call}" ended or cannot be reached, so it was not finished. Try again; where that does not help, start Layerloom again. Trainings keep their last checkpoint.` },
  "bad-request": { severity: "error", says: (a) => `The host cannot do "${a.call}": ${a.reason}. Reload the window; where that does not help, start Layerloom again.` },
  unsupported: { severity: "error", says: (a) => `${a.what} is not there in this shell. ${a.todo}` },
  "engine-unavailable": { severity: "error", says: (a) => `${a.engine} cannot be used here: ${a.reason}. ${a.todo}` },
  "addon-failed": { severity: "error", says: (a) => `The add-on ${a.name} was not installed: ${a.reason}. ${a.todo}` }
};
var PROBLEM_CODES = Object.keys(catalogue);
function problem(code, args, place = {}) {
  const { severity, says } = catalogue[code];
  const told = args ?? {};
  return {
    code,
    severity,
    message: says(args),
    ...told.expected === void 0 ? {} : { expected: String(told.expected) },
    ...told.received === void 0 ? {} : { received: String(told.received) },
    ...place,
    repairs: place.repairs ?? []
  };
}
var UserError = class extends Error {
  problems;
  constructor(problems) {
    const list = "code" in problems ? [problems] : problems;
    super(list.map((p) => p.message).join("\n"));
    this.name = "UserError";
    this.problems = list;
  }
};

export {
  problem,
  UserError
};
//# sourceMappingURL=chunk-PXFNG3KO.mjs.map

import {
  TrainedModel,
  evaluateWeights,
  exportTypeScript,
  writeProject
} from "./chunks/chunk-DBWQP32S.mjs";
import {
  baseOf,
  parentChannel,
  runFolder,
  serve
} from "./chunks/chunk-NNSAC3TJ.mjs";
import {
  listDevices
} from "./chunks/chunk-P43IOVK4.mjs";
import {
  RunFolder,
  parseDocument,
  readWeights
} from "./chunks/chunk-RICVMYYJ.mjs";
import "./chunks/chunk-FNDLZ5F7.mjs";
import {
  diskFiles,
  openDataset
} from "./chunks/chunk-IJWFZEKJ.mjs";
import {
  checkGraph
} from "./chunks/chunk-ONEDDPGA.mjs";
import "./chunks/chunk-OQTRKZ7N.mjs";
import "./chunks/chunk-J7SP52UT.mjs";
import "./chunks/chunk-XS45YTLE.mjs";
import "./chunks/chunk-LDU5DWPN.mjs";
import {
  UserError,
  problem
} from "./chunks/chunk-PXFNG3KO.mjs";

// engine/node/datasets.ts
async function describeDataset(choice, base) {
  const { columns, train, test } = await openDataset(choice, diskFiles(base));
  return { columns, rows: { train: train.rows, test: test?.rows ?? null } };
}
async function sampleDataset(choice, base, split, offset, count) {
  const { columns, ...tables } = await openDataset(choice, diskFiles(base));
  const table = tables[split];
  const rows = table ? Array.from({ length: Math.max(0, Math.min(count, table.rows - offset)) }, (_, i) => offset + i) : [];
  const empty = ({ dtype, shape }) => ({ dtype, shape: [0, ...shape], data: dtype === "int32" ? new Int32Array() : new Float32Array() });
  return Object.fromEntries(columns.map((column) => [column.name, table ? table.read(column.name, rows) : empty(column)]));
}

// host/calls/data.ts
function dataCalls() {
  return {
    "data.describe": ({ dataset, path: path2 }) => describeDataset(dataset, baseOf(path2)),
    "data.sample": ({ dataset, path: path2, split, offset, count }) => sampleDataset(dataset, baseOf(path2), split, offset, count)
  };
}

// host/calls/engines.ts
function engineCalls(_progress) {
  const noAddon = (name) => new UserError(problem("engine-unavailable", { engine: `The add-on "${name}"`, reason: "there is none of that name", todo: "Choose one of the device list." }));
  return {
    "engines.list": () => listDevices(),
    "engines.add": ({ name }) => Promise.reject(noAddon(name)),
    "engines.remove": ({ name }) => Promise.reject(noAddon(name))
  };
}

// host/calls/export.ts
import path from "node:path";
function exportCalls(home2) {
  return {
    async "export.write"({ document: text, target, run, folder }) {
      if (target !== "typescript") throw new UserError(problem("export-unsupported", { target: `"${target}"`, what: "anything" }));
      const document = parseDocument(text, "The document");
      const checked = checkGraph(document.graph);
      const errors = checked.problems.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw new UserError(errors);
      const weights = run === void 0 ? void 0 : (await readWeights(runFolder(home2, run))).tensors;
      const to = path.resolve(folder);
      return { folder: to, files: await writeProject(to, exportTypeScript(document, checked, weights).files) };
    }
  };
}

// engine/node/run-models.ts
import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
var KEPT = 2;
var RunModels = class {
  #ready = /* @__PURE__ */ new Map();
  /** Loss and metrics on a split, who was taken for whom, and the `mistakes` surest wrong answers. */
  async evaluate(folder, split, mistakes) {
    const run = new RunFolder(folder);
    const [document, info, weights] = [await run.document(), await run.info(), await readWeights(folder)];
    const { matrices: _, ...evaluation } = await evaluateWeights(document, info.base, weights, split, { mistakes, threads: availableParallelism() });
    return evaluation;
  }
  /** `output:<node>` and `readout:<node>` for rows as the dataset has them, by Input node. */
  async predict(folder, inputs) {
    return (await this.#open(folder)).predict(inputs);
  }
  /** Forgets a run, before its folder is removed. */
  async drop(folder) {
    const kept = this.#ready.get(folder);
    this.#ready.delete(folder);
    await kept?.model.then((model) => model.close(), () => {
    });
  }
  async close() {
    for (const folder of [...this.#ready.keys()]) await this.drop(folder);
  }
  async #open(folder) {
    const version = await versionOf(folder);
    const kept = this.#ready.get(folder);
    if (kept?.version === version) return kept.model;
    await this.drop(folder);
    const run = new RunFolder(folder);
    const model = Promise.all([run.document(), readWeights(folder)]).then(([document, weights]) => TrainedModel.open(document, weights, 1));
    this.#ready.set(folder, { version, model });
    model.catch(() => this.#ready.delete(folder));
    for (const oldest of [...this.#ready.keys()].slice(0, -KEPT)) await this.drop(oldest);
    return model;
  }
};
async function versionOf(folder) {
  const run = new RunFolder(folder);
  const final = await stat(run.weightsFile).catch(() => void 0);
  return final ? `final ${final.mtimeMs}` : `step ${(await run.checkpoints()).at(-1)}`;
}

// host/calls/model.ts
function modelCalls(home2) {
  const models = new RunModels();
  return {
    "model.evaluate": ({ run, split, mistakes }) => models.evaluate(runFolder(home2, run), split, mistakes),
    "model.predict": ({ run, inputs }) => models.predict(runFolder(home2, run), inputs)
  };
}

// host/workshop-process.ts
var home = process.argv[2];
var channel = parentChannel();
var calls = {
  ...engineCalls((event) => channel.send({ kind: "event", name: "engines.progress", event })),
  ...dataCalls(),
  ...modelCalls(home),
  ...exportCalls(home)
};
process.on("SIGINT", () => {
});
serve(channel, calls, () => process.exit());
//# sourceMappingURL=workshop-process.mjs.map

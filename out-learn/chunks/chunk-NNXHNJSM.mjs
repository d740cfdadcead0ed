import {
  RunFolder
} from "./chunk-RICVMYYJ.mjs";
import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/node/runs/list.ts
import { readdir, rm } from "node:fs/promises";
import { uptime } from "node:os";
import path from "node:path";
var STARTS_WITHIN = 60;
async function listRuns(runs) {
  const names = await readdir(runs).catch(() => []);
  const found = await Promise.all(names.map((name) => summarizeRun(path.join(runs, name)).catch(() => void 0)));
  return found.filter((summary) => summary !== void 0).sort((a, b) => a.created < b.created ? 1 : -1);
}
async function summarizeRun(folder) {
  const run = new RunFolder(folder);
  const [info, { training }] = [await run.info(), await run.document()];
  let recorded = "starting";
  let epoch = 0;
  let best = null;
  for (const event of run.events((line) => !line.startsWith('{"event":"steps"'))) {
    if (event.event === "state") recorded = event.state;
    if (event.event !== "epoch") continue;
    epoch = event.epoch;
    if (event.best) best = event.validation ?? event.train;
  }
  const trains = isTraining(info);
  const over = recorded === "finished" || recorded === "stopped" || recorded === "failed";
  const starting = info.pid === void 0 && Date.now() - Date.parse(info.created) < STARTS_WITHIN * 1e3;
  const state = over || trains || starting ? recorded : "failed";
  return {
    id: path.basename(folder),
    name: info.name,
    folder,
    created: info.created,
    state,
    epoch,
    epochs: training.epochs,
    best,
    resumable: !trains && !starting && state !== "finished" && (await run.checkpoints()).length > 0
  };
}
async function removeRun(folder) {
  assertIdle(await new RunFolder(folder).info());
  await rm(folder, { recursive: true, force: true });
}
function assertIdle(info) {
  if (isTraining(info)) throw new UserError(problem("run-in-progress", { run: info.id, process: info.pid }));
}
function isTraining({ pid, started }) {
  if (pid === void 0 || pid === process.pid) return false;
  if (started !== void 0 && Date.parse(started) < Date.now() - uptime() * 1e3) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

export {
  listRuns,
  summarizeRun,
  removeRun,
  assertIdle
};
//# sourceMappingURL=chunk-NNXHNJSM.mjs.map

import {
  RunFolder,
  forkProgram
} from "./chunk-RICVMYYJ.mjs";
import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/node/runs/create.ts
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
function newRunId(name) {
  const stamp = (/* @__PURE__ */ new Date()).toISOString().slice(0, 19).replaceAll(":", "-");
  const plain = name.toLowerCase().normalize("NFKD").replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "").slice(0, 60) || "run";
  return `${plain}-${stamp}-${randomBytes(2).toString("hex")}`;
}
async function createRun(folder, document, info) {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new UserError(problem("write-failed", { path: folder, reason: "there are files in it already; choose another folder" }));
  const require2 = createRequire(import.meta.url);
  const versions = { node: process.version, "onnxruntime-node": require2("onnxruntime-node/package.json").version, platform: `${process.platform}-${process.arch}` };
  return RunFolder.create(folder, document, { ...info, name: document.name, created: (/* @__PURE__ */ new Date()).toISOString(), versions });
}

// engine/node/start-training.ts
var MALLOC = { MALLOC_MMAP_MAX_: "0", MALLOC_TRIM_THRESHOLD_: "8000000000", MALLOC_TOP_PAD_: "256000000" };
function startTraining(folder, mode, onEvent) {
  const child = forkProgram("engine/node/training-process.ts", [folder, mode], { env: MALLOC, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let said = "";
  let closed = false;
  child.stderr.on("data", (text) => said = (said + text.toString()).slice(-4e3));
  child.on("message", (event) => {
    if (event.event === "state" && event.state === "closed") closed = true;
    else onEvent(event);
  });
  const ended = new Promise((resolve) => {
    const end = (reason) => {
      if (!closed) {
        closed = true;
        const last = said.trim().split("\n").findLast((line) => line.trim() !== "" && !line.startsWith("Node.js v"));
        const failed = { event: "failed", problem: problem("engine-died", { reason: last === void 0 ? reason : `${reason}: ${last.trim()}` }) };
        for (const event of [failed, { event: "state", state: "failed" }]) {
          new RunFolder(folder).recordEnd(event);
          onEvent(event);
        }
      }
      resolve();
    };
    child.on("error", (error) => end(error.message));
    child.on("close", (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  return {
    pid: child.pid ?? 0,
    control: (control) => void (child.connected && child.send(control)),
    kill: () => void child.kill("SIGKILL"),
    ended
  };
}

export {
  newRunId,
  createRun,
  startTraining
};
//# sourceMappingURL=chunk-AKOE2FDQ.mjs.map

import {
  UserError,
  problem
} from "./chunk-PXFNG3KO.mjs";

// engine/node/atomic.ts
import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
async function writeAtomic(file, content) {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {
    });
    throw writeProblem(file, error);
  }
}
function writeProblem(file, error) {
  if (error instanceof UserError) return error;
  const { code, message } = error;
  if (code === "ENOSPC" || code === "EDQUOT") return new UserError(problem("disk-full", { path: file }));
  return new UserError(problem("write-failed", { path: file, reason: REASONS[code ?? ""] ?? message }));
}
var REASONS = {
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "the disk is read-only",
  ENOENT: "the folder does not exist",
  ENOTDIR: "part of the path is a file",
  EISDIR: "it is a folder"
};

// engine/node/home.ts
import { homedir } from "node:os";
import path2 from "node:path";
function homePath(...parts) {
  return path2.join(process.env.LAYERLOOM_HOME || standardHome(process.platform, process.env, homedir()), ...parts);
}
function standardHome(platform, env, user) {
  if (platform === "win32") return path2.win32.join(env.LOCALAPPDATA || path2.win32.join(user, "AppData", "Local"), "Layerloom");
  if (platform === "darwin") return path2.posix.join(user, "Library", "Application Support", "Layerloom");
  return path2.posix.join(env.XDG_DATA_HOME || path2.posix.join(user, ".local", "share"), "layerloom");
}

export {
  writeAtomic,
  writeProblem,
  homePath
};
//# sourceMappingURL=chunk-LDU5DWPN.mjs.map

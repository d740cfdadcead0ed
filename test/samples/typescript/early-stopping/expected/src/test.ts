/** npm test: the network predicts the rows that go along, and does what Layerloom did. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.ts";

const untrained = existsSync("weights.safetensors")
  ? false
  : "There are no weights yet: npm run train";

test("loads", { skip: untrained }, async () => (await load()).dispose());

const incomparable = existsSync("parity/expected.json")
  ? untrained
  : "There is no parity/expected.json";
test("does what Layerloom did", { skip: incomparable }, () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "src/parity.ts"],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stdout + stderr);
});

/** How good weights of 'residual' are: npm run evaluate [-- --weights FILE] [--split test]. The last line is JSON. */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { startBackend } from "./backend.ts";
import { openData } from "./data.ts";
import { evaluate } from "./metrics.ts";
import { createModel } from "./model.ts";
import { loadWeights } from "./weights.ts";

const { values } = parseArgs({
  options: {
    weights: { type: "string", default: "weights.safetensors" },
    split: { type: "string", default: "test" },
  },
});
if (!existsSync(values.weights)) {
  console.error(
    `There are no weights ${values.weights}. Train first: npm run train`,
  );
  process.exit(1);
}
const { train, validation, test } = openData();
const split = new Map(Object.entries({ train, validation, test })).get(
  values.split,
);
if (!split || split.rows.length === 0) {
  console.error(
    `There are no rows for ${values.split}: train, validation and test are possible.`,
  );
  process.exit(1);
}
console.error(`${split.rows.length} rows`);
await startBackend();
const model = createModel();
const fits = loadWeights(model, values.weights);
console.log(JSON.stringify(evaluate(model, split, fits)));

/** npm start -- INPUT.npy [--weights FILE] [--out FOLDER]: raw rows in, as in the data's files; one file for each output of the network out. */
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { readNpy, writeNpy } from "./arrays.ts";
import { load } from "./load.ts";
import { OUTPUTS } from "./model.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    weights: { type: "string", default: "weights.safetensors" },
    out: { type: "string", default: "predictions" },
  },
});
const files = positionals;
if (files.length !== 1) {
  console.error(
    "Usage: npm start -- INPUT.npy [--weights FILE] [--out FOLDER]",
  );
  process.exit(2);
}
if (!existsSync(values.weights)) {
  console.error(
    `There are no weights ${values.weights}. Train first: npm run train`,
  );
  process.exit(1);
}

const model = await load(pathToFileURL(values.weights));
const outputs = model.outputsOf([readNpy(files[0]!)]);
const predictions = model.read(outputs);
mkdirSync(values.out, { recursive: true });
OUTPUTS.forEach((name, i) => {
  const output = outputs[i]!;
  const file = path.join(values.out, `${name}.npy`);
  writeNpy(file, output.shape, output.dataSync<"float32">());
  console.log(`${file}: ${output.shape.join("×")}`);
});

// what it says about the first rows
predictions.slice(0, 10).forEach((row, i) => {
  console.log(
    `row ${i + 1}: ${row.name}, ${(100 * row.probability).toFixed(1)} %`,
  );
});

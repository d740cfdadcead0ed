/** The trained network for any program, in Node.js as in a page: `const model = await load(); model.predict(...)`. */
import * as tf from "@tensorflow/tfjs";
import type { Numbers } from "./arrays.ts";
import { startBackend } from "./backend.ts";
import { framed, placed, resample } from "./frames.ts";
import { inputsOf } from "./inputs.ts";
import { createModel, type Outputs, run } from "./model.ts";
import { readWeights } from "./safetensors.ts";

/** Numbers within lists, as they are in the data. */
export type Nested = number | readonly Nested[];
/** The numbers of one row: within lists, or all of them in their order. */
export type Values =
  | Nested
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray;

const listOf = (values: Nested): number[] =>
  typeof values === "number" ? [values] : values.flatMap(listOf);

/** As rows of the data have them. Throws an error where they are fewer or more than the network reads. */
function numbersOf(values: Values, wanted?: readonly number[]): Numbers {
  const own: number[] = [];
  for (
    let one: unknown = values;
    typeof one === "object";
    one = (one as ArrayLike<unknown>)[0]
  )
    own.push((one as ArrayLike<unknown>).length);
  const data = Float32Array.from(
    ArrayBuffer.isView(values) ? values : listOf(values),
  );
  const shape = wanted ?? own;
  const size = shape.reduce((a, b) => a * b, 1);
  const form = shape.length > 1 ? ` (${shape.join("×")})` : "";
  if (data.length !== size)
    throw new Error(
      `The network reads ${size} numbers${form}, and there are ${data.length}.`,
    );
  return { shape: [1, ...shape], data };
}

/** A picture: red, green, blue and opacity of each pixel from 0 to 255, row by row. An `ImageData` of a page is one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}
/** Grey, from 0 to 255. */
export const FRAME = { channels: 1, height: 28, width: 28 } as const;

/** Brought into the size that the network reads. */
function pixelsOf(picture: Picture): Numbers {
  const count = picture.width * picture.height;
  if (picture.data.length !== 4 * count)
    throw new Error(
      `The picture has ${count} pixels, and ${picture.data.length} numbers instead of four for each.`,
    );
  const planes = Float32Array.from(
    { length: 3 * count },
    (_, i) => picture.data[4 * (i % count) + Math.floor(i / count)]!,
  );
  const own = placed(picture, FRAME, "stretch");
  const sized = Uint8Array.from(resample(planes, 3, picture, own), Math.round);
  const plane = own.width * own.height;
  // grey as Pillow and torchvision have it
  const pixels = Uint8Array.from(
    { length: plane },
    (_, i) =>
      (19595 * sized[i]! +
        38470 * sized[plane + i]! +
        7471 * sized[2 * plane + i]! +
        0x8000) >>
      16,
  );
  return {
    shape: [1, FRAME.channels, FRAME.height, FRAME.width],
    data: framed(pixels, FRAME.channels, own, FRAME),
  };
}

export type Input = Picture | Values;

/** The class that is most probable, and how probable each of them is, in the order of the model's classes. */
export interface Choice {
  readonly class: number;
  readonly name: string;
  readonly probability: number;
  readonly probabilities: readonly number[];
}
/** What is predicted: a class. */
export type Prediction = Choice;

/** What the classes are called; none where numbers are predicted. */
export const CLASSES: readonly string[] = [
  "class 0",
  "class 1",
  "class 2",
  "class 3",
  "class 4",
  "class 5",
  "class 6",
  "class 7",
  "class 8",
  "class 9",
];

export interface Model {
  readonly classes: typeof CLASSES;
  predict(input: Input): Prediction;
  /** What the network itself answers to many rows, each column as the files of the data have it. Dispose of the tensors. */
  outputsOf(columns: Raw): Outputs;
  /** What such answers say of each row. */
  read(outputs: Outputs): Prediction[];
  /** Gives the memory of the weights free. */
  dispose(): void;
}
/** Columns of the data, for each input. */
export type Raw = Parameters<typeof inputsOf>[0];

/** One row as the data have it. */
const rawOf = (input: Input): Raw => [
  typeof input === "object" && "width" in input
    ? pixelsOf(input)
    : numbersOf(input, [1, 28, 28]),
];

/** The class of each row. */
const choicesOf = (
  probabilities: tf.Tensor,
  classes: readonly string[],
): Choice[] =>
  (probabilities.arraySync() as number[][]).map((row) => {
    const probability = Math.max(...row);
    const chosen = row.indexOf(probability);
    return {
      class: chosen,
      name: classes[chosen]!,
      probability,
      probabilities: row,
    };
  });

/** The bytes of a file of weights. */
async function bytesOf(weights: URL): Promise<Uint8Array> {
  if (weights.protocol === "file:")
    return process.getBuiltinModule("node:fs").readFileSync(weights);
  const answer = await fetch(weights);
  if (!answer.ok)
    throw new Error(`There are no weights at ${weights} (${answer.status}).`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The network with its weights: those of the project, of a file, or the bytes of one. Throws an error where there are none. */
export async function load(
  weights: Uint8Array | URL = new URL(
    "../weights.safetensors",
    import.meta.url,
  ),
): Promise<Model> {
  await startBackend();
  const [bytes, file] =
    weights instanceof URL
      ? [await bytesOf(weights), weights.pathname]
      : [weights, "The file"];
  const network = createModel();
  readWeights(network, bytes, file);
  const outputsOf = (columns: Raw) =>
    tf.tidy(() => run(network, inputsOf(columns)));
  const read = (outputs: Outputs): Prediction[] => {
    tf.engine().startScope();
    try {
      return choicesOf(tf.softmax(outputs[0]), CLASSES);
    } finally {
      tf.engine().endScope();
    }
  };
  return {
    classes: CLASSES,
    predict(input) {
      const outputs = outputsOf(rawOf(input));
      const [prediction] = read(outputs);
      tf.dispose(outputs);
      return prediction!;
    },
    outputsOf,
    read,
    dispose: () => void network.dispose(),
  };
}

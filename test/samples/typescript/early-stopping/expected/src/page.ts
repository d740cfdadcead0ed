/** The page: an input by hand, and what the network says of it. `npm run page` shows it. */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm";
import weights from "../weights.safetensors";
import { CLASSES, FRAME, type Input, load, type Prediction } from "./load.ts";

/** What is said of one output. */
interface Part {
  readonly label: string;
  readonly said:
    | number
    | { readonly probabilities: readonly number[] }
    | { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly classes: readonly string[];
  /** It is the probability of yes. */
  readonly isChance: boolean;
}

const find = <T extends HTMLElement>(selector: string): T =>
  document.querySelector<T>(selector)!;
const answer = find("#answer");

/** An element with what is in it. */
function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...inside);
  return element;
}

const percent = (probability: number): string =>
  `${(100 * probability).toFixed(1)} %`;
const shown = (value: number): string =>
  Number.isFinite(value)
    ? String(Number(value.toPrecision(6)))
    : "not a number";

/** Classes with their probabilities: all in their order where they are few, else the first of them. */
function bars(
  names: readonly string[],
  probabilities: readonly number[],
): HTMLElement {
  const all = probabilities.map((probability, i) => ({
    name: names[i]!,
    probability,
  }));
  const largest = Math.max(...probabilities);
  const few =
    all.length <= 10
      ? all
      : all.toSorted((a, b) => b.probability - a.probability).slice(0, 8);
  const rows = few.map(({ name, probability }) => {
    const bar = made("span", "bar", made("i", ""));
    bar.style.setProperty("--share", String(probability));
    return made(
      "li",
      probability === largest ? "chosen" : "",
      made("span", "name", name),
      bar,
      made("span", "percent", percent(probability)),
    );
  });
  return made("ul", "bars", ...rows);
}

/** Planes of numbers as a picture, from their smallest to their largest. */
function drawn(
  [channels, height, width]: readonly number[],
  data: Float32Array,
): HTMLElement {
  const canvas = made("canvas", "drawn");
  [canvas.width, canvas.height] = [width!, height!];
  const [least, most] = data.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity] as [number, number],
  );
  const plane = width! * height!;
  const pixels = new ImageData(width!, height!);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++)
      pixels.data[4 * i + c] =
        (255 * (data[(channels === 1 ? 0 : c * plane) + i]! - least)) /
        (most - least || 1);
    pixels.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d")!.putImageData(pixels, 0, 0);
  return canvas;
}

function partShown({ said, classes, isChance }: Part): HTMLElement {
  if (typeof said === "number")
    return isChance ? bars(["yes"], [said]) : made("p", "number", shown(said));
  if ("probabilities" in said) return bars(classes, said.probabilities);
  if (said.shape.length === 3 && (said.shape[0] === 1 || said.shape[0] === 3))
    return drawn(said.shape, said.data);
  const rest =
    said.data.length > 60 ? [` and ${said.data.length - 60} more`] : [];
  return made(
    "p",
    "numbers",
    Array.from(said.data.slice(0, 60), shown).join(", "),
    ...rest,
  );
}

/** What is to be done first. */
const hint = (text: string): void =>
  answer.replaceChildren(made("p", "hint", text));

/** Whether there is an answer: a value that is missing may leave none. */
const isSaid = ({ said }: Part): boolean =>
  (typeof said === "number"
    ? [said]
    : "probabilities" in said
      ? said.probabilities
      : Array.from(said.data)
  ).every(Number.isFinite);

/** Predicts, and shows what is said. `missing`: what else may be filled in. */
function predict(input: Input, missing: readonly string[] = []): void {
  try {
    const parts = partsOf(model.predict(input));
    if (missing.length > 0 && !parts.every(isSaid))
      return hint(`Fill in ${missing.join(", ")}.`);
    answer.replaceChildren(
      ...parts.flatMap((part) => [made("h2", "", part.label), partShown(part)]),
    );
  } catch (error) {
    answer.replaceChildren(
      made(
        "p",
        "error",
        error instanceof Error ? error.message : String(error),
      ),
    );
  }
}

const partsOf = (said: Prediction): Part[] => [
  { label: "label", said: said, classes: CLASSES, isChance: false },
];

const lie = (file: string) => new URL(file, location.href);
setWasmPaths({
  "tfjs-backend-wasm.wasm": lie(plain).href,
  "tfjs-backend-wasm-simd.wasm": lie(simd).href,
  "tfjs-backend-wasm-threaded-simd.wasm": lie(threaded).href,
});
const model = await load(lie(weights)).catch((error: Error) => {
  answer.replaceChildren(made("p", "error", error.message));
  throw error;
});

const picture = find<HTMLCanvasElement>("#picture");
const brush = picture.getContext("2d", { willReadFrequently: true })!;
const chooser = find<HTMLInputElement>("#file");

async function open(file: Blob): Promise<void> {
  try {
    const image = await createImageBitmap(file);
    show(image);
    image.close();
  } catch {
    answer.replaceChildren(
      made("p", "error", "This file is no picture that the browser knows."),
    );
  }
}

chooser.addEventListener("change", () => {
  const [file] = chooser.files ?? [];
  if (file) void open(file);
  chooser.value = "";
});
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer?.files ?? [];
  if (file) void open(file);
});
addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find(({ type }) =>
    type.startsWith("image/"),
  );
  if (file) void open(file);
});

/** Pixels of the pad for one of the network's. */
const TIMES = 10;
[picture.width, picture.height] = [TIMES * FRAME.width, TIMES * FRAME.height];
brush.lineCap = "round";
brush.lineJoin = "round";
brush.lineWidth = 0.08 * picture.width;
brush.strokeStyle = "#fff";

function clear(): void {
  brush.fillStyle = "#000";
  brush.fillRect(0, 0, picture.width, picture.height);
  hint("Draw something.");
}

/** The drawing as the digits of MNIST are: 20 pixels large at most, its centre of mass in the middle. */
function seen(): ImageData {
  const { width, height } = picture;
  const whole = brush.getImageData(0, 0, width, height);
  let [left, right, top, bottom, sum, across, down] = [
    width,
    0,
    height,
    0,
    0,
    0,
    0,
  ];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const ink = whole.data[4 * (y * width + x)]!;
      if (ink === 0) continue;
      [left, right, top, bottom] = [
        Math.min(left, x),
        Math.max(right, x + 1),
        Math.min(top, y),
        Math.max(bottom, y + 1),
      ];
      [sum, across, down] = [sum + ink, across + ink * x, down + ink * y];
    }
  if (sum === 0) return whole;
  const scale = (20 * TIMES) / Math.max(right - left, bottom - top);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  context.fillRect(0, 0, width, height);
  context.setTransform(
    scale,
    0,
    0,
    scale,
    width / 2 - (scale * across) / sum,
    height / 2 - (scale * down) / sum,
  );
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height);
}

function show(image: ImageBitmap): void {
  brush.drawImage(image, 0, 0, picture.width, picture.height);
  predict(seen());
}

/** Where the pointer is on the pad. */
function place({ clientX, clientY }: PointerEvent): [x: number, y: number] {
  const { left, top, width, height } = picture.getBoundingClientRect();
  return [
    ((clientX - left) * picture.width) / width,
    ((clientY - top) * picture.height) / height,
  ];
}

let waiting = false;
function predictSoon(): void {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    predict(seen());
  });
}

picture.addEventListener("pointerdown", (event) => {
  picture.setPointerCapture(event.pointerId);
  brush.beginPath();
  brush.moveTo(...place(event));
  brush.lineTo(...place(event));
  brush.stroke();
  predictSoon();
});
picture.addEventListener("pointermove", (event) => {
  if (!picture.hasPointerCapture(event.pointerId)) return;
  for (const one of event.getCoalescedEvents().length > 0
    ? event.getCoalescedEvents()
    : [event])
    brush.lineTo(...place(one));
  brush.stroke();
  predictSoon();
});
find("#clear").addEventListener("click", clear);
clear();

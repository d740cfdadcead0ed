/** The record of a training: a folder in the form of Layerloom's own runs, which it opens and follows while it is written. */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import { type Turned, writtenWeights } from "./safetensors.ts";

const NAME = "ResNet-18";
/** So many of the newest checkpoints are kept. */
const CHECKPOINTS = 2;

/** How the axes of a layer's kernels lie in Layerloom, by its class. */
const ORDERS: Readonly<Record<string, readonly number[]>> = {
  Conv2D: [3, 2, 0, 1],
  Dense: [1, 0],
};

/** The weight with its axes as in Layerloom. */
const turned: Turned = (weight, layer) => {
  const order = ORDERS[layer.getClassName()];
  return order?.length === weight.rank
    ? tf.transpose(weight, [...order])
    : weight;
};

type Values = Readonly<Record<string, unknown>>;

/** The numbers among what was measured; what is not finite is null. */
const numbersOf = (values: Values): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === "number" || value === null
        ? [[name, Number.isFinite(value) ? value : null]]
        : [],
    ),
  ) as Record<string, number | null>;

/** The epoch whose weights are kept, and by what it did best. */
export interface Kept {
  readonly epoch: number;
  readonly step: number;
  readonly split: "train" | "validation";
  readonly metric: string;
  readonly value: number;
}

/** What an epoch came to, on the rows learned from and on those that it is judged on. */
export interface Outcome {
  readonly train: Values;
  readonly validation: Values | null;
}

/** What a training came to in the end. */
export interface Ended extends Outcome {
  readonly reason: "done" | "early";
  readonly kept: Kept | null;
  readonly test: Values | null;
}

export class Run {
  readonly folder: string;
  readonly #began = Date.now();
  readonly #id: string;
  readonly #steps: number;
  #waiting: [step: number, loss: number][] = [];
  #rate = 0;
  #said = Date.now();

  /** Begins the record of so many epochs of so many steps. */
  constructor(
    folder: string,
    model: tf.LayersModel,
    plan: {
      stepsPerEpoch: number;
      epochs: number;
      rows: Record<"train" | "validation" | "test", number>;
    },
  ) {
    this.folder = folder;
    this.#id = path.basename(path.resolve(folder));
    this.#steps = plan.stepsPerEpoch * plan.epochs;
    mkdirSync(folder, { recursive: true });
    if (existsSync("document.loom"))
      copyFileSync("document.loom", path.join(folder, "document.loom"));
    const about = {
      name: NAME,
      engine: "tfjs",
      device: `TensorFlow.js ${tf.getBackend()}`,
      threads: 1,
    };
    const created = new Date().toISOString();
    const platform = `${os.platform()} ${os.release()} ${os.arch()}`;
    const versions = {
      node: process.versions.node,
      tfjs: tf.version_core,
      platform,
    };
    const info = {
      id: this.#id,
      ...about,
      base: path.resolve("."),
      created,
      versions,
      pid: process.pid,
      started: created,
    };
    this.#write("run.json", [JSON.stringify(info, null, 2), "\n"]);
    const parameters = model.countParams();
    this.#event("started", {
      run: this.#id,
      ...about,
      parameters,
      ...plan,
      step: 0,
    });
    this.#event("state", { state: "running" });
  }

  /** Puts a file into place whole. */
  #write(name: string, parts: readonly (string | Uint8Array)[]): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      `${file}.part`,
      Buffer.concat(parts.map((part) => Buffer.from(part))),
    );
    renameSync(`${file}.part`, file);
  }

  #event(event: string, about: object): void {
    const line = JSON.stringify({ event, ...about, time: Date.now() / 1000 });
    appendFileSync(path.join(this.folder, "metrics.jsonl"), `${line}\n`);
  }

  step(step: number, loss: number, rate: number): void {
    this.#waiting.push([step, loss]);
    this.#rate = rate;
    if (Date.now() - this.#said > 500) this.#flush();
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const [step, loss] = [
      this.#waiting.map(([step]) => step),
      this.#waiting.map(([, loss]) => loss),
    ];
    const stepsPerSecond =
      step.length / Math.max((Date.now() - this.#said) / 1000, 1e-3);
    const secondsLeft =
      Math.max(this.#steps - step.at(-1)!, 0) / stepsPerSecond;
    this.#event("steps", {
      step,
      loss,
      metrics: {},
      learningRate: this.#rate,
      stepsPerSecond,
      secondsLeft,
    });
    [this.#waiting, this.#said] = [[], Date.now()];
  }

  epoch(
    epoch: number,
    step: number,
    { train, validation }: Outcome,
    best = false,
  ): void {
    this.#flush();
    const seconds = (Date.now() - this.#began) / 1000;
    this.#event("epoch", {
      epoch,
      step,
      train: numbersOf(train),
      validation: validation && numbersOf(validation),
      best,
      seconds,
    });
  }

  /** The weights as Layerloom has them, after so many steps. */
  checkpoint(epoch: number, step: number, model: tf.LayersModel): void {
    this.#flush();
    const file = path.join("checkpoints", `${step}.safetensors`);
    this.#write(file, writtenWeights(model, file, turned));
    const folder = path.join(this.folder, "checkpoints");
    const steps = readdirSync(folder)
      .map((name) => Number.parseInt(name, 10))
      .sort((a, b) => a - b);
    for (const old of steps.slice(0, -CHECKPOINTS))
      rmSync(path.join(folder, `${old}.safetensors`), { force: true });
    this.#event("checkpoint", {
      epoch,
      step,
      file: path.join(this.folder, file),
    });
  }

  /** How it ended that did not get to its last step. */
  fail(error: unknown): void {
    this.#flush();
    this.#event("failed", {
      problem: {
        message: error instanceof Error ? error.message : String(error),
      },
    });
    this.#event("state", { state: "failed" });
  }

  finish(model: tf.LayersModel, outcome: Ended): void {
    this.#flush();
    const written = writtenWeights(model, "weights.safetensors", turned);
    this.#write("weights.safetensors", written);
    const { train, validation, test, ...about } = outcome;
    const parts = {
      train: numbersOf(train),
      validation: validation && numbersOf(validation),
      test: test && numbersOf(test),
    };
    const seconds = (Date.now() - this.#began) / 1000;
    this.#event("finished", {
      run: this.#id,
      ...about,
      ...parts,
      seconds,
      waitShare: 0,
      peakMb: process.memoryUsage().rss / 2 ** 20,
    });
    this.#event("state", { state: "finished" });
  }
}

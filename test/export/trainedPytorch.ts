/** A PyTorch project that tests train by its own programs, and the losses of the engine's steps. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { pytorch } from '../../engine/targets/pytorch/index.ts';
import { python } from './python.ts';
import { document, trainedByEngine } from './trained.ts';

export const STEPS = 50;
// Ray's workers give way to everything else unless they are told not to
const ENVIRONMENT = { ...process.env, OMP_NUM_THREADS: '1', RAY_worker_niceness: '0' };

export class TrainedProject {
  readonly folder: string;
  readonly wanted: readonly number[];

  private constructor(folder: string, wanted: readonly number[]) {
    [this.folder, this.wanted] = [folder, wanted];
  }

  static async write(name: string, trained = document): Promise<TrainedProject> {
    const folder = path.resolve(import.meta.dirname, `../../node_modules/.loom-pytorch-${name}`);
    return new TrainedProject(folder, (await trainedByEngine(pytorch, folder, STEPS, trained)).losses);
  }

  /** What `train.py` takes in every run. */
  arguments(run: string): string[] {
    const common = { from: 'weights.safetensors', device: 'cpu', workers: '0', record: run, out: `${run}.safetensors` };
    return Object.entries(common).flatMap(([name, value]) => [`--${name}`, value]);
  }

  start(...args: string[]): string {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return execFileSync(python(), ['-B', ...args], {
      cwd: this.folder,
      stdio: [...stdio],
      encoding: 'utf8',
      env: ENVIRONMENT,
    });
  }

  /** `how`: what starts `train.py`. */
  train(run: string, more: readonly string[] = [], how: readonly string[] = []): void {
    this.start(...how, 'train.py', ...this.arguments(run), ...more);
  }

  /** Whether a training came to its end. */
  tries(run: string, more: readonly string[], how: readonly string[]): boolean {
    const args = ['-B', ...how, 'train.py', ...this.arguments(run), ...more];
    return spawnSync(python(), args, { cwd: this.folder, stdio: 'ignore', env: ENVIRONMENT }).status === 0;
  }

  /** The losses of a run's steps are the engine's; of steps that were taken again the later ones count. */
  holds(run: string): void {
    const given: number[] = [];
    for (const line of readFileSync(path.join(this.folder, run, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')) {
      const event = JSON.parse(line) as { event: string; step: number[]; loss: number[] };
      if (event.event === 'steps') event.step.forEach((step, i) => (given[step - 1] = event.loss[i]!));
    }
    expect(given.length).toBe(this.wanted.length);
    this.wanted.forEach((loss, i) =>
      expect(Math.abs(given[i]! - loss) / this.wanted[0]!, `step ${i + 1}`).toBeLessThan(1e-4),
    );
  }

  /** The step before which a process was killed, as `dying` has it. */
  diedAt(): number | undefined {
    const file = path.join(this.folder, 'died');
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  }
}

/** The second process kills itself before a step, once, as a machine that fails would. */
export function dying(folder: string, step: number): void {
  const file = path.join(folder, 'train.py');
  const main = 'if __name__ == "__main__":';
  const source = readFileSync(file, 'utf8');
  expect(source).toContain(main);
  const death = `import signal

living = Trainer.step


def step_or_die(self, batch, totals):
    if self.world > 1 and dist.get_rank() == 1 and self.updates == ${step} and not os.path.exists("died"):
        with open("died", "w") as opened:
            opened.write(str(self.updates))
        os.kill(os.getpid(), signal.SIGKILL)
    return living(self, batch, totals)


Trainer.step = step_or_die


`;
  writeFileSync(
    file,
    source.replace(main, () => death + main),
  );
}

/** What can train here: the devices of all engines, tried in processes of their own, and the one to use where a device fails. */
import { availableParallelism } from 'node:os';
import { problem, UserError, reasonOf } from '../../problems.ts';
import type { Device } from '../../train/engine.ts';
import { ENGINES, engineOf } from './engines.ts';
import { forkProgram } from '../programs.ts';
import type { SelfTest } from './self-test.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';

/** A device that has not answered by then is not going to, in milliseconds. */
const SELF_TEST_TIMEOUT = 30_000;

/** The devices, the likeliest choice first. With `selfTest` each takes a training step; those that only that can tell about always do. */
export async function listDevices({ selfTest = false, threads = availableParallelism() } = {}): Promise<Device[]> {
  const devices: Device[] = [];
  // one after the other: together they would measure each other
  for (const engine of ENGINES)
    for (const { uncertain, ...device } of await engine.devices()) {
      if (!device.available || !(selfTest || uncertain)) devices.push(device);
      else devices.push(tested(device, await (selfTest ? tryDevice(device, threads) : triedOnce(device, threads))));
    }
  return devices;
}
const tested = (device: Device, selfTest: SelfTest): Device => ({
  ...device,
  selfTest,
  ...(!selfTest.passed && { available: false, reason: selfTest.message }),
});

const tried = new Map<string, Promise<SelfTest>>();
function triedOnce(device: Device, threads: number): Promise<SelfTest> {
  const key = `${device.engine}/${device.id}`;
  const before = tried.get(key) ?? tryDevice(device, threads);
  tried.set(key, before);
  return before;
}

/** The self-test, in a process of its own. */
export function tryDevice({ engine, id }: Pick<Device, 'engine' | 'id'>, threads: number): Promise<SelfTest> {
  return new Promise((resolve) => {
    const child = forkProgram('engine/node/devices/self-test-process.ts', [engine, id, String(threads)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const end = (result: SelfTest) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(result);
    };
    const timer = setTimeout(
      () => end({ passed: false, message: phrase('no-answer-within', { seconds: SELF_TEST_TIMEOUT / 1000 }) }),
      SELF_TEST_TIMEOUT,
    );
    child.on('message', (result: SelfTest) => end(result));
    child.on('error', (error) => end({ passed: false, message: reasonOf(error) }));
    child.on('exit', (code, signal) =>
      end({
        passed: false,
        message: phrase('process-ended', {
          how: signal ? phrase('signal', { name: verbatim(signal) }) : phrase('exit-code', { code: code! }),
        }),
      }),
    );
  });
}

/** The device of an engine where none was named: the fastest that is sure to be there. */
export async function defaultDevice(engine: string): Promise<string> {
  return (await engineOf(engine).devices()).find(({ available, uncertain }) => available && !uncertain)!.id;
}

/**
 * The device to train on: the one that was asked for where it passes its self-test, else the one that every machine has, and why.
 * Throws a `UserError` where no device has that name.
 */
export async function usableDevice(
  engine: string,
  id: string,
  threads: number,
): Promise<{ device: string; warning?: Phrase }> {
  const { devices, fallback, title } = engineOf(engine);
  if (id === fallback) return { device: id };
  const all = await devices();
  const asked = all.find((device) => device.id === id);
  if (!asked)
    throw new UserError(
      problem('engine-unavailable', {
        engine: phrase('the-device-of', { name: verbatim(id), engine: verbatim(title) }),
        reason: phrase('none-of-that-name'),
        todo: phrase('choose-one-of', { names: all.map((device) => verbatim(device.id)) }),
      }),
    );
  const result = asked.available
    ? await tryDevice(asked, threads)
    : { passed: false, message: asked.reason ?? verbatim('') };
  if (result.passed) return { device: id };
  const instead = all.find((device) => device.id === fallback)!;
  return {
    device: fallback,
    warning: phrase('device-instead', { device: asked.title, why: result.message, instead: instead.title }),
  };
}

import { describe, expect, it, vi } from 'vitest';
import { defaultDevice, listDevices, tryDevice, usableDevice } from './devices.ts';
import { word } from '../../texts/index.ts';

describe('devices', () => {
  it('that every machine has pass their self-test', async () => {
    vi.stubEnv('LAYERLOOM_HOME', '/nowhere');
    const devices = await listDevices({ selfTest: true, threads: 2 });
    vi.unstubAllEnvs();
    const of = (engine: string, id: string) => devices.find((device) => device.engine === engine && device.id === id)!;
    expect(devices[0]).toBe(of('onnx', 'cpu'));
    for (const device of [of('onnx', 'cpu'), of('tfjs', 'wasm')]) {
      expect(device.selfTest!.passed).toBe(true);
      expect(word(device.selfTest!.message)).toMatch(/^A training step agrees with the reference; [\d.]+ GFLOP\/s$/);
      expect(device.selfTest!.gflops).toBeGreaterThan(0.05);
    }
    // one that is not there says why
    for (const device of devices.filter(({ available }) => !available)) expect(device.reason).not.toBe('');
    expect(of('tfjs', 'native')).toMatchObject({ available: false, addon: { name: 'tfjs-node', installed: false } });
  });

  it('that fail, or whose process does, are replaced, and the user is told', async () => {
    vi.stubEnv('LAYERLOOM_HOME', '/nowhere');
    const { device, warning } = await usableDevice('tfjs', 'native', 1);
    expect(device).toBe('wasm');
    expect(word(warning!)).toMatch(
      /^CPU, native TensorFlow · TensorFlow\.js cannot be used: .*\. Using CPU, WebAssembly, 1 thread · TensorFlow\.js instead\.$/,
    );
    expect(await defaultDevice('tfjs')).toBe('wasm');
    vi.unstubAllEnvs();
    await expect(usableDevice('onnx', 'abacus', 1)).rejects.toThrow('Choose one of cpu');
    expect(await tryDevice({ engine: 'onnx', id: 'abacus' }, 1)).toMatchObject({ passed: false });
    expect(word((await tryDevice({ engine: 'none', id: 'cpu' }, 1)).message)).toContain('there is none of that name');
    vi.stubEnv('NODE_OPTIONS', '--require /nowhere');
    const { passed, message } = await tryDevice({ engine: 'onnx', id: 'cpu' }, 1);
    expect(passed).toBe(false);
    expect(word(message)).toBe('Its process ended unexpectedly (exit code 1)');
    vi.unstubAllEnvs();
  });

  // elsewhere the system has a GPU whatever the environment says
  it.runIf(process.platform === 'linux')('without a driver are replaced, too', async () => {
    vi.stubEnv('VK_DRIVER_FILES', '/nowhere');
    vi.stubEnv('VK_ICD_FILENAMES', '/nowhere');
    const { device, warning } = await usableDevice('onnx', 'webgpu', 1);
    vi.unstubAllEnvs();
    expect(device).toBe('cpu');
    expect(word(warning!)).toMatch(
      /^GPU, WebGPU · ONNX Runtime cannot be used: .*\. Using CPU, \d+ threads · ONNX Runtime instead\.$/,
    );
  });
});

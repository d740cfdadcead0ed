/** The device in use, and the list of all: what can be chosen, why not, and the add-ons that would help. */
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { t, word } from '../../engine/texts/index.ts';
import type { Device } from '../../engine/train/engine.ts';
import { addEngine, addEngineFromFile, chooseDevice, chooseThreads, removeEngine } from '../actions/devices.ts';
import { deviceToUse, refreshDevices, useDevices } from '../state/devices.ts';
import { attempt } from '../state/notices.ts';
import { useShell } from '../state/shell.ts';
import { Button } from '../ui/Button.tsx';
import { formatBytes } from '../ui/bytes.ts';
import styles from './DeviceChip.module.css';
import { phrase } from '../../engine/phrases.ts';

export function DeviceChip() {
  const state = useDevices((all) => all);
  const connected = useShell((shell) => shell.connected);
  const device = deviceToUse(state);
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.chip} aria-label={t('devices.one', 'Device')}>
        <i
          className={
            connected && device ? styles.good : connected && state.list.length === 0 ? styles.looking : styles.bad
          }
        />
        <span>
          {!connected
            ? t('devices.connecting', 'Connecting to the host…')
            : device
              ? word(device.title)
              : state.list.length > 0
                ? t('devices.none', 'No device')
                : t('devices.looking', 'Looking for devices…')}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.list} align="end" sideOffset={6}>
          <Devices />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Devices() {
  const state = useDevices((all) => all);
  const most = useShell((shell) => shell.hello?.threads ?? 1);
  const [testing, setTesting] = useState(false);
  const test = async () => {
    setTesting(true);
    await attempt(() => refreshDevices(true));
    setTesting(false);
  };
  const used = deviceToUse(state);
  return (
    <section aria-label={t('devices.title', 'Devices')}>
      <h3 className={styles.heading}>{t('devices.title', 'Devices')}</h3>
      <ul>
        {state.list.map((device) => (
          <DeviceRow key={`${device.engine}/${device.id}`} device={device} used={device === used} />
        ))}
      </ul>
      <label className={styles.threads}>
        {t('devices.threads', 'Threads')}
        <input
          type="number"
          min={1}
          max={most}
          value={state.threads ?? most}
          onChange={({ target }) => {
            const threads = Math.round(Number(target.value));
            if (threads >= 1 && threads <= most) chooseThreads(threads);
          }}
        />
        <span>{t('devices.of', 'of {{most}}', { most })}</span>
      </label>
      <Button onClick={() => void test()} disabled={testing}>
        {testing ? t('devices.testing', 'Testing…') : t('devices.test', 'Test all devices')}
      </Button>
    </section>
  );
}

function DeviceRow({ device, used }: { readonly device: Device; readonly used: boolean }) {
  const progress = useDevices((all) => (all.progress?.name === device.addon?.name ? all.progress : null));
  const { title, available, reason, selfTest, memoryBytes, addon } = device;
  return (
    <li className={styles.device} data-used={used}>
      <label>
        <input
          type="radio"
          name="device"
          checked={used}
          disabled={!available}
          onChange={() => chooseDevice(device.engine, device.id)}
        />
        <span>{word(title)}</span>
        {memoryBytes !== undefined && <code>{formatBytes(memoryBytes)}</code>}
      </label>
      {reason && !selfTest && <p>{word(reason)}</p>}
      {selfTest && (
        <p className={selfTest.passed ? styles.passed : styles.failed}>
          {word(phrase('sentence', { what: selfTest.message }))}
        </p>
      )}
      {addon && !addon.installed && !progress && (
        <div className={styles.actions}>
          <Button onClick={() => void attempt(() => addEngine(addon.name))}>{t('devices.fetch', 'Fetch it')}</Button>
          <Button onClick={() => void attempt(() => addEngineFromFile(addon.name))}>
            {t('devices.fromFile', 'From a file…')}
          </Button>
        </div>
      )}
      {addon?.installed && (
        <div className={styles.actions}>
          <Button look="quiet" onClick={() => void attempt(() => removeEngine(addon.name))}>
            {t('common.remove', 'Remove')}
          </Button>
        </div>
      )}
      {progress && (
        <div className={styles.actions}>
          <progress
            value={progress.total > 0 ? progress.done / progress.total : undefined}
            aria-label={progress.stage}
          />
          <span>{progress.stage}</span>
        </div>
      )}
    </li>
  );
}

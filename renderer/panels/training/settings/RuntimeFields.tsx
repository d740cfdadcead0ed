import { chooseDevice, chooseThreads } from '../../../actions/devices.ts';
import { SchemaFields } from '../../../fields/SchemaFields.tsx';
import { deviceToUse, useDevices } from '../../../state/devices.ts';
import { useShell } from '../../../state/shell.ts';
import { Select } from '../../../ui/Select.tsx';
import { SettingRow } from './SettingRow.tsx';
import { t, word } from '../../../../engine/texts/index.ts';

/** Where the next run trains: a choice of this machine, not of the document. */
export function RuntimeFields() {
  const state = useDevices((all) => all);
  const most = useShell((shell) => shell.hello?.threads ?? 1);
  const device = deviceToUse(state);
  const choose = (value: string) => {
    const [engine, id] = value.split('/');
    chooseDevice(engine!, id!);
  };
  return (
    <>
      <SettingRow id="training-device" label={t('training.runsOn', 'Runs on')}>
        <Select
          label={t('training.device', 'Device')}
          value={device && `${device.engine}/${device.id}`}
          placeholder={t('training.device.none', 'No device')}
          options={state.list.map(({ engine, id, title, available }) => ({
            value: `${engine}/${id}`,
            title: word(title),
            disabled: !available,
          }))}
          onChange={choose}
        />
      </SettingRow>
      <SchemaFields
        compact
        id="training-runtime"
        schema={{
          threads: {
            kind: 'int',
            label: t('devices.threads', 'Threads'),
            default: most,
            min: 1,
            max: 256,
            doc: 'Of the processor. Other runs with as many threads repeat a run to the bit.',
          },
        }}
        values={{ ...(state.threads !== null && { threads: state.threads }) }}
        onChange={(_, value) => chooseThreads(value as number | undefined)}
      />
    </>
  );
}
